import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as departments from '../../src/departments/departments.ts';
import type { Handlers } from '../../src/outbox/attempt.ts';
import type { NoticeKind } from '../../src/outbox/kinds.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import * as subscriptions from '../../src/outbox/subscriptions.ts';
import { drainOnce, runWorker } from '../../src/outbox/worker.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { handlersTo, noJitter, oweLogouts } from './rig.ts';

const HOUR = 3_600_000;
let fresh: FreshDatabase;
let hall: FaultyClient;
let person: string;
beforeEach(async () => {
  [fresh, hall] = await Promise.all([freshDatabase(), faultyClient()]);
  person = newId(fresh.clock);
  await departments.add(fresh.base, { code: '220000', kind: 'region', names: words('吉林省') });
  await registered('hall', ['records.changed', 'identity.changed']);
});
afterEach(() => Promise.all([fresh.drop(), hall.stop()]));

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

function registered(id: string, kinds: NoticeKind[]): Promise<void> {
  return clients.register(fresh.base, {
    id,
    department_code: '220000',
    names: words('应用'),
    sector: id,
    redirect_uris: ['https://hall.example/callback'],
    scopes: 'openid profile records',
    ...(kinds.length > 0 && { notices_uri: 'https://hall.example/notices', subscriptions: kinds }),
  });
}

const changed = (record_id: string, ...client_ids: string[]): subscriptions.Announcement => ({
  kind: 'records.changed',
  identity_id: person,
  object: { record_id },
  client_ids,
});
const owedTo = (client_id = 'hall') => outbox.ledger(fresh.base, { client_id });
const handlers = () => handlersTo({ hall: hall.url });
const drain = () => drainOnce(fresh.base, handlers(), { random: noJitter });

