// Whole, since it is one suite, and its table is printed whole.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Refusal, type RefusalCode } from '../../src/errors.ts';
import type { Source } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { signOutCases as bodiesOfSignOut } from './conformance-sign-out.ts';
import { plant, registration } from './plant.ts';
import {
  type Case,
  casesOf,
  type Misdeed,
  type Person,
  type Rig,
  report,
  type SignOutCase,
  signOutCases,
} from './rig.ts';

const cases = casesOf.redirect;
type Name = Case<'redirect'>;

const wang: Person = {
  subject: 'gjj-0001',
  name: '王测试',
  id_type: 'resident_id',
  id_number: '220000190001010018',
  phone_number: '19900000001',
};

/** Runs every case of a source that is visited on one protocol, and prints which held. */
export function conformance(rig: Rig): void {
  describe(`the contract of a source: ${rig.title ?? rig.protocol}`, () => {
    let database: FreshDatabase;
    let double: Awaited<ReturnType<Rig['start']>>;
    const held = new Map<string, string>();

    beforeAll(async () => {
      database = await freshDatabase();
      double = await rig.start(database.clock);
      await plant(database.base);
      for (const id of ['fund', 'other']) {
        await sources.register(database.base, {
          ...registration(id),
          protocol: rig.protocol,
          settings: double.settings,
          mapping: double.mapping,
        });
      }
    });
    afterEach(async () => {
      double.mend();
      await sources.noteOutcome(database.base, 'fund', { ok: true });
    });
    afterAll(async () => {
      await double?.stop();
      await database?.drop();
      report(rig.title ?? rig.protocol, 'redirect', held);
    });

    const source = async (id = 'fund'): Promise<Source> => {
      const row = await sources.read(database.base, id);
      if (!row) throw new Error(`no source ${id}`);
      return sources.open(database.base, row);
    };
    const signIn = async (person: Person) => {
      const arrival = await double.signIn(await source(), person);
      if (!arrival || arrival === 'cancelled') throw new Error('nobody arrived');
      return arrival;
    };
    const failures = async () => (await sources.read(database.base, 'fund'))?.failures;
    const refusedAs = async (code: RefusalCode, work: Promise<unknown>) => {
      const error = await work.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(error).toBeInstanceOf(Refusal);
      expect((error as Refusal).code).toBe(code);
    };
    const bad = (work: Promise<unknown>) => refusedAs('sources.bad_answer', work);
    const broken = (work: Promise<unknown>) => refusedAs('sources.unavailable', work);
    const doing = async (misdeed: Misdeed) => {
      double.mend();
      double.does(misdeed);
    };

    const bodies: Record<Name, () => Promise<void>> = {
      'stable subject': async () => {
        const first = await signIn(wang);
        const again = await signIn({ ...wang, name: '王改名' });
        const other = await signIn({ ...wang, subject: 'gjj-0002' });
        expect(first.subject).toBe('gjj-0001');
        expect(again.subject).toBe(first.subject);
        expect(other.subject).not.toBe(first.subject);
      },
      attributes: async () => {
        const { subject: _, ...attributes } = wang;
        const arrival = await signIn(wang);
        expect(arrival).toMatchObject({ attributes, source_id: 'fund', authority: 'fund-centre' });
        expect(arrival).toMatchObject({ level: 2, registration: 'issued', evidence_days: 365 });
      },
      'attribute missing': async () => {
        const { attributes } = await signIn({ subject: 'gjj-0003', name: '李测试' });
        expect(attributes).toEqual({ name: '李测试' });
      },
      'attribute repeated': async () => {
        await doing('attribute repeated');
        await bad(signIn(wang));
        expect(await failures()).toBe(0);
      },
      'hostile name': async () => {
        const named = async (name: string) => (await signIn({ ...wang, name })).attributes.name;
        expect(await named('王\u202e测\u0000试\u0007')).toBe('王测试');
        expect(await named('<script>𠮷</script>')).toBe('<script>𠮷</script>');
        expect(await named('𠮷'.repeat(100))).toHaveLength(200);
        await bad(named('𠮷'.repeat(101)));
        await bad(named('x'.repeat(10_001)));
      },
      'hostile subject': async () => {
        await bad(signIn({ ...wang, subject: '' }));
        await bad(signIn({ ...wang, subject: 'x'.repeat(256) }));
        await bad(signIn({ ...wang, subject: 'gjj-0001\u0000' }));
        await bad(signIn({ ...wang, subject: 'gjj-\u202e1000' }));
      },
      cancels: async () => {
        await doing('cancel');
        expect(await double.signIn(await source(), wang)).toBe('cancelled');
        expect(await failures()).toBe(0);
      },
      'replayed answer': async () => {
        const visit = await double.answer(await source(), wang);
        await expect(visit.complete()).resolves.toMatchObject({ subject: wang.subject });
        await bad(visit.complete());
        expect(await failures()).toBe(0);
      },
      'forged answer': async () => {
        for (let round = 0; round < 5; round += 1) await bad(double.forge(await source()));
        expect(await failures()).toBe(0);
      },
      'foreign signature': async () => {
        await doing('foreign signature');
        await bad(signIn(wang));
      },
      unsigned: async () => {
        await doing('unsigned');
        await bad(signIn(wang));
      },
      wrapping: async () => {
        await doing('wrapping');
        // A double has several ways of it, and takes the next each time.
        for (let round = 0; round < 10; round += 1) await bad(signIn(wang));
      },
      entities: async () => {
        await doing('entities');
        await bad(signIn(wang));
      },
      unsolicited: async () => {
        await doing('unsolicited');
        await bad(signIn(wang));
        expect(await failures()).toBe(0);
      },
      'wrong audience': async () => {
        await doing('wrong audience');
        await bad(signIn(wang));
      },
      'issuer mix-up': async () => {
        await doing('wrong issuer');
        await bad(signIn(wang));
        await doing('mix-up');
        await bad(signIn(wang));
        double.mend();
        const visit = await double.answer(await source(), wang);
        await bad(visit.complete(await source('other')));
      },
      'nonce missing': async () => {
        await doing('nonce missing');
        await bad(signIn(wang));
      },
      'foreign attributes': async () => {
        await doing('foreign attributes');
        await bad(signIn(wang));
      },
      'clock within': async () => {
        for (const seconds of [-290, 290]) {
          double.clockOff(seconds);
          expect((await signIn(wang)).subject).toBe(wang.subject);
        }
      },
      'clock beyond': async () => {
        for (const seconds of [-310, 310, -3600, 3600]) {
          double.clockOff(seconds);
          await bad(signIn(wang));
        }
      },
      down: async () => {
        await doing('down');
        await broken(signIn(wang));
        expect(await failures()).toBe(1);
        await doing('down later');
        await broken(signIn(wang));
        expect(await failures()).toBe(1);
      },
      slow: async () => {
        await doing('slow');
        await broken(signIn(wang));
        await doing('slow later');
        await broken(signIn(wang));
        expect(await failures()).toBe(1);
      },
      'our registration': async () => {
        await doing('forgot us');
        await broken(signIn(wang));
        expect(await failures()).toBe(1);
      },
      'unreadable answer': async () => {
        const from = async (address: string): Promise<Source> => {
          const there = await source();
          if (there.kind !== 'redirect') throw new Error('it is visited');
          return { ...there, complete: (came, kept) => there.complete(came, kept, address) };
        };
        for (const misdeed of ['page later', 'stumble later', 'flood later'] as const) {
          await doing(misdeed);
          // One person, at one place, as often as they like.
          for (let round = 1; round <= 10; round += 1)
            await bad(double.signIn(await from(`192.0.2.${round}`), wang));
          expect(await failures()).toBe(0);
          for (let place = 1; place < 5; place += 1) {
            expect(await failures()).toBe(0);
            await bad(double.signIn(await from(`198.51.${place}.7`), wang));
          }
          expect(await failures()).toBe(3);
          await broken(signIn(wang));
          await sources.noteOutcome(database.base, 'fund', { ok: true });
        }
        await doing('page later');
        // Somebody gets through between: it was not everybody's.
        for (let place = 1; place <= 8; place += 1) {
          await doing('page later');
          await bad(double.signIn(await from(`198.51.${place}.7`), wang));
          if (place % 4 > 0) continue;
          double.mend();
          await double.signIn(await from('203.0.113.7'), wang);
        }
        expect(await failures()).toBe(0);
      },
      flood: async () => {
        await doing('flood');
        const code = await signIn(wang).catch((error: Refusal) => error.code);
        // Where only what came for a person has no end, it may be that person's.
        expect(['sources.unavailable', 'sources.bad_answer']).toContain(code);
      },
    };

    const ofSignOut = bodiesOfSignOut({
      base: () => database.base,
      double() {
        if (!double.signOut) throw new Error('the double has no sign-out');
        return double.signOut;
      },
      signIn,
    });
    const all = { ...cases, ...signOutCases };
    const does = { ...bodies, ...ofSignOut };
    for (const name of Object.keys(all) as (Name | SignOutCase)[]) {
      const signsOut = name in signOutCases && !rig.signsOut && 'the protocol has no sign-out';
      const reason = signsOut || rig.without[name];
      if (reason) held.set(name, `does not apply: ${reason}`);
      else
        test(`${name}: ${all[name]}`, async () => {
          await does[name]();
          held.set(name, 'held');
        });
    }
  });
}
