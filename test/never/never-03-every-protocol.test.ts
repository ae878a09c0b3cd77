/** Never 3, for every protocol: whatever a source says, no client receives more than its ceiling. */
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as totp from '../../src/credentials/totp.ts';
import { type ProtocolName, protocols } from '../../src/sources/register.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { authenticator } from '../staff/authenticator.ts';
import { app, optionsOn, passkey } from '../support/factors.ts';
import type { Visitor } from '../support/gateway.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { codeOf, press, sessionOf } from './province.ts';
import { comeBy, type Holder, holder, type SevenProvince, startSeven } from './seven.ts';

const scope = 'openid profile realname';
const acr = (level: number) => `urn:songhua:acr:${level}`;
const all = Object.keys(protocols) as ProtocolName[];

let p: SevenProvince;
let morning: Date;
beforeAll(async () => {
  p = await startSeven();
  morning = p.clock.now();
}, 120_000);
beforeEach(() => p.clock.set(morning));
afterAll(() => p?.stop());

interface Plan {
  ceiling: number;
  /** What the source says of this sign-in; undefined: it has no table of levels. */
  said: number | undefined;
  /** The identity, and what it came by, are worth as much as there is. */
  worth: boolean;
  falls: 'ceiling' | 'evidence' | 'nothing';
  asks: number;
  by: 'app' | 'passkey' | 'operator' | 'face';
}

type Tokens = { id_token?: string; access_token?: string; refresh_token?: string };

/** Every level that a client learns from its tokens, at whichever endpoint. */
async function learnedBy(party: RelyingParty, tokens: Tokens): Promise<number[]> {
  const { access_token = '', id_token } = tokens;
  const info = await party.userinfo(p.issuer, access_token);
  const found = JSON.stringify([
    id_token && decodeJwt(id_token),
    info.body,
    (await party.introspect(p.issuer, access_token)).body,
  ]);
  const told = info.body['real_name_level'];
  return [
    ...[...found.matchAll(/urn:songhua:acr:(\d)/g)].map(([, level]) => Number(level)),
    ...(typeof told === 'number' ? [told] : []),
  ];
}

/** The same after a refresh, where it is not refused. */
async function refreshed(party: RelyingParty, tokens: Tokens): Promise<number[]> {
  const { status, body } = await party.refresh(p.issuer, tokens.refresh_token ?? '');
  if (status === 200) return learnedBy(party, body);
  expect(body.error).toBe('invalid_grant');
  return [];
}

/** Asks without a page; tokens where there are any: a remembered level opens a way that ends at the exchange. */
async function hop(who: Visitor, party: RelyingParty, level: number): Promise<Tokens | undefined> {
  const { address, verifier } = party.ask(p.issuer, {
    ...{ scope, prompt: 'none' },
    ...(level > 0 && { acr_values: acr(level) }),
  });
  const code = (await who.open(address)).url.searchParams.get('code');
  if (!code) return undefined;
  const { status, body } = await party.exchange(p.issuer, code, verifier);
  return status === 200 ? body : undefined;
}

async function setCeiling(protocol: ProtocolName, ceiling: number): Promise<void> {
  const ids = [protocol, `${protocol}-plain`];
  await p.base.db('sources').whereIn('id', ids).update({ ceiling });
}

/** The form of a page that posts there, made up where the page has none: whoever tries posts it all the same. */
const forced = (page: Page, path: string, fields: Record<string, string> = {}): Page => {
  const [any] = page.forms.filter(({ fields }) => fields['_csrf']);
  if (!any) return page;
  const uid = page.url.pathname.split('/')[2];
  const action = new URL(`/signin/${uid}/${path}`, p.issuer);
  const form = { ...any, action, fields: { _csrf: any.fields['_csrf'] ?? '', ...fields } };
  return { ...page, forms: [{ ...form, method: 'post', buttons: [] }] };
};

/** From the page of whoever asks for more to wherever a second factor or a check leads. */
async function up(who: Visitor, page: Page, plan: Plan, one: Factors): Promise<Page> {
  const { by } = plan;
  let here = page;
  if (by === 'app') here = await who.submit(forced(here, 'factor', { code: one.code() }));
  else if (by === 'passkey') {
    if (!/data-options/.test(here.html)) return here;
    here = await who.submit(forced(here, 'factor', { answer: one.answer(here) }));
  } else {
    here = await who.submit(forced(here, 'check', { method: by }));
    here = await who.submit(forced(here, 'check/said'));
    if (by === 'face') here = await who.submit(forced(here, 'check/face', { choice: 'agree' }));
    else {
      p.sms.sent.length = 0;
      here = await who.submit(forced(here, 'check/phone', { phone: one.phone }));
      const text = p.sms.sent.at(-1);
      here = await who.submit(
        forced(here, 'check/code', { code: text?.words['code'] ?? '000000' }),
      );
    }
  }
  return told(who, here);
}