describe('a change', () => {
  it('is owed to those of the person’s clients that asked for its kind, and to no other', async () => {
    await registered('fund', ['identity.changed']);
    await registered('quiet', []);
    const all = ['hall', 'fund', 'quiet', 'unknown'];
    await subscriptions.announce(fresh.base, [
      changed('case-1', ...all),
      { kind: 'identity.changed', identity_id: person, client_ids: ['fund', 'quiet'] },
    ]);
    expect((await owedTo('hall')).map(({ notice }) => notice)).toEqual([
      { kind: 'records.changed', identity_id: person, record_id: 'case-1' },
    ]);
    expect((await owedTo('fund')).map(({ notice }) => notice)).toEqual([
      { kind: 'identity.changed', identity_id: person },
    ]);
    expect([await owedTo('quiet'), await owedTo('unknown')]).toEqual([[], []]);
  });

  it('of five hundred records is one statement', async () => {
    const statements: string[] = [];
    const heard = ({ sql }: { sql: string }) => statements.push(sql);
    fresh.base.db.on('query', heard);
    const many = Array.from({ length: 500 }, (_, at) => changed(`case-${at}`, 'hall'));
    await subscriptions.announce(fresh.base, [...many, ...many]);
    fresh.base.db.off('query', heard);
    expect(statements).toHaveLength(1);
    expect(await outbox.ledger(fresh.base, { client_id: 'hall', limit: 1_000 })).toHaveLength(500);
  });

  it('that is undone owes nothing', async () => {
    const undone = transaction(fresh.base, async (base) => {
      await subscriptions.announce(base, [changed('case-1', 'hall')]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await owedTo()).toEqual([]);
  });

  it('is owed to no client that is suspended, nor by a new registration of it, and again once it goes on', async () => {
    await clients.suspend(fresh.base, 'hall');
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    expect(await owedTo()).toEqual([]);
    await registered('hall', ['records.changed']);
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    expect(await owedTo()).toEqual([]);
    await clients.resume(fresh.base, 'hall', { kind: 'system' });
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    await subscriptions.announce(fresh.base, [
      { kind: 'identity.changed', identity_id: person, client_ids: ['hall'] },
    ]);
    expect(await owedTo()).toHaveLength(1);
  });
});

describe('a notice that waits', () => {
  it('stands for a later change of the same, and is then as young as that', async () => {
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    const [first] = await owedTo();
    fresh.clock.advance(23 * HOUR);
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    const entries = await owedTo();
    expect(entries).toHaveLength(1);
    expect(entries[0]?.id).not.toBe(first?.id);
    expect(entries[0]?.created_at).toEqual(fresh.clock.now());
    fresh.clock.advance(2 * HOUR);
    expect(await drain()).toBe(1);
    expect((await owedTo())[0]).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('stands for no other record, person or kind', async () => {
    await subscriptions.announce(fresh.base, [
      changed('case-1', 'hall'),
      changed('case-2', 'hall'),
      { ...changed('case-1', 'hall'), identity_id: newId(fresh.clock) },
      { kind: 'identity.changed', identity_id: person, client_ids: ['hall'] },
    ]);
    expect(await owedTo()).toHaveLength(4);
  });

  it('that was tried already does not stand for a later change', async () => {
    hall.mode = 'refuse';
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    await drain();
    fresh.clock.advance(1);
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    expect((await owedTo()).map(({ attempts }) => attempts)).toEqual([0, 1]);
  });

  it('that is on its way does not stand for a change of that moment: the client may have read before', async () => {
    const signals = new EventEmitter();
    const [begun, released] = [once(signals, 'begun'), once(signals, 'released')];
    const slow: Handlers = {
      ...handlers(),
      notice: async () => {
        signals.emit('begun');
        await released;
        return { ok: true, status: 202 };
      },
    };
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    const sending = drainOnce(fresh.base, slow);
    await begun;
    fresh.clock.advance(1);
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    signals.emit('released');
    await sending;
    expect((await owedTo()).map(({ state }) => state)).toEqual(['due', 'delivered']);
    expect(await drain()).toBe(1);
  });

  it('is not sent while a change that it will stand for is being written', async () => {
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    await transaction(fresh.base, async (base) => {
      await subscriptions.announce(base, [changed('case-1', 'hall')]);
      expect(await drain()).toBe(0);
    });
    expect(await drain()).toBe(1);
    expect(hall.received).toHaveLength(1);
  });

  it('and changes written crosswise never wait for each other in a ring', async () => {
    const cases = Array.from({ length: 20 }, (_, at) => changed(`case-${at}`, 'hall'));
    await subscriptions.announce(fresh.base, cases);
    const writers = Array.from({ length: 8 }, (_, at) =>
      transaction(fresh.base, (base) =>
        subscriptions.announce(base, at % 2 ? cases : cases.toReversed()),
      ),
    );
    await Promise.all(writers);
    expect(await owedTo()).toHaveLength(20);
  });
});

describe('the ledger of a client', () => {
  it('has its logout tokens and its notices, and the trail has the receipts of both', async () => {
    await subscriptions.announce(fresh.base, [changed('case-1', 'hall')]);
    fresh.clock.advance(1);
    await oweLogouts(fresh.base, 'hall');
    await drain();
    const entries = await owedTo();
    expect(entries).toMatchObject([
      { kind: 'logout', destination_id: 'client:hall', notice: null, state: 'delivered' },
      { kind: 'notice', destination_id: 'notices:hall', state: 'delivered' },
    ]);
    const delivered = (await auditTrail(fresh.base)).filter(
      ({ kind }) => kind === 'delivery.delivered',
    );
    expect(delivered.map(({ client_id, detail }) => [client_id, detail['kind']]).sort()).toEqual([
      ['hall', 'logout'],
      ['hall', 'notice'],
    ]);
  });

  it('shows that logout tokens do not wait behind notices that hang', async () => {
    const many = Array.from({ length: 30 }, (_, at) => changed(`case-${at}`, 'hall'));
    await subscriptions.announce(fresh.base, many);
    const stuck = await faultyClient('hang');
    const both: Handlers = {
      ...handlers(),
      notice: handlersTo({ hall: stuck.url }, 60_000).notice,
    };
    const worker = runWorker(fresh.base, both, { everyMs: 5 });
    await stuck.arrival(8);
    await oweLogouts(fresh.base, 'hall');
    await hall.arrival(1);
    expect(stuck.received).toHaveLength(8);
    await stuck.stop();
    await worker.stop();
  });
});
