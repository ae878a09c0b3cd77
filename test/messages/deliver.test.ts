import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../../src/base.ts';
import { deliverMessage } from '../../src/messages/deliver.ts';
import * as messages from '../../src/messages/messages.ts';
import { makeSenders } from '../../src/messages/senders.ts';
import { drainOnce } from '../../src/outbox/worker.ts';
import { type SmsGateway, startSmsGateway } from '../doubles/sms-gateway.ts';
import { handlersTo, noJitter } from '../outbox/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const MINUTE = 60_000;
const to = '+8619900000001';
let fresh: FreshDatabase;
let gateway: SmsGateway;
beforeAll(async () => {
  [fresh, gateway] = await Promise.all([freshDatabase(), startSmsGateway(() => fresh.clock.now())]);
});
afterAll(() => Promise.all([fresh.drop(), gateway.stop()]));
beforeEach(async () => {
  await fresh.base.db.raw('truncate messages, outbox, audit_events, audit_pending');
  await fresh.base
    .db('destinations')
    .update({ failures: 0, opened_until: null, leased_until: null });
  gateway.sent.length = 0;
  gateway.refuses.clear();
  gateway.calls.misdeed = undefined;
});

const senders = (configured = true) =>
  makeSenders(
    configured ? { sms: { ...gateway.settings, patience_ms: 2_000 } } : {},
    fresh.base.clock,
  );
const work = (configured = true) =>
  drainOnce(
    fresh.base,
    { ...handlersTo({}), message: deliverMessage(senders(configured)) },
    { random: noJitter },
  );
const owe = (changes: Partial<messages.Message<'one_time_code'>> = {}) =>
  messages.owe(fresh.base, {
    channel: 'sms',
    to,
    template: 'one_time_code',
    words: { code: '048261', minutes: 10 },
    lang: 'zh-CN',
    lives_ms: 10 * MINUTE,
    ...changes,
  });
const rows = () => fresh.base.db('messages').select();
const ledger = () => fresh.base.db('outbox').select();

describe('a message', () => {
  it('is owed only if the change that owes it is committed', async () => {
    const undone = transaction(fresh.base, async (base) => {
      await messages.owe(base, {
        channel: 'sms',
        to,
        template: 'one_time_code',
        words: { code: '048261', minutes: 10 },
        lang: 'ko',
        lives_ms: MINUTE,
      });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await work();
    expect(gateway.sent).toEqual([]);
  });

  it('is sent once, its text is gone, and the receipt stays', async () => {
    await owe();
    expect(JSON.stringify(await rows())).not.toMatch(/048261|19900000001/);
    await work();
    await work();
    expect(gateway.sent).toMatchObject([{ to, words: { code: '048261', minutes: '10' } }]);
    expect(await rows()).toMatchObject([{ text_sealed: null, sent_at: fresh.clock.now() }]);
    expect(await ledger()).toMatchObject([{ state: 'delivered', receipt: { status: 200 } }]);
    const trail = await auditTrail(fresh.base);
    expect(trail.map(({ kind }) => kind)).toEqual(['delivery.delivered']);
    expect(JSON.stringify(trail)).not.toMatch(/048261|19900000001/);
  });

  it('is not sent twice when the attempt before got no further than the sending', async () => {
    await owe();
    await fresh.base.db('messages').update({ text_sealed: null, sent_at: fresh.clock.now() });
    await work();
    expect(gateway.sent).toEqual([]);
    expect(await ledger()).toMatchObject([{ state: 'delivered', receipt: { status: 208 } }]);
  });

  it('whose answer was lost is accepted as the same message', async () => {
    await owe();
    gateway.calls.misdeed = 'unsigned';
    await work();
    gateway.calls.misdeed = undefined;
    fresh.clock.advance(MINUTE);
    await work();
    expect(gateway.sent).toHaveLength(1);
    expect(await ledger()).toMatchObject([{ state: 'delivered', receipt: { status: 208 } }]);
  });

  it('is tried again while it is worth something, and never sent too late', async () => {
    await owe({ lives_ms: 5 * MINUTE });
    gateway.refuses.set(to, 'route');
    await work();
    expect(await ledger()).toMatchObject([{ state: 'due', receipt: { fault: 'refused_route' } }]);
    gateway.refuses.clear();
    fresh.clock.advance(5 * MINUTE);
    await work();
    expect(gateway.sent).toEqual([]);
    expect(await ledger()).toMatchObject([{ state: 'dead', receipt: { fault: 'too_late' } }]);
    expect(await rows()).toMatchObject([{ text_sealed: null, sent_at: null }]);
  });

  it('that is refused for good is given up at once, and its text is gone', async () => {
    await owe();
    gateway.refuses.set(to, 'blocked');
    await work();
    expect(await ledger()).toMatchObject([
      { state: 'dead', receipt: { fault: 'refused_blocked' } },
    ]);
    expect(await rows()).toMatchObject([{ text_sealed: null, sent_at: null }]);
  });

  it('waits where the channel was taken out of the settings meanwhile', async () => {
    await owe();
    await work(false);
    expect(await ledger()).toMatchObject([{ state: 'due', receipt: { fault: 'not_configured' } }]);
    fresh.clock.advance(MINUTE);
    await work();
    expect(gateway.sent).toHaveLength(1);
  });

  it('to nobody costs the same and goes nowhere', async () => {
    await owe({ to: undefined });
    await work();
    expect(gateway.sent).toEqual([]);
    expect(await ledger()).toMatchObject([{ state: 'delivered', receipt: { status: 204 } }]);
  });

  it('leaves no text behind that is too late, and no row for ever', async () => {
    await owe({ lives_ms: MINUTE });
    fresh.clock.advance(MINUTE);
    expect(await messages.removeOld(fresh.base)).toBe(1);
    expect(await rows()).toMatchObject([{ text_sealed: null }]);
    fresh.clock.advance(24 * 60 * MINUTE);
    expect(await messages.removeOld(fresh.base)).toBe(1);
    expect(await rows()).toEqual([]);
  });
});

describe('the pace', () => {
  it('is one a minute to a number, whoever asks', async () => {
    const who = { to: '+8619900000011', network: '192.0.2.7' };
    expect(await messages.allow(fresh.base, who)).toBe(0);
    const wait = await messages.allow(fresh.base, { ...who, network: '192.0.2.8' });
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(await messages.allow(fresh.base, { ...who, to: '+8619900000012' })).toBe(0);
  });

  it('is a hundred an hour from a network, to whomever', async () => {
    const network = '192.0.2.77';
    const asked = Array.from({ length: 105 }, (_, at) =>
      messages.allow(fresh.base, { to: `+8619900001${String(at).padStart(3, '0')}`, network }),
    );
    const waits = await Promise.all(asked);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
    expect(Math.max(...waits)).toBeGreaterThan(60);
    const victim = { to: '+8619900009998', network };
    for (let at = 0; at < 12; at += 1) expect(await messages.allow(fresh.base, victim)).not.toBe(0);
    // Whoever is over it locks nobody's telephone.
    expect(await messages.allow(fresh.base, { ...victim, network: '198.51.100.7' })).toBe(0);
  });

  it('keeps neither number nor address', async () => {
    await messages.allow(fresh.base, { to: '+8619900000099', network: '192.0.2.99' });
    const kept = JSON.stringify(await fresh.base.db.select().from('tries'));
    expect(kept).not.toMatch(/19900000099|192\.0\.2\.99/);
  });
});
