import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFaults } from '../../config/faults.ts';
import { Refusal } from '../../src/errors.ts';
import { type Authorities, makeAuthorities, methods } from '../../src/identities/authorities.ts';
import { type AuthorityDouble, startAuthority } from '../doubles/authority.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const zhang = { name: '张试', id_number: '220000190001010018', phone: '+8619900000001' };
const claimed = { ...zhang, id_type: 'resident_id' };
const return_to = 'https://id.example.cn/signin/uid/face';

let fresh: FreshDatabase;
let double: AuthorityDouble;
let authorities: Authorities;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  await double?.stop().catch(() => {});
  double = await startAuthority([zhang], () => fresh.clock.now());
  const patient = (party: (typeof double.settings)['face']) => ({ ...party, patience_ms: 400 });
  authorities = makeAuthorities({
    name_and_number: patient(double.settings.name_and_number),
    operator: patient(double.settings.operator),
    face: patient(double.settings.face),
  });
  await fresh.base.db.raw('truncate audit_events, audit_pending');
  await fresh.base
    .db('authority_health')
    .update({ failures: 0, opened_until: null, answered_at: null, fault: null });
});
afterAll(() => double.stop().catch(() => {}));

/** The whole way of each method, as a caller goes it. */
const ways = {
  name_and_number: (about = claimed) => authorities.ask(fresh.base, 'name_and_number', about),
  operator: (about = claimed) => authorities.ask(fresh.base, 'operator', about),
  face: async (about = claimed) => {
    const { url, remember } = await authorities.begin(fresh.base, about, { return_to, lang: 'ko' });
    const back = await fetch(url, { redirect: 'manual' });
    const params = Object.fromEntries(new URL(back.headers.get('location') ?? '').searchParams);
    return authorities.complete(fresh.base, remember, params);
  },
};
const health = async (method: string) =>
  fresh.base
    .db('authority_health')
    .where({ method: method as 'face' })
    .first();

describe.each(Object.keys(methods) as (keyof typeof methods)[])(
  'the authority for %s',
  (method) => {
    const way = ways[method];
    beforeEach(() => {
      double.face = zhang.id_number;
    });
    const refusal = async () => {
      const thrown = await way().then(
        (answer) => answer,
        (fault: unknown) => fault,
      );
      if (!(thrown instanceof Refusal)) throw new Error(`no refusal: ${JSON.stringify(thrown)}`);
      return thrown;
    };

    it('says yes with all that evidence keeps, and keeps nothing of the person', async () => {
      const answer = await way();
      const { level, days } = methods[method];
      expect(answer).toEqual({
        method,
        authority: double.settings[method].authority,
        level,
        binds: method !== 'name_and_number',
        transaction_no: expect.any(String),
        at: fresh.clock.now(),
        expires_at: new Date(fresh.clock.now().getTime() + days * 86_400_000),
      });
      const trail = await auditTrail(fresh.base);
      expect(trail).toMatchObject([
        { kind: 'identity.checked', outcome: 'ok', detail: { method, answer: 'match', level } },
      ]);
      expect(JSON.stringify(trail)).not.toMatch(/张试|220000190001010018|19900000001/);
    });

    it.each([
      ['another name', { name: '张错' }],
      ['another number', { id_number: '220000190001010026' }],
    ])('says no to %s', async (_, changes) => {
      double.people.push({ name: '李测', id_number: '220000190001010026' });
      expect(await way({ ...claimed, ...changes })).toBe('no_match');
      expect(await auditTrail(fresh.base)).toMatchObject([
        { kind: 'identity.checked', outcome: 'failed', detail: { answer: 'no_match' } },
      ]);
    });

    it.each(['status', 'unsigned', 'foreign_signature', 'no_json', 'silent'] as const)(
      'is down when its answer is %s, and never says yes by it',
      async (misdeed) => {
        double.calls.misdeed = misdeed;
        const { code, detail } = await refusal();
        expect(code).toBe('identities.authority_down');
        expect(detail.retry_after).toBeGreaterThan(0);
        expect(await auditTrail(fresh.base)).toEqual([]);
        expect(await health(method)).toMatchObject({ failures: 1, fault: expect.any(String) });
      },
    );

    it.each(['html', 'huge', 'redirects'] as const)(
      'is shut by nobody whose question brings about no answer that can be read (%s)',
      async (misdeed) => {
        double.calls.misdeed = misdeed;
        for (let at = 0; at < 4; at += 1)
          expect((await refusal()).code).toBe('identities.authority_down');
        expect(await health(method)).toMatchObject({ failures: 0, fault: expect.any(String) });
        double.calls.misdeed = undefined;
        expect(await way()).toMatchObject({ method });
      },
    );

    it('is down when it answers about another transaction, or in another word', async () => {
      double.mixes_up = true;
      expect((await refusal()).code).toBe('identities.authority_down');
      double.mixes_up = false;
      double.says = 'probably';
      expect((await refusal()).code).toBe('identities.authority_down');
    });

    it('is left alone after three failures, by every node, and one caller tries first', async () => {
      await double.stop();
      for (let at = 0; at < 3; at += 1) await refusal();
      expect(await health(method)).toMatchObject({ failures: 3 });
      expect((await refusal()).detail.words).toEqual({ fault: 'breaker open' });
      expect(await auditTrail(fresh.base)).toMatchObject([
        { kind: 'authority.failing', object_id: method, detail: { failures: 3 } },
      ]);
      fresh.clock.advance(31_000);
      const tries = await Promise.all(Array.from({ length: 4 }, refusal));
      const faults = tries.map(({ detail }) => detail.words?.['fault']);
      expect(faults.filter((fault) => fault === 'breaker open')).toHaveLength(3);
    });

    it('is trusted again once it answers', async () => {
      double.calls.misdeed = 'status';
      for (let at = 0; at < 3; at += 1) await refusal();
      double.calls.misdeed = undefined;
      fresh.clock.advance(31_000);
      expect(await way()).toMatchObject({ method });
      expect(await health(method)).toMatchObject({ failures: 0, opened_until: null });
      const kinds = (await auditTrail(fresh.base)).map(({ kind }) => kind);
      expect(kinds).toContain('authority.recovered');
    });
  },
);

