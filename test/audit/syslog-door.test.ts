import { afterEach, expect, test } from 'vitest';
import { type Receiver, syslogSink } from '../../src/audit/syslog-door.ts';
import { frame, messageText } from '../../src/audit/syslog-message.ts';
import * as made from '../doubles/syslog-certificates.ts';
import { type SyslogReceiver, startSyslogReceiver } from '../doubles/syslog-receiver.ts';

let receiver: SyslogReceiver;
afterEach(() => receiver.stop());

const frames = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    frame(
      messageText('id.example.cn', {
        ...{ severity: 6, at: '2026-03-02T01:00:00.000000Z', kind: 'config.changed' },
        ...{ data: { position: at }, value: { note: 'x'.repeat(500) } },
      }),
    ),
  );

/** How it went: `taken`, or the word of the fault. */
const deliver = (
  change: Partial<Receiver> = {},
  count: number | readonly Buffer[] = 3,
  signal?: AbortSignal,
) =>
  syslogSink({
    ...{ host: receiver.host, port: receiver.port, ca: receiver.ca },
    ...{ settleMs: 20, timeoutMs: 15_000, ...change },
  })
    .deliver(typeof count === 'number' ? frames(count) : count, signal)
    .then(
      () => 'taken',
      (fault) => fault.word ?? fault,
    );

test('everything arrives in order, and the connection ends', async () => {
  receiver = await startSyslogReceiver();
  expect(await deliver({}, 2_000)).toBe('taken');
  expect(receiver.messages.map(({ data }) => data['position'])).toEqual(
    Array.from({ length: 2_000 }, (_, at) => String(at)),
  );
  await expect.poll(receiver.open, { timeout: 15_000 }).toBe(0);
});

test('a receiver whose certificate another authority signed is sent nothing', async () => {
  receiver = await startSyslogReceiver();
  expect(await deliver({ ca: receiver.file('other-ca.pem') })).toBe('certificate');
  expect(await deliver({ ca: undefined })).toBe('certificate');
  expect(receiver.messages).toEqual([]);
});

test('a receiver whose certificate is for another name is sent nothing', async () => {
  const elsewhere = { cert: made.elsewhereCertificate, key: made.elsewhereKey };
  receiver = await startSyslogReceiver(elsewhere);
  expect(await deliver()).toBe('certificate');
  expect(await deliver({ host: 'localhost' })).toBe('certificate');
  expect(receiver.messages).toEqual([]);
});

test('a receiver that speaks only TLS 1.1 is sent nothing', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  receiver = await startSyslogReceiver(old);
  expect(await deliver()).toBe('tls');
  expect(receiver.messages).toEqual([]);
});

test('TLS 1.2 is enough', async () => {
  receiver = await startSyslogReceiver({ maxVersion: 'TLSv1.2' });
  expect(await deliver()).toBe('taken');
  expect(receiver.messages).toHaveLength(3);
});

test('a receiver that asks for a certificate is shown one, and takes nothing without', async () => {
  receiver = await startSyslogReceiver({ requestCert: true, rejectUnauthorized: true });
  expect(await deliver()).not.toBe('taken');
  expect(receiver.messages).toEqual([]);
  const [cert, key] = [receiver.file('client.pem'), receiver.file('client.key')];
  expect(await deliver({ cert, key })).toBe('taken');
  expect(receiver.messages).toHaveLength(3);
});

test('a file that is not there, or is none of its kind, is said to be at fault', async () => {
  receiver = await startSyslogReceiver();
  expect(await deliver({ ca: receiver.file('absent.pem') })).toBe('files');
  const key = receiver.file('client.key');
  expect(await deliver({ cert: key, key })).toBe('files');
  expect(receiver.made()).toBe(0);
});

test('nobody there, and a name that is none', async () => {
  receiver = await startSyslogReceiver();
  await receiver.down();
  expect(await deliver()).toBe('unreachable');
  // No name has a label so long: no name server is asked.
  expect(await deliver({ host: `${'x'.repeat(64)}.test` })).toBe('unresolved');
});

test.each(['hangs', 'never_closes'] as const)('a receiver that %s is given up', async (mood) => {
  receiver = await startSyslogReceiver();
  receiver.mood = mood;
  expect(await deliver({ timeoutMs: 300 })).toBe('timeout');
});

test('more than a hanging receiver can hold is given up too', async () => {
  receiver = await startSyslogReceiver();
  receiver.mood = 'hangs';
  // 16 MB, over what a system buffers.
  const much = Array.from({ length: 2_000 }, () => Buffer.alloc(8_000, 'x'));
  expect(await deliver({ timeoutMs: 1_000 }, much)).toBe('timeout');
});

test.each(['cuts', 'leaves'] as const)(
  'what a receiver that %s may have taken does not count',
  async (mood) => {
    receiver = await startSyslogReceiver();
    receiver.mood = mood;
    for (const after of [0, 2, 3]) {
      receiver.cutAfter = after;
      // After the third it has all of them; but whoever leaves unasked need not have read them.
      expect(await deliver({ settleMs: 10_000 })).toBe('cut');
    }
  },
);

test('a reset is no close, even behind our end', async () => {
  receiver = await startSyslogReceiver();
  receiver.mood = 'resets_at_end';
  expect(await deliver()).toBe('cut');
  expect(receiver.messages).toHaveLength(3);
});

test('a shutdown ends the waiting', async () => {
  receiver = await startSyslogReceiver();
  receiver.mood = 'never_closes';
  const leaving = new AbortController();
  const delivered = deliver({}, 3, leaving.signal);
  await expect.poll(() => receiver.messages.length, { timeout: 15_000 }).toBe(3);
  leaving.abort();
  expect(await delivered).toBe('aborted');
  expect(await deliver({}, 3, leaving.signal)).toBe('aborted');
});
