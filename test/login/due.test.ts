// Whole, since it is one table: every step of a sign-in against every form of every other.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Showable } from '../../src/credentials/show-factor.ts';
import { csrfToken } from '../../src/http/csrf.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { formToken } from '../../src/login/at.ts';
import * as attempts from '../../src/login/attempt.ts';
import type { Page as Step } from '../../src/login/pages.tsx';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { issued, number } from '../identities/people.ts';
import type { Browser } from './browser.ts';
import { type Province, startProvince } from './province.ts';

const staff = { staff_id: '0192aaaa-0000-7000-8000-000000000001' };
const notice = zhCN.notice.version;
const strong = 'long river, many tributaries';

let province: Province;
let identity_id: string;

beforeAll(async () => {
  province = await startProvince();
  // That nobody is asked is seen by this: whoever is asked does not exist.
  const { needs } = province.engine;
  needs.authorities = { ...needs.authorities, offered: ['name_and_number', 'operator', 'face'] };
  const id_number = number();
  const attributes = { name: '周测试', id_type: 'resident_id', id_number };
  const came = await identities.resolve(
    province.data.base,
    issued(`due-${id_number}`, { source_id: 'fund', level: 2, attributes }),
    { notice },
  );
  identity_id = came.identity_id ?? '';
  await identities.setPassword(province.data.base, {
    ...{ identity_id, password: 'a boat under the bridge', bound_level: 2 },
  });
  const order = { identity_id, reason_code: 'password_leaked' } as const;
  await interventions.requirePassword(province.data.base, order, staff);
});
afterAll(() => province?.stop());

type Changes = Partial<attempts.Attempt>;
const credential = (level = 2): attempts.CameByCredential => ({
  ...{ by: 'credential', identity_id, credential_id: '0192aaaa-0000-7000-8000-00000000000c' },
  ...{ at: province.data.clock.now().getTime(), stands_on: 'this', limit: 3, level },
});
const source = (changes: object = {}, arrival: object = {}): attempts.CameBySource => ({
  ...{ by: 'source', at: province.data.clock.now().getTime(), known: false, level: 2, limit: 3 },
  arrival: {
    ...issued('due-arrival', { source_id: 'fund', level: 2 }),
    ...{ amr: ['pwd'], ...arrival },
  } as unknown as attempts.CameBySource['arrival'],
  ...changes,
});
const told: Changes = { to_tell: [{ kind: 'intervened', done: [] }] };
const asked: Changes = { password_asked: 'password_leaked' };
const app: Showable = { kind: 'totp', bound_level: 3, asked_always: true, amr: ['otp'] };
const regaining = (known: boolean): Changes => ({
  regaining: {
    ...{ kind: 'paper', id: '0192aaaa-0000-7000-8000-00000000000d', identity_id, known },
    at: province.data.clock.now().getTime(),
  },
});
const coded = { phone: '+8619900000001', code_id: '0192aaaa-0000-7000-8000-00000000000e' };
const agreed = { ...coded, proved: true, notice } as const;
const claimed = { name: '周测试', id_type: 'resident_id', id_number: '220000190001010018' };

/** Where a sign-in stands, and what is kept of it there. `turned_away` is an act, without a page. */
const steps: Record<string, { due?: Step; kept: () => Changes; needs?: number }> = {
  picker: { due: 'picker', kept: () => ({}) },
  password: { due: 'password', kept: () => ({ chosen: 'local' }) },
  notice: { due: 'notice', kept: () => ({ came: source() }) },
  prove: {
    due: 'prove',
    kept: () => ({ came: source({ resolution: { outcome: 'asked_to_prove' } }) }),
  },
  told: { due: 'told', kept: () => ({ came: credential(), ...told, ...asked }) },
  'one factor of two, with something to be told': {
    due: 'second_factor',
    kept: () => ({ came: credential(), showable: [app], ...told, ...asked }),
  },
  step_up: { due: 'step_up', kept: () => ({ came: credential(), ...asked }), needs: 4 },
  new_password: {
    due: 'new_password',
    kept: () => ({ came: source(linked(), { renew: { username: 'zhou', stands_on: 'this' } }) }),
  },
  'a weak password that staff stopped': {
    kept: () => ({
      came: source(linked(), { renew: { username: 'zhou', stands_on: 'this' } }),
      ...asked,
    }),
  },
  asked_password: { due: 'asked_password', kept: () => ({ came: credential(), ...asked }) },
  'the notice before a password is regained': { due: 'notice', kept: () => regaining(false) },
  regain: { due: 'regain', kept: () => regaining(true) },
  register_phone: { due: 'register_phone', kept: () => ({ registering: {} }) },
  register_code: { due: 'register_code', kept: () => ({ registering: coded }) },
  'the notice of a newcomer': {
    due: 'notice',
    kept: () => ({ registering: { ...coded, proved: true } }),
  },
  register_check: { due: 'register_check', kept: () => ({ registering: agreed }) },
  register_face: {
    due: 'register_face',
    kept: () => ({ registering: { ...agreed, claimed, face_chosen: true } }),
  },
  register_known: {
    due: 'register_known',
    kept: () => ({ registering: { ...agreed, check_done: true, asks: 'everybody' } }),
  },
  register_password: {
    due: 'register_password',
    kept: () => ({ registering: { ...agreed, check_done: true } }),
  },
  'somebody who came while they were registering': {
    due: 'asked_password',
    kept: () => ({ came: credential(), registering: coded, ...asked }),
  },
};
const linked = () => ({ resolution: { outcome: 'known_link', identity_id } });

