import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SyslogReceiver, startSyslogReceiver } from '../doubles/syslog-receiver.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';

const NAME = '张测试';
const NUMBER = '220000190001010018';

let receiver: SyslogReceiver;
let gateway: TestGateway;
let without: TestGateway;
let person: Citizen;
beforeAll(async () => {
  receiver = await startSyslogReceiver();
  gateway = await startTestGateway({
    env: {
      AUDIT_SYSLOG_URL: `tls://127.0.0.1:${receiver.port}`,
      AUDIT_SYSLOG_CA: receiver.ca,
    },
  });
  without = await startTestGateway();
  person = await citizen(gateway.base, 'syslog-reader', {
    attributes: { name: NAME, id_type: 'resident_id', id_number: NUMBER },
  });
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), without?.stop()]);
  await receiver?.stop();
});

const metrics = async (of: TestGateway) => (await fetch(`${of.issuer}/metrics`)).text();

test('a sign-in reaches the receiver, as it stands in the trail and without anything personal', async () => {
  await tokensOf(gateway, gateway.hall, visitor(), person);
  const all = (await auditTrail(gateway.base)).map(({ id }) => id);
  const told = () => receiver.messages.flatMap(({ data }) => data['event'] ?? []).sort();
  await expect.poll(told, { timeout: 30_000 }).toEqual(expect.arrayContaining(all));
  const kinds = receiver.messages.map(({ kind }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining(['login.succeeded', 'session.started', 'audit.seal']),
  );
  expect(new Set(receiver.messages.map(({ host }) => host))).toEqual(new Set(['localhost']));
  const text = receiver.messages.map((one) => one.text).join('\n');
  for (const secret of [NAME, NUMBER, person.username, person.password])
    expect(text).not.toContain(secret);
  expect(text).not.toContain(JSON.stringify(NAME).slice(1, -1));
  expect(text).not.toMatch(/\\u5f20\\u6d4b\\u8bd5/i);
});

test('/metrics says how far the receiver is behind', async () => {
  await expect
    .poll(() => metrics(gateway), { timeout: 30_000 })
    .toMatch(/^songhua_syslog_unsent_seals 0$/m);
  expect(await metrics(gateway)).toMatch(/^songhua_syslog_unsent_oldest_seconds 0$/m);
});

test('without a receiver in the settings nothing is sent, noted or measured', async () => {
  const sealed = async () => (await without.base.db('audit_seals')).length;
  await expect.poll(sealed, { timeout: 30_000 }).toBeGreaterThan(0);
  // The other gateway has made its turns by now, and this one has none.
  expect(await gateway.base.db('audit_receivers')).toHaveLength(1);
  expect(await without.base.db('audit_receivers')).toEqual([]);
  expect(await metrics(without)).not.toMatch(/^songhua_syslog_/m);
});
