import { randomUUID } from 'node:crypto';
import { type Act, acts } from '../../src/approvals/acts.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import type { Base } from '../../src/base.ts';
import { Refusal } from '../../src/errors.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

/** Made-up staff, and acts whose doing can be counted: a row of `test_done` for each. */
export interface Desk extends FreshDatabase {
  means: approvals.Means;
  /** Somebody who may ask for and decide anything, until `lose`. */
  person(...may: string[]): Promise<string>;
  lose(staff_id: string): Promise<void>;
  ask(by: string, source_id?: string): Promise<string>;
  /** How often the act of an approval was done. */
  done(id: string): Promise<number>;
}

export async function startDesk(): Promise<Desk> {
  const data = await freshDatabase();
  const { base } = data;
  await base.db.raw(`
    create table test_done (approval_id uuid, act text);
    create table test_roles (staff_id uuid, what text);
    create table test_sessions (source_id text, id serial);
  `);
  return {
    ...data,
    means: means(),
    async person(...may) {
      const staff_id = randomUUID();
      const whats = may.length > 0 ? may : ['ask', 'decide', 'now', 'review'];
      await base.db('test_roles').insert(whats.map((what) => ({ staff_id, what })));
      return staff_id;
    },
    async lose(staff_id) {
      await base.db('test_roles').where({ staff_id }).delete();
    },
    ask: (by, source_id = 'fund') => approvals.ask(base, asking(by, source_id), means()),
    async done(id) {
      return (await base.db('test_done').where({ approval_id: id })).length;
    },
  };
}

export const asking = (by: string, source_id = 'fund') =>
  ({
    act: 'source.disable',
    params: { source_id },
    place: 'province',
    reason: '接口返回了别人的资料',
    by,
  }) as const;

export const yes = (id: string, by: string) =>
  ({ id, by, verdict: 'approve', reason: '已与公积金中心核对' }) as const;
export const no = (id: string, by: string) => ({ ...yes(id, by), verdict: 'refuse' }) as const;

export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

const means = (): approvals.Means => ({
  async may(base, staff_id, _act, what) {
    return (await base.db('test_roles').where({ staff_id, what })).length > 0;
  },
  async hold() {},
  executors: Object.fromEntries(
    (Object.keys(acts) as Act[]).map((act) => [act, { run: note(act) }]),
  ) as never,
});

/** Of `source.disable`: what is large is to empty `test_sessions` of the source, two at a time. */
export const withSessions = (means: approvals.Means): approvals.Means => ({
  ...means,
  executors: {
    ...means.executors,
    'source.disable': {
      run: note('source.disable'),
      async after(base, { source_id }) {
        const set = base.db('test_sessions').where({ source_id }).limit(2).select('id');
        const did = await base.db('test_sessions').whereIn('id', set).delete();
        return { did, done: did === 0 };
      },
    },
  },
});

export const note = (act: Act) => async (base: Base, _params: unknown, by: approvals.By) => {
  await base.db('test_done').insert({ approval_id: by.approval_id, act });
};
