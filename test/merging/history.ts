import fc from 'fast-check';
import type { Base } from '../../src/base.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import { subjectIn } from '../../src/crypto/subject.ts';
import * as identities from '../../src/identities/identities.ts';
import type { Writer } from '../../src/records/records.ts';
import * as records from '../../src/records/records.ts';
import { issued, number, selfMade } from '../identities/people.ts';
import { event } from '../records/desk.ts';
import type { TestClock } from '../support/clock.ts';
import { app } from '../support/factors.ts';
import { signIn } from './desk.ts';

/** Things that happen to people; numbers choose among what there is. */
export type Happening =
  | { what: 'arrives'; who: number; source: number; number: number; bound: boolean; phone: number }
  | { what: 'comes again'; account: number; phone: number; days: number }
  | { what: 'adds an account'; to: number; source: number; bound: boolean; phone: number }
  | { what: 'sets a password'; who: number; named: boolean }
  | { what: 'adds an app'; who: number }
  | { what: 'has a case'; who: number }
  | { what: 'signs in'; who: number }
  | { what: 'accepts a notice'; who: number; version: number };

const few = fc.nat({ max: 3 });

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('arrives' as const),
      who: few,
      source: few,
      number: few,
      bound: fc.boolean(),
      phone: few,
    }),
  },
  fc.record({ what: fc.constant('comes again' as const), account: few, phone: few, days: few }),
  fc.record({
    what: fc.constant('adds an account' as const),
    to: few,
    source: few,
    bound: fc.boolean(),
    phone: few,
  }),
  fc.record({ what: fc.constant('sets a password' as const), who: few, named: fc.boolean() }),
  fc.record({ what: fc.constant('adds an app' as const), who: few }),
  fc.record({ what: fc.constant('has a case' as const), who: few }),
  fc.record({ what: fc.constant('signs in' as const), who: few }),
  fc.record({ what: fc.constant('accepts a notice' as const), who: few, version: few }),
);

const names = ['张测试', '李测试', '王小测', '朴测试'];
const phones = ['', '+8613900000001', '+8613900000002', '+8613900000003'];

/** People to whom things happen, each world with numbers and accounts of its own. */
export function openWorld(base: Base, clock: TestClock, writer: Writer) {
  const accounts: identities.Arrived[] = [];
  const people = new Set<string>();
  const numbers = [number(), number(), number()];
  let made = 0;

  const alive = async () => {
    const found = [];
    for (const id of people)
      if ((await identities.read(base, id))?.state === 'active') found.push(id);
    return found;
  };
  const pick = async (at: number) => {
    const ids = await alive();
    return ids[at % Math.max(1, ids.length)];
  };

  async function come(arrival: identities.Arrived, context?: identities.Context) {
    clock.advance(1_000);
    const { identity_id } = await identities.resolve(base, arrival, {
      join: 'separate',
      ...context,
    });
    if (identity_id) people.add(identity_id);
    if (identity_id && !accounts.includes(arrival)) accounts.push(arrival);
  }

  const said = (who: number, which: number, phone: number) => ({
    ...(who < names.length && { name: names[who] as string }),
    ...(which < numbers.length && { id_type: 'resident_id', id_number: numbers[which] as string }),
    ...(phones[phone] && { phone_number: phones[phone] as string }),
    ...(phone === 3 && { email: `p${who}@example.cn`, birthdate: '1950-01-01' }),
  });

  const does: {
    [W in Happening['what']]: (one: Extract<Happening, { what: W }>) => Promise<unknown>;
  } = {
    async arrives({ who, source, number: which, bound, phone }) {
      const attributes = said(who, which, phone);
      made += 1;
      const make = bound ? issued : selfMade;
      await come(make(`${numbers[0]} ${made}`, { source_id: `source-${source}`, attributes }));
    },
    async 'comes again'({ account, phone, days }) {
      const known = accounts[account % Math.max(1, accounts.length)];
      if (!known) return;
      clock.advance(days * 86_400_000);
      const phone_number = phones[phone] || undefined;
      const { phone_number: _, ...rest } = known.attributes;
      await come({ ...known, attributes: { ...rest, ...(phone_number && { phone_number }) } });
    },
    async 'adds an account'({ to, source, bound, phone }) {
      const proved_identity_id = await pick(to);
      if (!proved_identity_id) return;
      made += 1;
      const attributes = said(9, 9, phone);
      const make = bound ? issued : selfMade;
      await come(make(`${numbers[0]} ${made}`, { source_id: `source-${source}`, attributes }), {
        proved_identity_id,
        proved_level: 3,
      });
    },
    async 'sets a password'({ who, named }) {
      const identity_id = await pick(who);
      if (!identity_id) return;
      made += 1;
      const login_name = `u${(numbers[0] as string).slice(6, 14)}x${(numbers[0] as string).slice(-4)}n${made}`;
      await credentials.setPassword(base, {
        ...{ identity_id, password: `hen chang de mima ${made}`, bound_level: 2 },
        ...(named && {
          login_name: login_name.replace(/\d{6,}/g, (run) => run.split('').join('a')),
        }),
      });
    },
    async 'adds an app'({ who }) {
      const identity_id = await pick(who);
      if (identity_id) await app(base, clock, { identity_id, level: 2 });
    },
    async 'has a case'({ who }) {
      const identity_id = await pick(who);
      if (!identity_id) return;
      made += 1;
      const sub = subjectIn(base.ring, writer.sector, identity_id);
      const case_number = `${numbers[0]}-${made}`;
      const [result] = await records.apply(base, writer, [
        event(writer, 'accepted', { case_number, data: { applicant: { sub } } }),
      ]);
      if (result?.result !== 'applied') throw new Error(JSON.stringify(result));
    },
    async 'signs in'({ who }) {
      const identity_id = await pick(who);
      if (!identity_id) return;
      const [link] = await identities.links(base, identity_id);
      await signIn(base, identity_id, link?.id);
    },
    async 'accepts a notice'({ who, version }) {
      const identity_id = await pick(who);
      if (identity_id) await identities.acceptNotice(base, { identity_id, version: `v${version}` });
    },
  };

  return {
    alive,
    pick,
    people,
    happen: (one: Happening) => does[one.what](one as never),
  };
}