/** Reads what was changed since the last time, where anything is told. */
const told = (who: Visitor, page: Page): Page | Promise<Page> =>
  page.forms.some(({ action }) => action.pathname.endsWith('/told'))
    ? press(who, page, '/told')
    : page;

interface Factors {
  phone: string;
  code(): string;
  answer(page: Page): string;
}

/** The person is worth as much as there is, and so is every account of theirs. */
async function worthMost(identity_id: string): Promise<void> {
  await p.base.db('evidence').insert({
    ...{ id: crypto.randomUUID(), identity_id, method: 'certificate', authority: 'a' },
    ...{ level: 4, at: p.clock.now(), expires_at: null, revoked_at: null },
  });
  await p.base.db('links').where({ identity_id }).update({ bound_level: 4 });
}

/** Signs in with a password of one's own and maybe a code, or with a passkey alone; tokens where one gets in. */
async function tokensBy(
  { username, password }: { username: string; password: string },
  level: number,
  shown: { code?: string; device?: ReturnType<typeof authenticator> },
): Promise<Tokens | undefined> {
  const who = visitor();
  const { address, verifier } = p.hall.ask(p.issuer, { scope, acr_values: acr(level) });
  const asked = await who.submit(await who.open(address), {}, { name: 'source', value: 'local' });
  let here = shown.device
    ? await press(who, asked, '/passkey', { answer: shown.device.get(optionsOn(asked)) })
    : await press(who, asked, '/password', { username, password });
  const { code } = shown;
  if (code && !here.url.searchParams.has('code'))
    here = await who.submit(forced(here, 'factor', { code }));
  const given = (await told(who, here)).url.searchParams.get('code');
  return given ? (await p.hall.exchange(p.issuer, given, verifier)).body : undefined;
}

let phones = 0;

/** What whoever came has beside, as strong as it can be. */
async function factorsOf(plan: Plan, person: Holder, identity_id: string): Promise<Factors> {
  phones += 1;
  const phone = `+8619900007${String(phones).padStart(3, '0')}`;
  const { name, id_number } = person;
  p.authority.people.push({ name, id_number, phone });
  p.authority.face = id_number;
  const none = { phone, code: () => '000000', answer: () => '' };
  if (plan.by === 'app') {
    const mine = await app(p.base, p.clock, { identity_id, level: 4 });
    return { ...none, code: mine.next };
  }
  if (plan.by !== 'passkey') return none;
  const { device } = await passkey(p.base, p.issuer, { identity_id, level: 4 });
  return { ...none, answer: (page) => device.get(optionsOn(page)) };
}

const plans: fc.Arbitrary<Plan> = fc.record({
  ceiling: fc.integer({ min: 0, max: 4 }),
  said: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  worth: fc.boolean(),
  falls: fc.constantFrom('ceiling', 'evidence', 'nothing'),
  asks: fc.integer({ min: 1, max: 4 }),
  by: fc.constantFrom('app', 'passkey', 'operator', 'face'),
});

/** Whole ways that are known to lead somewhere: without them all could hold because nobody gets in. */
const ways = (['passkey', 'face'] as const).map((by): [Plan] => [
  { ceiling: 3, said: 4, worth: true, falls: 'nothing', asks: 3, by },
]);
const lifted: [Plan] = [
  { ceiling: 2, said: undefined, worth: false, falls: 'evidence', asks: 2, by: 'operator' },
];
const capped: [Plan] = [
  { ceiling: 1, said: 4, worth: true, falls: 'nothing', asks: 3, by: 'face' },
];