describe('an authority', () => {
  it('that keeps no such documents says so', async () => {
    const passport = { ...claimed, id_type: 'passport', id_number: 'KOR:M00000001' };
    expect(await ways.name_and_number(passport)).toBe('not_covered');
  });

  it('of operators says no when the telephone is registered under another name', async () => {
    expect(await ways.operator({ ...claimed, phone: '+8619900000002' })).toBe('no_match');
  });

  it('that is not configured is not offered', () => {
    expect(makeAuthorities({}).offered).toEqual([]);
    expect(makeAuthorities({}).pages).toBeUndefined();
    expect(makeAuthorities({ face: double.settings.face }).offered).toEqual(['face']);
    expect(authorities.offered).toEqual(['name_and_number', 'operator', 'face']);
  });

  it('is reached in private space only where that was said, in blocks that can be', () => {
    const networks = ['0.0.0.0/0'];
    expect(() => makeAuthorities({ face: { ...double.settings.face, networks } })).toThrow(
      ConfigFaults,
    );
  });
});

describe('a comparison of faces', () => {
  const begin = () => authorities.begin(fresh.base, claimed, { return_to, lang: 'zh-CN' });
  const camera = async (url: string) => {
    const back = await fetch(url, { redirect: 'manual' });
    return Object.fromEntries(new URL(back.headers.get('location') ?? '').searchParams);
  };

  it("says no to another's face", async () => {
    double.face = '220000190001010026';
    expect(await ways.face()).toBe('no_match');
  });

  it('that the person gives up counts for nothing', async () => {
    double.face = undefined;
    expect(await ways.face()).toBe('cancelled');
    expect(await auditTrail(fresh.base)).toEqual([]);
  });

  it('is worth nothing to whoever sent somebody else to the camera', async () => {
    double.face = zhang.id_number;
    const { url, remember } = await begin();
    // The other one went through it; the ticket is in their browser, not here.
    await camera(url);
    const forged = { state: remember.state, ticket: 'guessed' };
    expect(await authorities.complete(fresh.base, remember, forged)).toBe('no_match');
    expect(await authorities.complete(fresh.base, remember, { state: remember.state })).toBe(
      'cancelled',
    );
  });

  it('counts for the visit that it was begun for', async () => {
    double.face = zhang.id_number;
    const [mine, another] = [await begin(), await begin()];
    const params = await camera(another.url);
    expect(await authorities.complete(fresh.base, mine.remember, params)).toBe('cancelled');
    const swapped = { ...params, state: mine.remember.state };
    expect(await authorities.complete(fresh.base, mine.remember, swapped)).toBe('no_match');
  });

  it('counts once', async () => {
    double.face = zhang.id_number;
    const { url, remember } = await begin();
    const params = await camera(url);
    expect(await authorities.complete(fresh.base, remember, params)).toMatchObject({ level: 3 });
    expect(await authorities.complete(fresh.base, remember, params)).toBe('no_match');
  });

  it('leads browsers to its own pages and nowhere else', async () => {
    const elsewhere = makeAuthorities({
      face: { ...double.settings.face, pages: 'https://face.example.cn' },
    });
    expect(elsewhere.pages).toBe('https://face.example.cn');
    await expect(
      elsewhere.begin(fresh.base, claimed, { return_to, lang: 'en' }),
    ).rejects.toMatchObject({ code: 'identities.authority_down' });
  });
});
