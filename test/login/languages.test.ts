import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { momentWords } from '../../views/components/moment.tsx';
import { ko } from '../../views/locales/ko.ts';
import { number } from '../identities/people.ts';
import { type CheckedProvince, startCheckedProvince } from '../never/checked-province.ts';
import { codeOf, press } from '../never/province.ts';
import { citizen, signInLocally } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';

// Whoever is written to reads it in their own language, and not in that of who brings it about (ADR 0052).

vi.setConfig({ testTimeout: 20_000 });

/** What is registered with the route: one message lacks Korean. */
const registered = ['one_time_code', 'recovery_begun', 'recovery_begun_plain', 'service_ends']
  .flatMap((name) => [name, `${name}.ko`, `${name}.en`])
  .concat('regained')
  .map((name) => `${name}=${name}`)
  .join(',');

let p: CheckedProvince;
beforeAll(async () => {
  p = await startCheckedProvince({ env: { SMS_TEMPLATES: registered } });
}, 60_000);
afterAll(() => p.stop());
// The pace of messages is that of the process, not of the test's clock.
beforeEach(() => p.base.db('tries').delete());

type Lang = 'zh-CN' | 'ko' | 'en';
type Who = ReturnType<typeof visitor>;

/** A browser in which somebody has chosen a language on a page. */
async function speaking(lang: Lang): Promise<Who> {
  const who = visitor();
  await who.open(`${p.issuer}/privacy?lang=${lang}`);
  return who;
}

let phones = 0;
/** Somebody who was never here on a page; their telephone is registered under their own name. */
async function person() {
  phones += 1;
  const [name, id_number] = ['朴测试', number()];
  const phone = `+8619900006${String(phones).padStart(3, '0')}`;
  const attributes = { name, id_type: 'resident_id', id_number, phone_number: phone };
  const one = await citizen(p.base, `speaks-${phones}`, { attributes });
  p.authority.people.push({ name, id_number, phone });
  return { ...one, name, id_number, phone };
}
type Person = Awaited<ReturnType<typeof person>>;

const signIn = async (who: Who, one: Person): Promise<Page> => {
  const page = await signInLocally(who, p.hall.ask(p.issuer).address, one);
  codeOf(page);
  return page;
};
const spoken = async ({ identity_id }: Person) => (await sessions.langsOf(p.base, identity_id))[0];

/** The form of recovery, filled in; then the code that came, typed. */
async function recovers(who: Who, one: Person): Promise<Page> {
  await p.base.db('tries').delete();
  const picker = await who.open(p.hall.ask(p.issuer).address);
  const form = await who.open(`${p.issuer}${picker.url.pathname}/recover`);
  const { name, id_number, phone } = one;
  const before = textsTo(one).length;
  const by = { name: 'by', value: 'operator' };
  const page = await press(who, form, '/recover', { name, number: id_number, phone }, by);
  const { words } = await p.sms.textTo(phone, before + 1);
  return press(who, page, '/recover/code', { code: words['code'] ?? '' });
}
const textsTo = ({ phone }: Person) => p.sms.sent.filter(({ to }) => to === phone);
/** The text of a message, in whatever language. */
async function told(one: Person, name: string) {
  const found = () => textsTo(one).find(({ template }) => template.split('.')[0] === name);
  while (!found()) await p.sms.textTo(one.phone, textsTo(one).length + 1);
  return found() as ReturnType<typeof textsTo>[number];
}

describe('a one-time code', () => {
  it.each(['zh-CN', 'ko', 'en'] as const)(
    'is in the language of the page that asked: %s',
    async (lang) => {
      const one = await person();
      await recovers(await speaking(lang), one);
      const template = lang === 'zh-CN' ? 'one_time_code' : `one_time_code.${lang}`;
      expect(textsTo(one)[0]).toMatchObject({ template, lang });
    },
  );
});

