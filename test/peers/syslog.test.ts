import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as audit from '../../src/audit/audit.ts';
import { fileSink } from '../../src/audit/heads.ts';
import { send } from '../../src/audit/syslog.ts';
import { syslogSink } from '../../src/audit/syslog-door.ts';
import { verify } from '../../src/audit/verify.ts';
import { freshTrail, type Trail } from '../audit/trail.ts';
import { parse } from '../doubles/syslog-receiver.ts';
import { noRsyslogd, type Rsyslogd, startRsyslogd } from '../support/rsyslogd.ts';
import { auditTrail } from '../support/trail.ts';

const skipped = noRsyslogd('test/peers/syslog.test.ts');
describe.skipIf(skipped)('rsyslogd itself', { timeout: 60_000 }, () => {
  let trail: Trail;
  let rsyslogd: Rsyslogd;
  beforeEach(async () => {
    [trail, rsyslogd] = [await freshTrail(), await startRsyslogd()];
  });
  afterEach(() => Promise.all([trail?.drop(), rsyslogd?.stop()]));

  const sendNow = (settleMs?: number) => {
    const { host, port, ca } = rsyslogd;
    const sink = syslogSink({ host, port, ca, ...(settleMs && { settleMs, timeoutMs: 60_000 }) });
    return send(trail.base, sink, { host: 'id.example.cn', warn: () => {} });
  };
  const told = () => rsyslogd.lines().map(parse);

  test('takes every message as it was meant, and keeps heads that the trail is verified by', async () => {
    await audit.append(trail.base, {
      ...{ kind: 'login.refused', actor: { kind: 'system' }, outcome: 'refused' },
      client_id: 'a"b\\c]d 客',
    });
    await trail.sealer.sealNow();
    const ids = [...(await trail.sealed(3)), ...(await trail.sealed(2))];
    expect(await sendNow()).toBe(1 + 5 + 3);
    await expect.poll(() => told().length, { timeout: 15_000 }).toBe(9);
    const [first, head] = told();
    expect(first).toMatchObject({
      ...{ pri: 108, host: 'id.example.cn', app: 'songhua', kind: 'login.refused' },
      data: { client: 'a"b\\c]d 客' },
    });
    expect(head?.kind).toBe('audit.seal');
    expect(
      told()
        .slice(1)
        .flatMap(({ data }) => data['event'] ?? []),
    ).toEqual(ids);
    const kept = fileSink(rsyslogd.heads);
    expect(await verify(trail.base, kept)).toEqual([]);
    await trail.base.db('audit_seals').where({ number: 3 }).delete();
    expect((await verify(trail.base, kept)).map(({ what, seal }) => [what, seal])).toContainEqual([
      'cut_off',
      '3',
    ]);
  });

  test('killed in the middle, lacks nothing in the end', async () => {
    const many = { kind: 'config.changed', actor: { kind: 'system' }, outcome: 'ok' } as const;
    await audit.append(
      trail.base,
      Array.from({ length: 2_000 }, () => many),
    );
    await trail.sealer.sealNow();
    // Long enough to be killed between the last message and our end.
    const sending = sendNow(60_000);
    await expect.poll(() => rsyslogd.lines().length, { timeout: 15_000 }).toBeGreaterThan(0);
    await rsyslogd.kill();
    expect(await sending).toBe(0);
    await rsyslogd.start();
    trail.fresh.clock.advance(60_000);
    await sendNow();
    const ids = (await auditTrail(trail.base)).map(({ id }) => id);
    expect(ids).toHaveLength(2_000);
    // A line that the kill tore is none; its message came again.
    const events = () =>
      new Set(rsyslogd.lines().flatMap((line) => / event="([^"]+)"/.exec(line)?.[1] ?? []));
    await expect.poll(() => events().size, { timeout: 15_000 }).toBe(2_000);
    expect([...events()].sort()).toEqual(ids.sort());
    // As docs/audit.md says to read the heads: each line once.
    const lines = readFileSync(rsyslogd.heads, 'utf8').split('\n');
    writeFileSync(rsyslogd.heads, [...new Set(lines)].join('\n'));
    expect(await verify(trail.base, fileSink(rsyslogd.heads))).toEqual([]);
  });
});
