/** Who is told of a change of a case: the clients that its person has been at, if they asked to be. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import { countQueries } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import * as records from '../../src/records/records.ts';
import { number, selfMade } from '../identities/people.ts';
import { hop, signedIn } from '../sessions/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { department, event, person, subOf } from './desk.ts';

type Person = Awaited<ReturnType<typeof person>>;

let data: FreshDatabase;
let fund: records.Writer;
beforeAll(async () => {
  data = await freshDatabase();
  fund = await department(data.base, '220000-gjj');
  await registered('hall', true);
  await registered('quiet', false);
});
afterAll(() => data.drop());
beforeEach(() => data.base.db('outbox').delete());

const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };

const registered = (id: string, asks: boolean) =>
  clients.register(data.base, {
    id,
    department_code: '220000',
    names: words,
    sector: id,
    redirect_uris: [`https://${id}.example/callback`],
    scopes: 'openid records',
    ...(asks && {
      notices_uri: `https://${id}.example/notices`,
      subscriptions: ['records.changed' as const],
    }),
  });

async function wentTo(who: { identity_id: string }, ...ids: string[]): Promise<void> {
  const session = await signedIn(data.base, who.identity_id, { source_id: undefined });
  await hop(data.base, session, who.identity_id, ...ids);
}

async function visitor(...at: string[]): Promise<Person> {
  const who = await person(data.base);
  await wentTo(who, ...(at.length > 0 ? at : ['hall', 'quiet']));
  return who;
}

const counter = (of: { number: string; name: string }) => ({
  identifier: { type: 'resident_id', number: of.number, name: of.name },
});
const sub = (of: { identity_id: string }) => ({ sub: subOf(data.base, fund, of) });

const report = async (...events: unknown[]) =>
  (await records.apply(data.base, fund, events)).map(({ result }) => result);

/** Of whom the hall is told, with the case as the outside knows it; then the hall has taken it. */
async function told(): Promise<[string, string | undefined][]> {
  expect(await outbox.ledger(data.base, { client_id: 'quiet' })).toEqual([]);
  const entries = await outbox.ledger(data.base, { client_id: 'hall' });
  await data.base.db('outbox').delete();
  return entries.map(({ notice }) => {
    expect(notice?.kind).toBe('records.changed');
    return [notice?.identity_id ?? '', notice?.record_id];
  });
}

const idOf = async (of: Person, case_number: string) => {
  const { cases } = await records.list(data.base, { identity_id: of.identity_id, level: 2 });
  return cases.find((one) => one.case_number === case_number)?.id;
};

