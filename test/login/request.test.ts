import { expect, test } from 'vitest';
import { reachOf } from '../../src/login/level.ts';
import type { AskingClient, Interaction } from '../../src/login/needs.ts';
import { asked } from '../../src/login/request.ts';

const words = { 'zh-CN': '吉事办', ko: '', en: '' };
const client: AskingClient = {
  id: 'hall',
  names: words,
  department_names: words,
  level_floor: 1,
  scopes: 'openid profile',
  claims: [],
  accepted_sources: null,
  redirect_uris: [],
  home_uri: null,
};
const session = { uid: 's', identity_id: 'i' };

function ask(
  params: Interaction['params'],
  prompt: Partial<Interaction['prompt']> = {},
  live = false,
) {
  return asked(
    {
      uid: 'u',
      prompt: { name: 'login', reasons: [], ...prompt },
      params,
      session: live ? session : undefined,
      return_to: '/auth/u',
    },
    client,
  );
}

const acr = (level: number) => `urn:songhua:acr:${level}`;

test.each([
  ['nothing: the floor of the service', {}, 1],
  ['more than the floor', { acr_values: acr(3) }, 3],
  ['less than the floor', { acr_values: acr(0) }, 1],
  ['several: the lowest would do', { acr_values: `${acr(4)} ${acr(2)}` }, 2],
  ['values of others', { acr_values: 'urn:mace:silver urn:songhua:acr:9' }, 1],
  ['a claim', { claims: JSON.stringify({ id_token: { acr: { values: [acr(3), acr(4)] } } }) }, 3],
  ['a claim of one value', { claims: JSON.stringify({ id_token: { acr: { value: acr(2) } } }) }, 2],
  ['a claim without value', { claims: JSON.stringify({ id_token: { acr: null } }) }, 1],
  ['claims that cannot be read', { claims: '{' }, 1],
  [
    'both: the higher of the two',
    { acr_values: acr(2), claims: '{"id_token":{"acr":{"value":"urn:songhua:acr:3"}}}' },
    3,
  ],
])('a request that asks for %s', (_, params, level) => {
  expect(ask(params).needed_level).toBe(level);
});

test('a live session is offered only where the engine asks which account, and nothing else', () => {
  expect(ask({}, { name: 'select_account' }, true).may_continue).toBe(true);
  expect(ask({}, { name: 'select_account' }, false).may_continue).toBe(false);
  expect(ask({}, { name: 'login', reasons: ['level_too_low'] }, true).may_continue).toBe(false);
  expect(
    ask({ prompt: 'login select_account' }, { name: 'select_account' }, true).may_continue,
  ).toBe(false);
});

test.each([
  ['prompt=login', { prompt: 'login' }, ['login_prompt'], true],
  ['max_age passed', { max_age: '60' }, ['max_age'], true],
  ['nobody is signed in', {}, ['no_session'], false],
])('the source asks anew when %s', (_, params, reasons, anew) => {
  expect(ask(params, { reasons }).reauthenticate).toBe(anew);
});

test('a hint is cut to what a user name can be', () => {
  expect(ask({ login_hint: 'a'.repeat(1000) }).login_hint).toHaveLength(200);
});

test.each([
  [['pwd'], 2],
  [[], 2],
  [['pwd', 'pin', 'kba'], 2],
  [['pwd', 'otp'], 3],
  [['sms', 'otp'], 2],
  [['hwk', 'face'], 3],
  [['mfa'], 3],
  [['sc'], 4],
  [['something new'], 2],
])('factors %j reach level %i', (amr, level) => {
  expect(reachOf(amr)).toBe(level);
});
