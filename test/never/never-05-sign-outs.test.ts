/**
 * Never 1, 5 and 8 for a source's word that a session has ended: a forged one ends nobody, a true one
 * counts once, also at the same moment, and each client is told once.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { casLogoutRequest, startCasServer } from '../doubles/cas-server.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import {
  type Province,
  rowCounts,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

let p: Province;

const tell = (source: string, fields: Record<string, string>) =>
  fetch(`${p.issuer}/callback/${source}/logout`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });

async function signedIn() {
  const account = someone('蒋测试');
  const tokens = await tokensThrough(p, visitor(), 'fund', account);
  return { account, session: await sessionOf(p, tokens) };
}

/** Rows that a word of a source could leave; others move by themselves meanwhile. */
const ofSources = async () => {
  const counts = Object.entries(await rowCounts(p));
  return Object.fromEntries(counts.filter(([table]) => /^(source_|sources$)/.test(table)));
};

const lives = async (id: string) =>
  (await p.base.db('sessions').where({ id, ended_at: null })).length === 1;

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
  });
  afterAll(() => p.stop());

  describe('a logout token', () => {
    it('that comes eight times at once ends the session once, and its client is told once', async () => {
      const { account, session } = await signedIn();
      const { sub } = account;
      const logout_token = await p.providers.fund.logoutToken({ sub, sid: `there-${sub}` });
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => tell('fund', { logout_token })),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 400, 400, 400, 400, 400, 400, 400]);
      const events = (await auditTrail(p.base)).filter(
        (event) => event.kind === 'session.ended' && event.session_id === session.id,
      );
      expect(events).toHaveLength(1);
      const owed = await p.base.db('outbox').where({ session_id: session.id, kind: 'logout' });
      expect(owed).toHaveLength(1);
    });

    it('that is forged, foreign or of another department ends nobody and leaves no row behind', async () => {
      const { account, session } = await signedIn();
      const claims = { sub: account.sub, sid: `there-${account.sub}` };
      const { fund, medical } = p.providers;
      const forged = [
        'a.b.c',
        '',
        await fund.logoutToken(claims, { foreign: true }),
        await fund.logoutToken({ ...claims, aud: 'hall' }),
        await medical.logoutToken({ ...claims, iss: fund.issuer, aud: fund.clientId }),
        await fund.logoutToken({ ...claims, iat: 1, exp: 2 }),
      ];
      const before = await ofSources();
      for (const logout_token of forged)
        expect((await tell('fund', { logout_token })).status).toBe(400);
      expect(await ofSources()).toEqual(before);
      expect(await lives(session.id)).toBe(true);
      const ended = (await auditTrail(p.base)).filter(
        (event) => event.kind === 'session.ended' && event.session_id === session.id,
      );
      expect(ended).toEqual([]);
    });
  });

  it('a ticket that brought nobody here ends nobody, however often it comes, and leaves no row', async () => {
    const cas = await startCasServer({ clock: p.clock });
    await sources.register(p.base, {
      ...{ id: 'cas', protocol: 'cas', department_code: '220000-fund' },
      names: { 'zh-CN': '民政', ko: '민정', en: 'Civil' },
      account_words: { 'zh-CN': '民政账号', ko: '민정 계정', en: 'civil account' },
      ...{ registration: 'issued', ceiling: 2, settings: cas.settings },
    });
    const { session } = await signedIn();
    const told = async () => p.base.db('audit_events').where({ kind: 'source.signed_out' });
    const [before, events] = [await ofSources(), await told()];
    for (const ticket of ['ST-1-made-up', 'ST-2-made-up', `there-${session.id}`])
      await tell('cas', { logoutRequest: casLogoutRequest(ticket) });
    expect(await ofSources()).toEqual(before);
    expect(await told()).toHaveLength(events.length);
    expect(await lives(session.id)).toBe(true);
    await cas.stop();
  });
});