describe('a change of a case', () => {
  it('is told to the clients where its person has been, once for a batch, and of nobody else', async () => {
    const [li] = [await visitor(), await visitor()];
    const about = { case_number: 'T-1' };
    const accepted = event(fund, 'accepted', { ...about, data: { applicant: sub(li) } });
    await report(accepted, event(fund, 'progressed', { ...about, time: 3 }));
    const id = await idOf(li, 'T-1');
    expect(id).toBeDefined();
    expect(await told()).toEqual([[li.identity_id, id]]);
    expect(await report(accepted)).toEqual(['duplicate']);
    expect(await told()).toEqual([]);
    await report(event(fund, 'done', { ...about, time: 9 }));
    expect(await told()).toEqual([[li.identity_id, id]]);
  });

  it('of somebody who never came to a client is told to none', async () => {
    const stranger = await person(data.base);
    const applicant = sub(stranger);
    await report(event(fund, 'accepted', { case_number: 'T-2', data: { applicant } }));
    expect(await told()).toEqual([]);
  });

  it('is told only once the case is shown: before its acceptance it is nobody’s', async () => {
    const li = await visitor();
    const about = { case_number: 'T-3' };
    // A correction that overtook the acceptance: whose it is, is known already.
    await report(event(fund, 'corrected', { ...about, time: 3, data: { applicant: sub(li) } }));
    expect(await told()).toEqual([]);
    await report(event(fund, 'accepted', { ...about, data: { applicant: sub(li) } }));
    expect(await told()).toEqual([[li.identity_id, await idOf(li, 'T-3')]]);
  });

  it('is owed in the transaction of the change: undone with it', async () => {
    const li = await visitor();
    const undone = transaction(data.base, async (base) => {
      const applicant = sub(li);
      await records.apply(base, fund, [
        event(fund, 'accepted', { case_number: 'T-4', data: { applicant } }),
      ]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await told()).toEqual([]);
    expect(await idOf(li, 'T-4')).toBeUndefined();
  });

  it('opened at a counter is told of who owns number and name, at the level that is shown it', async () => {
    const li = await visitor();
    await report(
      event(fund, 'accepted', { case_number: 'T-5', data: { applicant: counter(li) } }),
      event(fund, 'accepted', {
        case_number: 'T-6',
        data: { applicant: counter({ number: li.number, name: '赵测试' }) },
      }),
    );
    expect(await told()).toEqual([[li.identity_id, await idOf(li, 'T-5')]]);
  });

  it('opened at a counter is not told of who only said the number, nor of who proved it too long ago', async () => {
    const said = { number: number(), name: '王测试' };
    const attributes = { name: said.name, id_type: 'resident_id', id_number: said.number };
    const arrival = selfMade('said', { attributes });
    const { identity_id = '' } = await identities.resolve(data.base, arrival, { join: 'separate' });
    await wentTo({ identity_id }, 'hall');
    const lapsed = await person(data.base, { evidence_days: 1 });
    await wentTo(lapsed, 'hall');
    const accepted = (case_number: string, of: { number: string; name: string }) =>
      event(fund, 'accepted', { case_number, data: { applicant: counter(of) } });
    await report(accepted('T-7', said), accepted('T-10', lapsed));
    expect(await told()).toEqual([[lapsed.identity_id, await idOf(lapsed, 'T-10')]]);
    data.clock.advance(2 * 86_400_000);
    await report(event(fund, 'done', { case_number: 'T-10', time: 9 }));
    expect(await told()).toEqual([]);
  });

  it('that names another applicant is told of both; what follows, of the right one alone', async () => {
    const [wrong, right] = [await visitor(), await visitor()];
    const about = { case_number: 'T-8' };
    await report(event(fund, 'accepted', { ...about, data: { applicant: sub(wrong) } }));
    const id = await idOf(wrong, 'T-8');
    await told();
    await report(event(fund, 'corrected', { ...about, time: 2, data: { applicant: sub(right) } }));
    expect((await told()).sort()).toEqual(
      [wrong, right].map(({ identity_id }) => [identity_id, id]).sort(),
    );
    expect([await idOf(wrong, 'T-8'), await idOf(right, 'T-8')]).toEqual([undefined, id]);
    await report(event(fund, 'done', { ...about, time: 9 }));
    expect(await told()).toEqual([[right.identity_id, id]]);
  });

  it('that names another at the counter is told of both of them too', async () => {
    const [wrong, right] = [await visitor(), await visitor()];
    const about = { case_number: 'T-9' };
    await report(event(fund, 'accepted', { ...about, data: { applicant: counter(wrong) } }));
    await told();
    const applicant = counter(right);
    await report(event(fund, 'corrected', { ...about, time: 2, data: { applicant } }));
    expect((await told()).map(([identity_id]) => identity_id).sort()).toEqual(
      [wrong.identity_id, right.identity_id].sort(),
    );
  });
});

describe('a batch', () => {
  it.each([
    ['by their subjects', sub],
    ['by number and name', counter],
  ])(
    'of 500 cases of many people, named %s, is as many statements as a batch of one',
    async (_how, name) => {
      const people: Person[] = [];
      for (let at = 0; at < 20; at += 1) people.push(await visitor('hall'));
      const accepted = Array.from({ length: 501 }, (_, at) =>
        event(fund, 'accepted', {
          case_number: `S-${name.name}-${at}`,
          data: { applicant: name(people[at % people.length] as Person) },
        }),
      );
      const one = await countQueries(data.base.db, () => report(accepted[0]));
      const many = await countQueries(data.base.db, () => report(...accepted.slice(1)));
      expect(new Set([...one.result, ...many.result])).toEqual(new Set(['applied']));
      const shape = (queries: string[]) => queries.map((sql) => sql.slice(0, 40));
      expect(shape(many.queries)).toEqual(shape(one.queries));
      expect(many.queries.length).toBeLessThanOrEqual(10);
      const owed = await data.base.db('outbox').where({ destination_id: 'notices:hall' });
      expect(owed).toHaveLength(501);
    },
  );
});