/** Every form that answers a page, and the pages that have it. Those that begin anew have no page of theirs. */
const forms: [string, Record<string, string>, ...Step[]][] = [
  ['continue', {}, 'continue_as'],
  ['notice', { notice }, 'notice'],
  ['prove', { choice: 'separate' }, 'prove'],
  ['prove', { choice: 'prove' }, 'prove'],
  ['told', {}, 'told'],
  ['new-password', { password: strong }, 'new_password'],
  ['asked-password', { password: strong }, 'asked_password'],
  ['asked-password', { later: '1' }, 'asked_password'],
  ['factor', { code: '123456' }, 'second_factor'],
  ['regain', { password: strong }, 'regain'],
  ['register/phone', { phone: '19900000002' }, 'register_phone', 'register_code'],
  ['register/code', { code: '123456' }, 'register_code'],
  ['register/again', { choice: 'again' }, 'register_code'],
  ['register/again', { choice: 'other' }, 'register_code'],
  ['register/check', { choice: 'skip' }, 'register_check'],
  ['register/check', { ...claimed, choice: 'check', method: 'operator' }, 'register_check'],
  ['register/check', { ...claimed, choice: 'check', method: 'face' }, 'register_check'],
  ['register/face', { choice: 'agree' }, 'register_face'],
  ['register/face', { choice: 'other' }, 'register_face'],
  ['register/known', { choice: 'separate' }, 'register_known'],
  ['register/known', { choice: 'prove' }, 'register_known'],
  ['register/password', { password: strong }, 'register_password'],
  ['check', { method: 'operator' }, 'step_up'],
  ['check/said', claimed, 'check_said'],
  ['check/phone', { phone: '19900000002' }, 'check_phone'],
  ['check/code', { code: '123456' }, 'check_code'],
  ['check/again', { choice: 'other' }, 'check_code'],
  ['check/face', { choice: 'agree' }, 'check_face'],
  ['check/face', { choice: 'other' }, 'check_face'],
];

/** All that a form could have done. */
async function standing(uid: string) {
  const { base } = province.data;
  const rows = (table: string) => base.db(table).select().orderBy('id');
  return {
    kept: await attempts.read(province.engine.needs, uid),
    credentials: await rows('credentials'),
    identities: await rows('identities'),
    codes: await rows('one_time_codes'),
    told: await interventions.news(base, identity_id),
    asked: await interventions.standingOf(base, identity_id),
    events: await province.count('audit_events'),
  };
}

/** The post alone, not the page it leads to. */
async function post(who: Browser, uid: string, to: string, fields: Record<string, string>) {
  const { base } = province.data;
  const _csrf = csrfToken(base.ring, formToken(uid));
  const cookie = [...who.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  return fetch(`${province.site.origin}/signin/${uid}/${to}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: province.site.origin, accept: 'text/html' },
    body: new URLSearchParams({ _csrf, ...fields }),
  });
}

test.each(Object.entries(steps))(
  'while %s is due, no form of another page changes anything',
  async (_, { due, kept, needs = 0 }) => {
    const who = province.browser();
    const { needs: engine } = province.engine;
    const asks: Record<string, string> = needs ? { acr_values: `urn:songhua:acr:${needs}` } : {};
    const uid = (await province.begin(who, asks)).url.pathname.split('/')[2] ?? '';
    const begun = await attempts.read(engine, uid);
    if (!begun) throw new Error('nothing is kept of the sign-in');
    const others = forms.filter(([, , ...pages]) => !due || !pages.includes(due));
    const wrong: unknown[] = [];
    for (const [to, fields] of others) {
      await attempts.write(engine, { ...begun, ...kept() });
      const before = JSON.stringify(await standing(uid));
      const { status, headers } = await post(who, uid, to, fields);
      const leadsTo = headers.get('location');
      const same = JSON.stringify(await standing(uid)) === before;
      if (!same || leadsTo !== `/signin/${uid}`) wrong.push({ to, fields, same, status, leadsTo });
    }
    expect(wrong).toEqual([]);
    expect(others.length).toBeGreaterThan(15);
  },
);

test('what is due does what it says, so that the table above says something', async () => {
  const who = province.browser();
  const { needs } = province.engine;
  const uid = (await province.begin(who)).url.pathname.split('/')[2] ?? '';
  const begun = (await attempts.read(needs, uid)) as attempts.Attempt;
  await attempts.write(needs, { ...begun, ...steps['asked_password']?.kept() });
  await post(who, uid, 'asked-password', { password: strong });
  expect(await interventions.standingOf(province.data.base, identity_id)).toMatchObject({
    password_required: false,
  });
});
