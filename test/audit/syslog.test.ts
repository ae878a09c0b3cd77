// Whole, since one trail goes to one receiver, and each thing that may go wrong on the way is tried.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as audit from '../../src/audit/audit.ts';
import { send, unsent } from '../../src/audit/syslog.ts';
import { type Receiver, type SyslogSink, syslogSink } from '../../src/audit/syslog-door.ts';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import { type SyslogReceiver, startSyslogReceiver } from '../doubles/syslog-receiver.ts';
import { auditTrail } from '../support/trail.ts';
import { freshTrail, type Trail, write } from './trail.ts';

let trail: Trail;
let receiver: SyslogReceiver;
let warned: Record<string, unknown>[];
beforeEach(async () => {
  [trail, receiver] = [await freshTrail(), await startSyslogReceiver()];
  warned = [];
});
afterEach(() => Promise.all([trail.drop(), receiver.stop()]));

const door = (change: Partial<Receiver> = {}): SyslogSink =>
  syslogSink({
    ...{ host: receiver.host, port: receiver.port, ca: receiver.ca },
    ...{ settleMs: 20, timeoutMs: 15_000, ...change },
  });
const sendNow = (sink = door(), base: Base = trail.base, signal?: AbortSignal) =>
  send(base, sink, {
    host: 'id.example.cn',
    warn: (what, detail) => warned.push({ what, ...detail }),
    ...(signal && { signal }),
  });

/** As `seal/position`, `seal` alone for a head, in the order of arrival. */
const places = () =>
  receiver.messages.map(({ kind, data }) =>
    kind === 'audit.seal' ? data['seal'] : `${data['seal']}/${data['position']}`,
  );
const row = async () => (await trail.base.db('audit_receivers').first()) ?? {};
const aboutSyslog = async () =>
  (await auditTrail(trail.base)).filter(({ kind }) => kind.startsWith('audit.syslog'));
/** Each message once, and that its doubles are the same to the octet. */
const once = () => new Set(receiver.messages.map(({ text }) => text)).size;

describe('in the ordinary case', () => {
  test('every event arrives once, in the order of its seal, and the head behind them', async () => {
    const [first, second] = [await trail.sealed(3), await trail.sealed(2)];
    expect(await sendNow()).toBe(7);
    expect(places()).toEqual(['1/1', '1/2', '1/3', '1', '2/1', '2/2', '2']);
    const events = receiver.messages.flatMap(({ data }) => data['event'] ?? []);
    expect(events).toEqual([...first, ...second]);
    expect(await sendNow()).toBe(0);
    expect(receiver.made()).toBe(1);
    await trail.sealed(1);
    expect(await sendNow()).toBe(2);
    expect(places().slice(7)).toEqual(['3/1', '3']);
    expect(await row()).toMatchObject({ sent: '3', leased_by: null, failures: 0 });
    expect(warned).toEqual([]);
  });

  test('a message says what stands in the trail, and the head is the line of the file', async () => {
    await trail.sealed(1);
    const [seal] = await trail.base.db('audit_seals');
    const [event] = await auditTrail(trail.base);
    await sendNow();
    const [told, head] = receiver.messages;
    const digest = seal.digest.toString('base64url');
    expect(told).toMatchObject({
      ...{ pri: 110, at: '2026-03-02T01:00:00.000Z', host: 'id.example.cn', app: 'songhua' },
      ...{ process: '-', kind: 'config.changed', id: 'songhua@32473' },
    });
    expect(told?.data).toEqual({
      ...{ seal: '1', position: '1', of: '1', digest, event: event?.id },
      ...{ actor: 'client:client-0', session: event?.session_id, outcome: 'ok' },
    });
    expect(JSON.parse(told?.msg ?? '')).toMatchObject({
      event: { id: event?.id, detail: event?.detail, mac: expect.any(String) },
      seal: 1,
    });
    expect(head).toMatchObject({ pri: 110, kind: 'audit.seal' });
    const lines: string[] = [];
    for await (const { head } of trail.sink.lines()) lines.push(JSON.stringify(head));
    expect([head?.msg]).toEqual(lines);
  });

  test('what was refused is a warning, and what failed an error', async () => {
    for (const outcome of ['refused', 'failed'] as const) {
      await audit.append(trail.base, {
        ...{ kind: 'login.failed', actor: { kind: 'system' }, outcome, code: 'login.cancelled' },
        object: { kind: 'source', id: 'gongan' },
      });
      trail.fresh.clock.advance(1);
    }
    await trail.sealer.sealNow();
    await sendNow();
    expect(receiver.messages.map(({ pri }) => pri)).toEqual([108, 107, 110]);
    expect(receiver.messages[0]?.data).toMatchObject({
      ...{ code: 'login.cancelled', object: 'source:gongan', actor: 'system' },
    });
  });

  test('what waits for a seal waits here too', async () => {
    await write(trail.base, 2);
    expect(await sendNow()).toBe(0);
    expect(receiver.made()).toBe(0);
    expect(await unsent(trail.base)).toEqual({ count: 0 });
    await trail.sealer.sealNow();
    expect(await unsent(trail.base)).toEqual({ count: 1, oldest_at: trail.base.clock.now() });
    expect(await sendNow()).toBe(3);
    expect(await unsent(trail.base)).toEqual({ count: 0 });
  });

  test('much at once goes in batches, a connection each', async () => {
    const many = { kind: 'config.changed', actor: { kind: 'system' }, outcome: 'ok' } as const;
    await audit.append(
      trail.base,
      Array.from({ length: 2_500 }, () => many),
    );
    await trail.sealer.sealNow();
    expect(await sendNow()).toBe(2_503);
    expect(receiver.made()).toBe(3);
    expect(once()).toBe(2_503);
  });
});