describe('a notice', () => {
  it('of a recovery is in the language of its owner’s latest sign-in, whoever begins it', async () => {
    const one = await person();
    await signIn(await speaking('en'), one);
    p.clock.advance(366 * 86_400_000);
    await signIn(await speaking('ko'), one);
    expect(await spoken(one)).toBe('ko');
    const begun = await recovers(await speaking('en'), one);
    expect(begun.html).toContain('lang="en"');
    const [recovery] = await p.base.db('recoveries').where({ identity_id: one.identity_id });
    const text = await told(one, 'recovery_begun');
    expect(text).toMatchObject({ template: 'recovery_begun.ko', lang: 'ko' });
    expect(text.words['until']).toBe(momentWords(recovery?.due_at ?? new Date(0), 'ko'));
  });

  it('is in each language that was theirs of late: the latest sign-in may be a thief’s', async () => {
    const one = await person();
    await signIn(await speaking('zh-CN'), one);
    p.clock.advance(1_000);
    const thief = visitor();
    await signIn(thief, one);
    await thief.open(`${p.issuer}/account?lang=en`);
    expect(await spoken(one)).toBe('en');
    await recovers(await speaking('en'), one);
    const begun = () =>
      textsTo(one)
        .filter(({ template }) => template.startsWith('recovery_begun'))
        .map(({ template }) => template)
        .sort();
    while (begun().length < 2) await p.sms.textTo(one.phone, textsTo(one).length + 1);
    expect(begun()).toEqual(['recovery_begun', 'recovery_begun.en']);
  });

  it('is in that of the page where its owner was never signed in', async () => {
    const one = await person();
    expect(await spoken(one)).toBeUndefined();
    await recovers(await speaking('ko'), one);
    expect(await told(one, 'recovery_begun')).toMatchObject({ template: 'recovery_begun.ko' });
  });

  it('is Chinese throughout, its moments too, where the route has it in no other', async () => {
    const one = await person();
    await signIn(await speaking('ko'), one);
    const who = await speaking('ko');
    await recovers(who, one);
    p.clock.advance(73 * 3_600_000);
    const last = await recovers(who, one);
    codeOf(await press(who, last, '/regain', { password: 'river-sturgeon-4419' }));
    const text = await told(one, 'regained');
    expect(text).toMatchObject({ template: 'regained', lang: 'zh-CN' });
    expect(text.words['at']).toBe(momentWords(p.clock.now(), 'zh-CN'));
  });

  it('of a service that ends reaches each of its people in their own language, by its name there', async () => {
    const names = { 'zh-CN': '旧大厅', ko: '옛 대청', en: 'The old hall' };
    await p.base
      .db('clients')
      .where({ id: 'subhall' })
      .update({ names: JSON.stringify(names) } as never);
    const [korean, chinese] = [await person(), await person()];
    for (const [one, lang] of [
      [korean, 'ko'],
      [chinese, 'zh-CN'],
    ] as const) {
      const who = await speaking(lang);
      codeOf(await signInLocally(who, p.subhall.ask(p.issuer).address, one));
    }
    const by = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000001' } as const;
    await clients.decideEnd(p.base, { id: 'subhall', on: '2030-01-31' }, by);
    expect(await told(korean, 'service_ends')).toMatchObject({
      template: 'service_ends.ko',
      words: { service: names.ko, day: '2030-01-31' },
    });
    expect(await told(chinese, 'service_ends')).toMatchObject({
      template: 'service_ends',
      words: { service: names['zh-CN'] },
    });
  });
});

describe('what is told on pages alone', () => {
  it('such as that two accounts were joined, is in the language of whoever reads it, and sends nothing', async () => {
    const one = await person();
    const { identity_id } = one;
    const joined = { identity_id, kind: 'merged', reason_code: 'same_person' } as const;
    await interventions.note(p.base, joined, {});
    const who = await speaking('ko');
    const page = await signInLocally(who, p.hall.ask(p.issuer).address, one);
    expect(page.text).toContain(ko.account.history.kinds.merged);
    codeOf(await press(who, page, '/told'));
    expect((await who.open(`${p.issuer}/account/history`)).text).toContain(
      ko.account.history.now.merged,
    );
    expect(textsTo(one)).toEqual([]);
  });
});

describe('the language of somebody', () => {
  it('follows what they choose on the account pages, once, and what they sign in with', async () => {
    const one = await person();
    const who = visitor();
    await signIn(who, one);
    expect(await spoken(one)).toBe('zh-CN');
    await who.open(`${p.issuer}/account?lang=ko`);
    expect(await spoken(one)).toBe('ko');
    await who.open(`${p.issuer}/account/history`);
    const chosen = (await auditTrail(p.base)).filter(
      ({ kind, object_id }) => kind === 'session.lang_chosen' && object_id === one.identity_id,
    );
    expect(chosen).toMatchObject([{ actor_id: one.identity_id, detail: { lang: 'ko' } }]);
    // Another browser in which nobody chose anything: the language it came with.
    p.clock.advance(1_000);
    await signIn(await speaking('en'), one);
    expect(await spoken(one)).toBe('en');
  });

  it('is not what a page happened to be in on which nobody chose', async () => {
    const one = await person();
    const who = await speaking('ko');
    await signIn(who, one);
    who.cookies.delete([...who.cookies.keys()].find((name) => name.includes('lang')) ?? '');
    expect((await who.open(`${p.issuer}/account`)).html).toContain('lang="zh-CN"');
    expect(await spoken(one)).toBe('ko');
  });
});
