import { expect, it } from 'vitest';
import type { Base } from '../../src/base.ts';
import type * as clients from '../../src/clients/clients.ts';
import type { Standing } from '../../src/oidc/artefacts/contract.ts';
import { coveredIn } from '../../src/oidc/covered.ts';
import { testClock } from '../support/clock.ts';

const words = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
const hall = {
  id: 'hall',
  scopes: 'openid phone',
  scopes_version: 1,
  claims: [{ scope: 'phone', basis: 'consent', law: '第十三条', purpose: words }],
} as unknown as clients.Client;
const clock = testClock(new Date('2026-11-30T08:00:00Z'));
const said = { id: '1', scopes: 'phone', refused: '', version: 1, expires_at: '2027-11-30' };

const covered = (consent: Standing['consent']) =>
  [...coveredIn({ clock } as unknown as Base, hall, { consent } as unknown as Standing)].join(' ');

it('what was said to one client covers nothing at another, though both have the same scopes', () => {
  expect(covered({ client_id: 'hall', said })).toBe('openid phone');
  expect(covered({ client_id: 'other', said })).toBe('openid');
});

it('a standing that was read for no client, or where nothing was said, covers what rests on duty', () => {
  expect(covered(undefined)).toBe('openid');
  expect(covered({ client_id: 'hall', said: null })).toBe('openid');
});