describe('a receiver that takes nothing', () => {
  test('has everything, once it is back', async () => {
    await trail.sealed(2);
    await receiver.down();
    expect(await sendNow()).toBe(0);
    expect(warned).toMatchObject([
      {
        ...{ what: 'the syslog receiver takes nothing', fault: 'unreachable', unsent_seals: 1 },
        ...{ oldest_unsent: trail.base.clock.now(), since: trail.base.clock.now() },
      },
    ]);
    await trail.sealed(1);
    await receiver.up();
    // It is left alone for a moment, by every node.
    expect(await sendNow()).toBe(0);
    expect(receiver.made()).toBe(0);
    trail.fresh.clock.advance(1_000);
    expect(await sendNow()).toBe(5);
    expect(places()).toEqual(['1/1', '1/2', '1', '2/1', '2']);
    expect(await row()).toMatchObject({ failures: 0, failing_since: null, try_at: null });
  });

  test('is tried again after 1, 2, 4 seconds, and at least every minute', async () => {
    await trail.sealed(1);
    await receiver.down();
    const rests: number[] = [];
    for (let n = 0; n < 9; n++) {
      await sendNow();
      const rest = (await row()).try_at.getTime() - trail.base.clock.now().getTime();
      rests.push(rest / 1_000);
      trail.fresh.clock.advance(rest);
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('for ten minutes is an event of the trail, once, and so is that it is back', async () => {
    await trail.sealed(1);
    await receiver.down();
    const MINUTE = 60_000;
    const since = trail.base.clock.now().toISOString();
    for (const [minutes, told] of [
      [0, 0],
      [9, 0],
      [2, 1],
      [30, 1],
    ] as const) {
      trail.fresh.clock.advance(minutes * MINUTE);
      await sendNow();
      expect(await aboutSyslog()).toHaveLength(told);
    }
    await receiver.up();
    trail.fresh.clock.advance(MINUTE);
    expect(await sendNow()).toBe(2);
    expect(await aboutSyslog()).toMatchObject([
      {
        ...{ kind: 'audit.syslog_failing', actor_kind: 'system', outcome: 'failed' },
        detail: { fault: 'unreachable', since },
      },
      { kind: 'audit.syslog_recovered', outcome: 'ok', detail: { since } },
    ]);
    await trail.sealer.sealNow();
    expect(await sendNow()).toBe(3);
    expect(await aboutSyslog()).toHaveLength(2);
  });

  test('that cuts in the middle has everything in the end, and what it has twice is the same', async () => {
    await trail.sealed(5);
    receiver.mood = 'cuts';
    receiver.cutAfter = 3;
    expect(await sendNow()).toBe(0);
    expect(places()).toEqual(['1/1', '1/2', '1/3']);
    expect(warned).toMatchObject([{ fault: 'cut' }]);
    receiver.mood = 'takes';
    trail.fresh.clock.advance(1_000);
    expect(await sendNow()).toBe(6);
    expect(places().slice(3)).toEqual(['1/1', '1/2', '1/3', '1/4', '1/5', '1']);
    expect(once()).toBe(6);
  });

  test('that hangs is given up, and meanwhile events are written and sealed', async () => {
    await trail.sealed(2);
    receiver.mood = 'hangs';
    const leaving = new AbortController();
    let over = false;
    const sending = sendNow(door({ timeoutMs: 600_000 }), trail.base, leaving.signal).finally(
      () => {
        over = true;
      },
    );
    await expect.poll(receiver.made, { timeout: 15_000 }).toBe(1);
    expect(await trail.sealed(2)).toHaveLength(2);
    expect(over).toBe(false);
    // A shutdown is no failure of the receiver, and leaves the sending to the others at once.
    leaving.abort();
    expect(await sending).toBe(0);
    expect(await row()).toMatchObject({ sent: '0', failures: 0, leased_by: null });
    expect(await sendNow(door({ timeoutMs: 200 }))).toBe(0);
    expect(await row()).toMatchObject({ sent: '0', failures: 1, fault: 'timeout' });
    receiver.mood = 'takes';
    trail.fresh.clock.advance(1_000);
    expect(await sendNow()).toBe(6);
    expect(once()).toBe(6);
  });

  test('with a wrong certificate is sent nothing, and the fault is named', async () => {
    await trail.sealed(1);
    expect(await sendNow(door({ ca: receiver.file('other-ca.pem') }))).toBe(0);
    expect(receiver.messages).toEqual([]);
    expect(warned).toMatchObject([{ fault: 'certificate' }]);
    expect(await row()).toMatchObject({ sent: '0', fault: 'certificate' });
  });
});

describe('several nodes', () => {
  let elsewhere: Base;
  beforeEach(() => {
    elsewhere = { ...trail.base, db: connect(trail.fresh.url) };
  });
  afterEach(() => elsewhere.db.destroy());

  test('of two that would send at once, one does', async () => {
    let [busy, most] = [0, 0];
    const real = door();
    const counting: SyslogSink = {
      async deliver(...batch) {
        busy += 1;
        most = Math.max(most, busy);
        await real.deliver(...batch).finally(() => (busy -= 1));
      },
    };
    for (let round = 0; round < 10; round++) {
      await trail.sealed(2);
      await Promise.all([sendNow(counting), sendNow(counting, elsewhere)]);
    }
    await sendNow(counting);
    expect(most).toBe(1);
    expect(receiver.messages).toHaveLength(30);
    expect(once()).toBe(30);
  });

  test('who dies before the mark is set leaves a double to the next, and no gap', async () => {
    await trail.sealed(2);
    const dying: SyslogSink = {
      async deliver(...batch) {
        await door().deliver(...batch);
        throw new Error('killed');
      },
    };
    await expect(sendNow(dying)).rejects.toThrow('killed');
    await trail.sealed(1);
    expect(await sendNow(door(), elsewhere)).toBe(0);
    trail.fresh.clock.advance(60_000);
    expect(await sendNow(door(), elsewhere)).toBe(5);
    expect(places()).toEqual(['1/1', '1/2', '1', '1/1', '1/2', '1', '2/1', '2']);
    expect(once()).toBe(5);
  });

  test('who fails after the lease was another one notes no failure', async () => {
    await trail.sealed(2);
    const slow: SyslogSink = {
      async deliver() {
        trail.fresh.clock.advance(60_000);
        expect(await sendNow(door(), elsewhere)).toBe(3);
        await door({ ca: receiver.file('absent.pem') }).deliver([]);
      },
    };
    expect(await sendNow(slow)).toBe(0);
    expect(await row()).toMatchObject({ sent: '1', failures: 0, failing_since: null });
  });

  test('who comes back after the lease was another one changes nothing', async () => {
    await trail.sealed(2);
    const slow: SyslogSink = {
      async deliver(...batch) {
        await door().deliver(...batch);
        trail.fresh.clock.advance(60_000);
        expect(await sendNow(door(), elsewhere)).toBe(3);
        await trail.sealed(1);
      },
    };
    expect(await sendNow(slow)).toBe(0);
    expect(await row()).toMatchObject({ sent: '1' });
    expect(await sendNow()).toBe(2);
  });
});
