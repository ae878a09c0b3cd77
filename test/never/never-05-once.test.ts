/** Never 5: what is meant for one use works once, also at the same moment; and the winner's tokens work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../doubles/relying-party.ts';
import { signInLocally, tokensOf } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { codeOf, type Province, pick, press, someone, startProvince } from './province.ts';

let p: Province;

const eight = <T>(act: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 8 }, act));

/** One success, the others refused in the terms of OAuth; and what was won works. */
async function expectOneWinner(answers: Answer[]): Promise<Answer['body']> {
  const [won, ...more] = answers.filter(({ status }) => status === 200);
  expect(more).toEqual([]);
  for (const { status, body } of answers.filter((answer) => answer !== won))
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  const tokens = won?.body ?? {};
  expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(200);
  return tokens;
}

const replays = async (kind: string) =>
  (await auditTrail(p.base)).filter((event) => event.kind === kind);

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
  });
  afterAll(() => p.stop());

  describe('a code', () => {
    it('that comes eight times at once gives tokens once, and they work', async () => {
      const person = await citizenOf(p, 'shen-1');
      const { address, verifier } = p.hall.ask(p.issuer);
      const code = codeOf(await signInLocally(visitor(), address, person));
      const answers = await eight(() => p.hall.exchange(p.issuer, code, verifier));
      const tokens = await expectOneWinner(answers);
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(200);
      expect(await replays('code.replayed')).toEqual([]);
    });

    it('that comes again within ten seconds is refused and ends nothing; later it ends what it gave', async () => {
      const person = await citizenOf(p, 'shen-2');
      const { address, verifier } = p.hall.ask(p.issuer);
      const code = codeOf(await signInLocally(visitor(), address, person));
      const tokens = (await p.hall.exchange(p.issuer, code, verifier)).body;
      p.clock.advance(9_000);
      expect((await p.hall.exchange(p.issuer, code, verifier)).body.error).toBe('invalid_grant');
      expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(200);
      expect(await replays('code.replayed')).toEqual([]);

      p.clock.advance(2_000);
      expect((await p.hall.exchange(p.issuer, code, verifier)).body.error).toBe('invalid_grant');
      expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(401);
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(400);
      expect(await replays('code.replayed')).toMatchObject([
        { client_id: 'hall', outcome: 'refused' },
      ]);
    });

    it('is not exchanged by another client, nor with another verifier, and stays good for its own', async () => {
      const person = await citizenOf(p, 'shen-3');
      const { address, verifier } = p.hall.ask(p.issuer);
      const code = codeOf(await signInLocally(visitor(), address, person));
      for (const answer of [
        await p.subhall.exchange(p.issuer, code, verifier),
        await p.hall.exchange(p.issuer, code, 'v'.repeat(43)),
      ])
        expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
      expect((await p.hall.exchange(p.issuer, code, verifier)).status).toBe(200);
    });
  });

  describe('a refresh token', () => {
    it('that comes eight times at once is rotated once, and the new one works', async () => {
      const person = await citizenOf(p, 'shen-4');
      const { refresh_token = '' } = await tokensOf(p, p.hall, visitor(), person);
      const answers = await eight(() => p.hall.refresh(p.issuer, refresh_token));
      const tokens = await expectOneWinner(answers);
      expect(tokens.refresh_token).not.toBe(refresh_token);
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(200);
      expect(await replays('refresh.replayed')).toEqual([]);
    });

    it('that comes again within ten seconds is refused and ends nothing; later it ends the grant and is told of', async () => {
      const person = await citizenOf(p, 'shen-5');
      const { refresh_token = '' } = await tokensOf(p, p.hall, visitor(), person);
      const { body: tokens } = await p.hall.refresh(p.issuer, refresh_token);
      p.clock.advance(9_000);
      expect((await p.hall.refresh(p.issuer, refresh_token)).body.error).toBe('invalid_grant');
      expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(200);
      expect(await replays('refresh.replayed')).toEqual([]);

      p.clock.advance(2_000);
      expect((await p.hall.refresh(p.issuer, refresh_token)).body.error).toBe('invalid_grant');
      expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(401);
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(400);
      expect(await replays('refresh.replayed')).toMatchObject([
        { client_id: 'hall', outcome: 'refused' },
      ]);
    });

    it('of one client is nothing in the hands of another', async () => {
      const person = await citizenOf(p, 'shen-6');
      const { refresh_token = '' } = await tokensOf(p, p.hall, visitor(), person);
      expect((await p.subhall.refresh(p.issuer, refresh_token)).body.error).toBe('invalid_grant');
      expect((await p.hall.refresh(p.issuer, refresh_token)).status).toBe(200);
    });
  });

  describe('an answer of a department', () => {
    it('that one browser brings eight times at once is asked for there once, and signs in once', async () => {
      let stopping = true;
      const who = visitor({
        stopsAt: ({ pathname }) => stopping && pathname.startsWith('/callback/'),
      });
      const { address, verifier } = p.hall.ask(p.issuer);
      const back = await pick(p, who, await who.open(address), 'fund', someone('杨测试'));
      stopping = false;
      const asked = p.providers.fund.asked.token;
      const pages = await eight(() => who.open(back.url));
      expect(p.providers.fund.asked.token).toBe(asked + 1);
      const notice = pages.find(({ forms }) =>
        forms.some(({ action }) => action.pathname.endsWith('/notice')),
      );
      if (!notice) throw new Error('nobody was shown the notice');
      const before = await p.base.db('identities');
      const done = await press(who, notice, '/notice');
      expect((await p.hall.exchange(p.issuer, codeOf(done), verifier)).status).toBe(200);
      expect(await p.base.db('identities')).toHaveLength(before.length + 1);
      // Brought once more, it is nobody's any longer.
      const replayed = await visitor().open(back.url);
      expect(replayed.text).toContain('login.visit_used');
    });

    it('accepted by two presses of the button makes one identity and one session, and signs in nobody else', async () => {
      const who = visitor();
      const account = someone('朱测试');
      const picker = await who.open(p.hall.ask(p.issuer).address);
      const notice = await pick(p, who, picker, 'fund', account);
      const before = {
        identities: await p.base.db('identities'),
        sessions: await p.base.db('sessions'),
      };
      const pages = await Promise.all([
        press(who, notice, '/notice'),
        press(who, notice, '/notice'),
      ]);
      expect(pages.some(({ url }) => url.searchParams.has('code'))).toBe(true);
      expect(pages.every(({ status }) => status < 500)).toBe(true);
      expect(await p.base.db('identities')).toHaveLength(before.identities.length + 1);
      const since = (await p.base.db('sessions')).filter(
        ({ id }) => !before.sessions.some((one) => one.id === id),
      );
      expect(new Set(since.map(({ identity_id }) => identity_id)).size).toBe(1);
      expect(since.filter(({ ended_at }) => ended_at === null)).toHaveLength(1);
    });
  });
});