describe.each(all)('what clients learn of whoever comes by %s', (protocol) => {
  it('is never above ceiling and word of the source, whatever is shown beside it, and after any of them fell', async () => {
    let best = 0;
    const holds = async (plan: Plan) => {
      const { ceiling, said, worth, falls, asks } = plan;
      // The pace of codes and tries is no matter here.
      await p.base.db('tries').delete();
      await setCeiling(protocol, ceiling);
      const plain = said === undefined;
      const person = holder(plain ? undefined : String(said));
      const who = visitor();
      const { address, verifier } = p.hall.ask(p.issuer, { scope });
      const page = await comeBy(p, who, await who.open(address), { protocol, plain }, person);
      const tokens = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body as Tokens;

      const most = Math.min(ceiling, said ?? ceiling);
      const first = await learnedBy(p.hall, tokens);
      // One factor reaches 2, and a word below that ties nobody to a number: this much it is, and no more.
      expect(first.length).toBeGreaterThanOrEqual(2);
      expect(new Set(first)).toEqual(new Set([most < 2 ? 0 : 2]));
      expect(Math.max(0, ...(await refreshed(p.hall, tokens)))).toBeLessThanOrEqual(most);

      const { identity_id } = await sessionOf(p, tokens);
      const { db } = p.base;
      if (worth) await worthMost(identity_id);
      const beside = await factorsOf(plan, person, identity_id);
      if (falls === 'ceiling') await setCeiling(protocol, Math.max(0, ceiling - 1));
      if (falls === 'evidence')
        await db('evidence').where({ identity_id }).update({ expires_at: p.clock.now() });
      const now = Math.min(most, falls === 'ceiling' ? Math.max(0, ceiling - 1) : most);
      const fallen = falls === 'evidence' ? 0 : now;
      const within = (levels: number[], bound: number) =>
        expect(Math.max(0, ...levels)).toBeLessThanOrEqual(bound);

      // Nothing was shown yet: what is refreshed, asked for and given on the way falls at once.
      within(await refreshed(p.hall, tokens), fallen);
      for (const level of [asks, 0]) {
        const given = await hop(who, p.subhall, level);
        if (given) within(await learnedBy(p.subhall, given), fallen);
      }

      const asked = p.hall.ask(p.issuer, { scope, acr_values: acr(asks) });
      const begun = await who.open(asked.address);
      const done = begun.url.searchParams.has('code') ? begun : await up(who, begun, plan, beside);
      const code = done.url.searchParams.get('code');
      if (!code) return;
      const answer = await p.hall.exchange(p.issuer, code, asked.verifier);
      if (answer.status !== 200) return;
      const risen = await learnedBy(p.hall, answer.body);
      within(risen, now);
      best = Math.max(best, ...risen);
      within(await refreshed(p.hall, answer.body), now);
      const given = await hop(who, p.subhall, 0);
      if (given) within(await learnedBy(p.subhall, given), now);

      // And falls again, with all that was shown.
      await setCeiling(protocol, 0);
      within(await refreshed(p.hall, answer.body), 0);
      const last = await hop(who, p.subhall, 0);
      if (last) within(await learnedBy(p.subhall, last), 0);
    };
    await fc.assert(fc.asyncProperty(plans, holds), {
      numRuns: ways.length + 2 + 3,
      examples: [...ways, lifted, capped],
      endOnFailure: true,
    });
    // With a second factor, or a face, somebody got as high as the ceiling let them.
    expect(best).toBe(3);
  });

  it('is never above the session in which a password, an app or a passkey was added', async () => {
    await p.base.db('tries').delete();
    await setCeiling(protocol, 2);
    const person = holder('4');
    const who = visitor();
    const account = await who.open(`${p.issuer}/account`);
    await comeBy(p, who, account, { protocol }, person);
    const own = { username: `weak-${protocol}`, password: 'river-sturgeon-417' };
    const form = await who.open(`${p.issuer}/account/password`);
    const set = await who.submit(form, { login_name: own.username, password: own.password });
    expect(set.url.search).toContain('password_set');

    const adding = await who.open(`${p.issuer}/account/factors/app`);
    const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(adding.html)?.[1] ?? '').replace(/\s/g, '');
    const code = () => {
      p.clock.advance(30_000);
      return totp.codeAt(p.clock.now(), secret);
    };
    const first = code();
    expect((await press(who, adding, '/factors/app', { code: first })).text).toContain('恢复码');
    // A second one is added with the first: it is asked for before.
    const proving = await who.open(`${p.issuer}/account/factors/passkey`);
    const shown = await press(who, proving, '/prove', { code: code() });
    const device = authenticator({ origin: p.issuer });
    const answer = device.create(optionsOn(shown));
    expect((await press(who, shown, '/factors/passkey', { answer })).text).toContain('通行密钥');

    // From now on the person is worth as much as there is, and so is the source.
    const weak = await tokensBy(own, 2, {});
    const { identity_id } = await sessionOf(p, weak ?? {});
    await worthMost(identity_id);
    await setCeiling(protocol, 4);

    for (const asks of [2, 3, 4])
      for (const shown of ['nothing', 'code', 'device']) {
        const tokens = await tokensBy(own, asks, {
          ...(shown === 'code' && { code: code() }),
          ...(shown === 'device' && { device }),
        });
        const learned = tokens ? await learnedBy(p.hall, tokens) : [];
        expect(learned.filter((level) => level > 2)).toEqual([]);
        if (asks === 2) expect(learned).toContain(2);
      }
  });
});
