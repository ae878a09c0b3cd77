import { afterAll, beforeAll, beforeEach } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { type AuditRow, auditTrail } from '../support/trail.ts';
import { number } from './people.ts';

export type Somebody = identities.Resolution & { identity_id: string; link_id: string };

/** A database for one test file, somebody new for each test, and arrivals a second apart. */
export function openDesk() {
  let fresh: FreshDatabase;
  let person = { name: '', id_type: 'resident_id', id_number: '' };
  beforeAll(async () => {
    fresh = await freshDatabase();
  });
  afterAll(() => fresh.drop());
  beforeEach(() => {
    person = { name: '张测试', id_type: 'resident_id', id_number: number() };
  });

  const desk = {
    get base() {
      return fresh.base;
    },
    get clock() {
      return fresh.clock;
    },
    get url() {
      return fresh.url;
    },
    /** What departments say of the person of this test. */
    get person() {
      return person;
    },
    /** The person's account at a department; another test's is another. */
    account: (at = 'gjj') => `${at} ${person.id_number}`,
    resolve(arrival: identities.Arrived, context?: identities.Context) {
      fresh.clock.advance(1_000);
      return identities.resolve(fresh.base, arrival, context);
    },
    /** An arrival that must end with somebody signed in. */
    async arrive(arrival: identities.Arrived, context?: identities.Context): Promise<Somebody> {
      const came = await desk.resolve(arrival, context);
      if (!came.identity_id || !came.link_id) throw new Error(`nobody came: ${came.reason}`);
      return { ...came, identity_id: came.identity_id, link_id: came.link_id };
    },
    count: async (table: string, where: object = {}) =>
      Number((await fresh.base.db(table).where(where).count('* as n').first())?.n),
    async lastEvent(kind: string): Promise<AuditRow | undefined> {
      return (await auditTrail(fresh.base)).filter((event) => event.kind === kind).at(-1);
    },
  };
  return desk;
}
