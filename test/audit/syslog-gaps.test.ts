import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { archiveOld } from '../../src/audit/archive.ts';
import { send } from '../../src/audit/syslog.ts';
import { syslogSink } from '../../src/audit/syslog-door.ts';
import { type SyslogReceiver, startSyslogReceiver } from '../doubles/syslog-receiver.ts';
import { type OldTrail, oldTrail, tables } from './months.ts';

let trail: OldTrail;
let receiver: SyslogReceiver;
beforeEach(async () => {
  [trail, receiver] = [await oldTrail(), await startSyslogReceiver()];
});
afterEach(() => Promise.all([trail.drop(), receiver.stop()]));

const sendNow = () => {
  const { host, port, ca } = receiver;
  const sink = syslogSink({ host, port, ca, settleMs: 20 });
  return send(trail.base, sink, { host: 'id.example.cn', warn: () => {} });
};
const archive = () =>
  archiveOld(trail.base, {
    ...{ directory: trail.directory, onlineDays: 180, afterSyslog: true },
    warn: (what, detail) => trail.warned.push(`${what}: ${detail['month']}: ${detail['why']}`),
    pauseMs: 1,
  });
const told = (kind: string) => receiver.messages.filter((one) => one.kind === kind);

describe('what was touched since it was sealed', () => {
  test('an event that was altered or removed is missed aloud, in its place', async () => {
    const [altered, removed] = [trail.months[0]?.[1], trail.months[0]?.[2]];
    await trail.base.db('audit_events').where({ id: altered }).update({ outcome: 'refused' });
    await trail.base.db('audit_events').where({ id: removed }).delete();
    expect(await sendNow()).toBe(18 + 9);
    expect(told('audit.event_missing')).toMatchObject([
      { pri: 106, data: { seal: '1', position: '2', of: '2', event: altered } },
      { pri: 106, data: { seal: '2', position: '1', of: '2', event: removed } },
    ]);
    expect(told('config.changed')).toHaveLength(16);
    expect(told('audit.seal')).toHaveLength(9);
  });

  test('seals that were removed or forged are missed by their numbers', async () => {
    await trail.base.db('audit_seals').whereIn('number', [3, 4]).delete();
    await trail.base.db('audit_seals').where({ number: 7 }).update({ sealed_at: new Date() });
    await sendNow();
    expect(told('audit.seals_missing').map(({ pri, data }) => [pri, data])).toEqual([
      [106, { from: '3', to: '4' }],
      [106, { from: '7', to: '7' }],
    ]);
    expect(told('audit.seal').map(({ data }) => data['seal'])).toEqual([
      ...['1', '2', '5', '6', '8', '9'],
    ]);
  });

  test('a forged seal at the end is not sent, and the genuine one in its place is', async () => {
    const { db } = trail.base;
    await db.raw(`insert into audit_seals
      select 10, sealed_at, event_ids, digest, signature from audit_seals where number = 9`);
    expect(await sendNow()).toBe(27);
    expect(await sendNow()).toBe(0);
    await trail.sealed(1);
    expect(await sendNow()).toBe(2);
    expect(told('audit.seal').at(-1)?.data['seal']).toBe('10');
    expect(told('audit.seals_missing')).toEqual([]);
  });
});

describe('an old month', () => {
  test('stays in the database until the receiver has all of it', async () => {
    expect(await archive()).toEqual([]);
    expect(await tables(trail.base)).toEqual(['01', '02', '03', '04']);
    expect(trail.warned).toEqual(
      ['01', '02', '03'].map(
        (month) =>
          `a month of the trail stays online: 2026-${month}: the syslog receiver has not taken all of it`,
      ),
    );
    expect(await sendNow()).toBe(27);
    expect(await archive()).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(told('config.changed').map(({ data }) => data['event'])).toEqual(trail.months.flat());
  });

  test('that was dropped before there was a receiver is no gap: its heads are sent', async () => {
    expect(await trail.archive()).toEqual(['2026-01', '2026-02', '2026-03']);
    await trail.sealer.sealNow();
    await sendNow();
    expect(told('audit.event_missing')).toEqual([]);
    const heads = told('audit.seal');
    expect(heads.slice(0, 9).map(({ data }) => data['archived'])).toEqual(Array(9).fill('2'));
    expect(heads).toHaveLength(10);
    expect(heads.at(-1)?.data['archived']).toBeUndefined();
    expect(told('audit.month_dropped')).toHaveLength(3);
  });
});
