import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Base } from '../../src/base.ts';
import * as codes from '../../src/credentials/one-time-codes.ts';
import { connect } from '../../src/db.ts';
import { deliverMessage } from '../../src/messages/deliver.ts';
import { makeSenders } from '../../src/messages/senders.ts';
import { drainOnce } from '../../src/outbox/worker.ts';
import { type SmsGateway, startSmsGateway } from '../doubles/sms-gateway.ts';
import { handlersTo } from '../outbox/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const MINUTE = 60_000;
let fresh: FreshDatabase;
let gateway: SmsGateway;
let other: Base;
beforeAll(async () => {
  [fresh, gateway] = await Promise.all([freshDatabase(), startSmsGateway(() => fresh.clock.now())]);
  other = { ...fresh.base, db: connect(fresh.url, { poolMax: 10 }) };
});
afterAll(async () => {
  await other.db.destroy();
  await Promise.all([fresh.drop(), gateway.stop()]);
});
beforeEach(async () => {
  await fresh.base.db.raw(
    'truncate one_time_codes, messages, outbox, audit_events, audit_pending, tries',
  );
  gateway.sent.length = 0;
});

const flow = { purpose: 'register', bound: 'signin:one' } as const;
const address = '+8619900000001';

async function send(changes: Partial<codes.Asking> = {}): Promise<string> {
  const sent = await codes.send(fresh.base, {
    channel: 'sms',
    address,
    ...flow,
    lang: 'zh-CN',
    network: '192.0.2.1',
    ...changes,
  });
  if ('wait' in sent) throw new Error(`to wait ${sent.wait} s`);
  return sent.code_id;
}

/** What the person reads on the telephone. */
async function arrived(to = address): Promise<string> {
  const senders = makeSenders({ sms: gateway.settings }, fresh.base.clock);
  await drainOnce(fresh.base, { ...handlersTo({}), message: deliverMessage(senders) });
  return gateway.sent.findLast((text) => text.to === to)?.words['code'] ?? '';
}
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');
const check = (code_id: string, code: string, changes: object = {}, base: Base = fresh.base) =>
  codes.check(base, { code_id, code, address, ...flow, ...changes });

describe('a one-time code', () => {
  it('reaches the telephone, is right once, and stands nowhere in clear', async () => {
    const id = await send();
    const code = await arrived();
    expect(code).toMatch(/^\d{6}$/);
    const kept = JSON.stringify(await fresh.base.db('one_time_codes').select());
    expect(kept).not.toContain(code);
    expect(kept).not.toContain('19900000001');
    expect(await check(id, wrong(code))).toBe(false);
    expect(await check(id, code)).toBe(true);
    // Of a void one nothing is written, however often it is typed.
    expect(await check(id, code)).toBe(false);
    const trail = await auditTrail(fresh.base);
    expect(trail.map(({ kind, outcome }) => `${kind} ${outcome}`).sort()).toEqual([
      'credential.code_checked failed',
      'credential.code_checked ok',
      'credential.code_sent ok',
      'delivery.delivered ok',
    ]);
    expect(JSON.stringify(trail)).not.toMatch(new RegExp(`${code}|19900000001`));
  });

  it('is typed as people type: with blanks, full-width', async () => {
    const id = await send();
    const code = await arrived();
    const wide = [...code]
      .map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
      .join('');
    expect(await check(id, ` ${wide.slice(0, 3)} ${wide.slice(3)}`)).toBe(true);
  });

  it('is right for one of two nodes that see it in the same millisecond', async () => {
    const id = await send();
    const code = await arrived();
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, at) => check(id, code, {}, at % 2 ? other : fresh.base)),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  it('is void after five wrong tries, made one after the other or at once', async () => {
    for (const atOnce of [false, true]) {
      await fresh.base.db.raw('truncate tries');
      const id = await send();
      const code = await arrived();
      const tries = Array.from({ length: 5 }, () => () => check(id, wrong(code)));
      if (atOnce) await Promise.all(tries.map((attempt) => attempt()));
      else for (const attempt of tries) expect(await attempt()).toBe(false);
      expect(await check(id, code)).toBe(false);
    }
  });

  it('is right at the fifth try', async () => {
    const id = await send();
    const code = await arrived();
    for (let at = 0; at < 4; at += 1) await check(id, wrong(code));
    expect(await check(id, code)).toBe(true);
  });

  it('is too old after ten minutes', async () => {
    const id = await send();
    const code = await arrived();
    fresh.clock.advance(10 * MINUTE);
    expect(await check(id, code)).toBe(false);
  });

  it('counts only for the flow, the purpose and the number that it was sent for', async () => {
    const id = await send();
    const code = await arrived();
    expect(await check(id, code, { bound: 'signin:two' })).toBe(false);
    expect(await check(id, code, { purpose: 'recover' })).toBe(false);
    expect(await check(id, code, { address: '+8619900000002' })).toBe(false);
    expect(await check('0193a5c0-0000-7000-8000-000000000001', code)).toBe(false);
    expect(await check(id, code)).toBe(true);
  });

  it('is void once the flow has asked for another', async () => {
    const first = await send();
    const code = await arrived();
    await send({ address: '+8619900000002' });
    expect(await check(first, code)).toBe(false);
  });

  it('to nobody is written down alike, and no code is right for it', async () => {
    const id = await send({ real: false });
    expect(await arrived()).toBe('');
    const [row] = await fresh.base.db('one_time_codes').select();
    expect(row).toMatchObject({ id, tries: 0, consumed_at: null });
    expect(await fresh.base.db('messages').select()).toHaveLength(1);
  });

  it('is not sent again within the minute, and whoever asks is told how long to wait', async () => {
    await send();
    const again = await codes.send(fresh.base, {
      channel: 'sms',
      address,
      ...flow,
      lang: 'ko',
      network: '192.0.2.9',
    });
    expect(again).toEqual({ wait: expect.any(Number) });
    expect(await fresh.base.db('one_time_codes').select()).toHaveLength(1);
  });

  it('lets what it proved be done once, on any node', async () => {
    const id = await send();
    expect(await codes.spend(fresh.base, id)).toBe(false);
    await check(id, await arrived());
    const all = await Promise.all([codes.spend(fresh.base, id), codes.spend(other, id)]);
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  it('is gone a day after its end', async () => {
    await send();
    fresh.clock.advance(10 * MINUTE);
    expect(await codes.removeOld(fresh.base)).toBe(0);
    fresh.clock.advance(24 * 60 * MINUTE);
    expect(await codes.removeOld(fresh.base)).toBe(1);
  });
});
