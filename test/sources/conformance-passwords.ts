// Whole, since a source with typed passwords is held to all of it, unchanged.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { countQueries } from '../../src/db.ts';
import { Refusal, type RefusalCode } from '../../src/errors.ts';
import type { Arrival } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { plant, registration } from './plant.ts';
import { type Case, casesOf, type PasswordRig, type Person, type Row, report } from './rig.ts';

const cases = casesOf.password;
type Name = Case<'password'>;

const wang: Person = {
  subject: 'sb-0001',
  name: '王测试',
  id_type: 'resident_id',
  id_number: '220000190001010018',
  phone_number: '+8619900000001',
};
const account: Row = { username: 'wangcs', password: 'river-sturgeon-417' };

/** Runs every case of a source with typed passwords on one protocol, and prints which held. */
export function passwordConformance(rig: PasswordRig): void {
  describe(`the contract of a source: ${rig.title}`, () => {
    let database: FreshDatabase;
    let double: Awaited<ReturnType<PasswordRig['start']>>;
    const held = new Map<string, string>();

    beforeAll(async () => {
      database = await freshDatabase();
      double = await rig.start(database.clock);
      await plant(database.base);
      for (const [id, settings] of [
        ['insurance', double.settings],
        ['writing', double.writing],
      ] as const) {
        const said = {
          ...registration(id),
          protocol: rig.protocol,
          settings,
          mapping: double.mapping,
        };
        await sources.register(database.base, said);
      }
    });
    afterEach(async () => {
      await double.mend();
      await sources.noteOutcome(database.base, 'insurance', { ok: true });
    });
    afterAll(async () => {
      await double?.stop();
      await database?.drop();
      report(rig.title, 'password', held);
    });

    const source = async (id = 'insurance') => {
      const row = await sources.read(database.base, id);
      if (!row) throw new Error(`no source ${id}`);
      const opened = sources.open(database.base, row);
      if (opened.kind !== 'password') throw new Error('its passwords are typed here');
      return opened;
    };
    const verify = async (username = account.username, password = account.password) =>
      (await source()).verify(username, password);
    const signIn = async (person: Person, row = account): Promise<Arrival> => {
      await double.put(person, row);
      const arrival = await verify(row.username, row.password);
      if ('refused' in arrival) throw new Error(`nobody arrived: ${arrival.refused}`);
      return arrival;
    };
    const failures = async () => (await sources.read(database.base, 'insurance'))?.failures;
    const refusedAs = async (code: RefusalCode, work: Promise<unknown>) => {
      const error = await work.then(
        (value) => value,
        (error: unknown) => error,
      );
      expect(error).toBeInstanceOf(Refusal);
      expect((error as Refusal).code).toBe(code);
      return (error as Refusal).detail.words?.['fault'];
    };
    const bad = (work: Promise<unknown>) => refusedAs('sources.bad_answer', work);
    const broken = (work: Promise<unknown>) => refusedAs('sources.unavailable', work);
    const cost = async (username: string, password: string) => {
      const before = await rig.hashes();
      const { base } = database;
      const { result, queries } = await countQueries(base.db, () => verify(username, password));
      return { result, queries, hashes: (await rig.hashes()) - before };
    };

    const bodies: Record<Name, () => Promise<void>> = {
      'stable subject': async () => {
        const first = await signIn(wang);
        const again = await signIn({ ...wang, name: '王改名' });
        const other = await signIn(
          { ...wang, subject: 'sb-0002', phone_number: '+8619900000002' },
          { ...account, username: 'wang2' },
        );
        expect(first.subject).toBe('sb-0001');
        expect(again.subject).toBe(first.subject);
        expect(other.subject).not.toBe(first.subject);
      },
      attributes: async () => {
        const { subject: _, ...attributes } = wang;
        const arrival = await signIn(wang);
        expect(arrival).toMatchObject({ attributes, source_id: 'insurance', amr: ['pwd'] });
        expect(arrival).toMatchObject({ level: 2, registration: 'issued', evidence_days: 365 });
        expect(arrival.renew).toBeUndefined();
      },
      'attribute missing': async () => {
        const row = { ...account, username: 'licsh' };
        const { attributes } = await signIn({ subject: 'sb-0003', name: '李测试' }, row);
        expect(attributes).toEqual({ name: '李测试' });
      },
      'attribute repeated': async () => {
        await double.put(wang, account);
        await double.does('attribute repeated');
        await bad(verify());
        expect(await failures()).toBe(0);
      },
      'hostile name': async () => {
        const named = async (name: string) => (await signIn({ ...wang, name })).attributes.name;
        expect(await named('王\u202e测试\u0007')).toBe('王测试');
        expect(await named("<script>𠮷'; drop table zhanghu; --</script>")).toContain('𠮷');
        await bad(named('𠮷'.repeat(101)));
        await bad(named('x'.repeat(10_001)));
        expect(await failures()).toBe(0);
      },
      'hostile subject': async () => {
        const row = { ...account, username: 'forged' };
        for (const subject of ['', 'x'.repeat(256), 'sb-\u202e1000']) {
          const person = { ...wang, subject, phone_number: '' };
          await bad(signIn(person, row));
          // Whoever does not know the password learns nothing of it.
          expect(await verify(row.username, 'not-this-one')).toMatchObject({ refused: 'wrong' });
          await double.remove(subject);
        }
        expect(await failures()).toBe(0);
      },
      down: async () => {
        await double.does('down');
        await broken(verify());
        expect(await failures()).toBe(1);
      },
      slow: async () => {
        await double.does('slow');
        expect(await broken(verify())).toBe('timeout');
        expect(await failures()).toBe(1);
      },
      'our registration': async () => {
        await double.does('forgot us');
        await broken(verify());
        expect(await failures()).toBe(1);
      },
      flood: async () => {
        await double.does('flood');
        await broken(verify());
        expect(await failures()).toBe(1);
      },
      'wrong password': async () => {
        await double.put(wang, account);
        for (let round = 0; round < 5; round += 1)
          expect(await verify(account.username, 'not-this-one')).toEqual({
            refused: 'wrong',
            knew: false,
          });
        expect(await failures()).toBe(0);
      },
      'unknown user': async () => {
        await double.put({ ...wang, subject: 'sb-fresh' }, { ...account, username: 'fresh' });
        await signIn(wang);
        const stranger = await cost('nosuch', 'not-this-one');
        const copied = await cost(account.username, 'not-this-one');
        const fresh = await cost('fresh', 'not-this-one');
        expect(stranger.result).toEqual({ refused: 'missing', knew: false });
        expect(copied.result).toEqual({ refused: 'wrong', knew: false });
        expect(stranger.hashes).toBe(1);
        for (const one of [copied, fresh])
          expect(one).toMatchObject({ queries: stranger.queries, hashes: stranger.hashes });
      },
      'hostile username': async () => {
        await signIn(wang);
        const before = await double.rows();
        for (const username of [
          "' or '1'='1",
          "wangcs' -- ",
          "\\' or 1=1 #",
          'wangcs"; drop table zhanghu; --',
          "縗' or 1=1 -- ",
          '{username}',
          ':username',
          '$1',
          '%',
          'wang_s',
          'wangcs\0',
          '\ud800wangcs',
          '𠮷😀',
          'w'.repeat(10_000),
          '王'.repeat(10_000),
        ])
          expect(await verify(username), username.slice(0, 40)).toMatchObject({ knew: false });
        expect(await double.rows()).toBe(before);
        expect(await failures()).toBe(0);
      },
      'two rows': async () => {
        await double.put(wang, account);
        await double.put({ ...wang, subject: 'sb-twin' }, account);
        expect(await verify()).toEqual({ refused: 'ambiguous', knew: false });
        await double.remove('sb-twin');
        expect(await failures()).toBe(0);
        expect(await verify()).toMatchObject({ subject: wang.subject });
      },
      'locked row': async () => {
        await signIn(wang);
        await double.put(wang, { ...account, locked: true });
        expect(await verify()).toEqual({ refused: 'locked', knew: true });
        const guess = await cost(account.username, 'not-this-one');
        expect(guess.result).toEqual({ refused: 'locked', knew: false });
        const stranger = await cost('nosuch', 'not-this-one');
        expect(guess).toMatchObject({ queries: stranger.queries, hashes: stranger.hashes });
      },
      'missing row': async () => {
        await signIn(wang);
        await double.remove(wang.subject);
        expect(await verify()).toEqual({ refused: 'missing', knew: false });
      },
      'table missing': async () => {
        await double.does('table missing');
        await broken(verify());
        await broken(verify('nosuch', 'any'));
        expect(await failures()).toBe(2);
      },
      'malformed hash': async () => {
        const row = { ...account, username: 'broken' };
        for (const hash of ['', 'not a hash', 'x'.repeat(32)]) {
          await double.put({ ...wang, subject: 'sb-broken', phone_number: '' }, { ...row, hash });
          const guess = await cost(row.username, 'not-this-one');
          expect(guess.result).toEqual({ refused: 'malformed', knew: false });
          const stranger = await cost('nosuch', 'not-this-one');
          expect(guess).toMatchObject({ queries: stranger.queries, hashes: stranger.hashes });
        }
        expect(await failures()).toBe(0);
      },
      'empty password': async () => {
        await signIn(wang);
        expect(await verify(account.username, '')).toMatchObject({ knew: false });
        expect(await failures()).toBe(0);
      },
      referral: async () => {
        await double.put(wang, account);
        await double.does('referral');
        await broken(verify());
      },
      'read only': async () => {
        await double.put(wang, account);
        await broken((await source('writing')).verify(account.username, account.password));
        expect(await double.written()).toBe(0);
      },
    };

    for (const name of Object.keys(cases) as Name[]) {
      const reason = rig.without[name];
      if (reason) held.set(name, `does not apply: ${reason}`);
      else
        test(`${name}: ${cases[name]}`, async () => {
          await bodies[name]();
          held.set(name, 'held');
        });
    }
  });
}
