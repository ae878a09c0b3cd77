import { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { Refusal } from '../../src/errors.ts';
import type { Means, SpokenBind } from '../../src/sources/contract.ts';
import { ldap } from '../../src/sources/protocols/ldap.ts';
import { ldapLine } from '../../src/sources/protocols/ldap-line.ts';
import { ldapSettings } from '../../src/sources/protocols/ldap-settings.ts';
import { type Directory, mapping, startDirectory } from '../doubles/ldap-directory.ts';
import { startRelay } from '../doubles/relay.ts';
import { authority } from '../doubles/table-certificate.ts';

const password = 'river-sturgeon-417';
const arrived = { subject: 'sb-0001' };
const verified = { ca: authority, server_name: 'db.insurance.test' };

describe('the way to a directory', () => {
  let plain: Directory;
  let secure: Directory;
  let number = 0;
  beforeAll(async () => {
    plain = await startDirectory();
    secure = await startDirectory({ tls: true });
    for (const directory of [plain, secure])
      directory.put({ subject: 'sb-0001', username: 'wangcs', password });
  });
  beforeEach(() => {
    for (const directory of [plain, secure]) {
      directory.mend();
      directory.server.cut();
    }
  });
  afterAll(async () => {
    await plain?.stop();
    await secure?.stop();
  });

  const means = (source_id = `way-${++number}`): Means => ({
    ...{ clock: systemClock, source_id, mapping },
    document: async () => undefined,
    once: async () => true,
  });
  /** A source of its own for each test: connections are kept by source. */
  const connected = (change: object = {}, directory = plain, id?: string) => {
    const settings = { ...directory.settings, ...change };
    const spoken = ldap.open(settings, means(id)) as SpokenBind;
    return (username = 'wangcs', typed = password) =>
      spoken.verify(username, typed, async () => true);
  };
  const fault = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof Refusal ? error.detail.words?.['fault'] : error),
    );
  const dead = async () => {
    const relay = await startRelay({ host: '127.0.0.1', port: plain.server.port });
    await relay.stop();
    return `127.0.0.1:${relay.port}`;
  };

  test('two connections serve one sign-in after another: one searches, one tries', async () => {
    const verify = connected();
    const before = { made: plain.server.made(), own: plain.asked.own };
    for (let round = 0; round < 5; round += 1) expect(await verify()).toMatchObject(arrived);
    expect(plain.server.made()).toBe(before.made + 2);
    expect(plain.asked.own).toBe(before.own + 2);
  });

  test('a storm opens no more connections than were allowed', async () => {
    const verify = connected({ connections: 2 });
    const before = plain.server.made();
    const names = Array.from({ length: 8 }, (_, at) => `nobody-${at}`);
    const all = await Promise.all(names.map((name) => verify(name)));
    expect(all).toEqual(Array(8).fill({ refused: 'missing', knew: false }));
    expect(plain.server.made()).toBeLessThanOrEqual(before + 4);
  });

  test('what waits longer than its patience is turned away busy, and is no fault of the source', async () => {
    const relay = await startRelay({ host: '127.0.0.1', port: plain.server.port });
    relay.mood = 'slow';
    const hosts = [`127.0.0.1:${relay.port}`];
    const verify = connected({ hosts, connections: 1, patience_ms: 300 });
    const codes = [verify(), verify('nobody')].map((one) => one.catch(({ code }) => code));
    expect((await Promise.all(codes)).sort()).toEqual(['credentials.busy', 'sources.unavailable']);
    await relay.stop();
  });

  test('a directory that was started again costs nobody a sign-in', async () => {
    const verify = connected();
    expect(await verify()).toMatchObject(arrived);
    plain.server.cut();
    expect(await verify()).toMatchObject(arrived);
  });

  test('changed settings close what the old ones opened', async () => {
    const verify = connected({}, plain, 'moved');
    await verify();
    expect(plain.server.open()).toBe(2);
    expect(await connected({ idle_s: 5 }, plain, 'moved')()).toMatchObject(arrived);
    await until(() => plain.server.open() === 2);
  });

  test('a host that is dead, silent or no longer knows us makes room for the next', async () => {
    const next = `127.0.0.1:${plain.server.port}`;
    const silent = await startRelay({ host: '127.0.0.1', port: plain.server.port });
    silent.mood = 'slow';
    const other = await startDirectory();
    other.misdeeds = { forgotUs: true };
    for (const first of [
      await dead(),
      `127.0.0.1:${silent.port}`,
      `127.0.0.1:${other.server.port}`,
      'no-such-host.invalid:389',
    ]) {
      const verify = connected({ hosts: [first, next], patience_ms: 3_000 });
      expect(await verify(), first).toMatchObject(arrived);
    }
    expect(await fault(connected({ hosts: [await dead(), await dead()] })())).toMatch(
      /^directory ECONN/,
    );
    await silent.stop();
    await other.stop();
  });

  test('a host that falls silent costs one sign-in, and the next finds another', async () => {
    const silent = await startRelay({ host: '127.0.0.1', port: plain.server.port });
    const hosts = [`127.0.0.1:${silent.port}`, `127.0.0.1:${plain.server.port}`];
    const verify = connected({ hosts, patience_ms: 2_000 });
    expect(await verify()).toMatchObject(arrived);
    silent.mood = 'slow';
    expect(await fault(verify())).toBe('timeout');
    expect(await verify()).toMatchObject(arrived);
    await silent.stop();
  });

  test('a host that failed is not asked first again for a while', async () => {
    const silent = await startRelay({ host: '127.0.0.1', port: plain.server.port });
    silent.mood = 'down';
    const hosts = [`127.0.0.1:${silent.port}`, `127.0.0.1:${plain.server.port}`];
    const verify = connected({ hosts });
    await verify();
    const tried = silent.made();
    plain.server.cut();
    await verify();
    expect(silent.made()).toBe(tried);
    await silent.stop();
  });

  test('a host outside the networks is never connected to, by name or by address', async () => {
    const before = plain.server.made();
    const outside = 'address outside the networks';
    const networks = ['10.0.0.0/8'];
    const { port } = plain.server;
    expect(await fault(connected({ networks })())).toBe(outside);
    expect(await fault(connected({ networks, hosts: [`localhost:${port}`] })())).toBe(outside);
    expect(plain.server.made()).toBe(before);
  });

  test('in clear nothing is said beyond this machine, unless the line is said to be protected', async () => {
    const far = () => Object.defineProperty(new Socket(), 'remoteAddress', { value: '10.1.2.3' });
    const settings = (tls: string) => ldapSettings.parse({ ...plain.settings, tls });
    const refused = far();
    expect(await fault(ldapLine(refused, settings('off'), 'ldap.test'))).toBe(
      'directory in clear beyond this machine',
    );
    expect(refused.destroyed).toBe(true);
    const taken = far();
    (await ldapLine(taken, settings('line_protected'), 'ldap.test')).close();
  });

  test('TLS is verified against the authority and the name, at once or by StartTLS', async () => {
    for (const [tls, directory] of [
      ['ldaps', secure],
      ['starttls', plain],
    ] as const) {
      const reach = (change: object) => connected({ tls, ...verified, ...change }, directory);
      expect(await reach({})(), tls).toMatchObject(arrived);
      const own = directory.asked.own;
      expect(await fault(reach({ ca: undefined })())).toMatch(/^directory [A-Z_]+$/);
      expect(await fault(reach({ server_name: 'db.other.test' })())).toBe(
        'directory ERR_TLS_CERT_ALTNAME_INVALID',
      );
      // Not even our own password was said to whoever it was.
      expect(directory.asked.own).toBe(own);
    }
  });

  test('without TLS nothing is said: it is refused, slipped into, or not there', async () => {
    const own = plain.asked.own;
    plain.misdeeds = { startTls: 'refuse' };
    const starting = { tls: 'starttls', ...verified };
    expect(await fault(connected(starting)())).toBe('directory StartTLS 52');
    plain.misdeeds = { startTls: 'inject' };
    expect(await fault(connected(starting)())).toMatch(/^directory /);
    expect(await fault(connected({ tls: 'ldaps', ...verified })())).toMatch(/^directory /);
    expect(plain.asked.own).toBe(own);
  });

  test('after StartTLS a new connection begins with it again', async () => {
    const verify = connected({ tls: 'starttls', ...verified });
    expect(await verify()).toMatchObject(arrived);
    plain.server.cut();
    plain.misdeeds = { startTls: 'refuse' };
    const own = plain.asked.own;
    expect(await fault(verify())).toBe('directory StartTLS 52');
    expect(plain.asked.own).toBe(own);
  });

  test('a directory that anybody may read needs no account of ours, but its base', async () => {
    const change = { bind_dn: undefined, bind_password: undefined };
    const open = await startDirectory({ anonymous: true });
    open.put({ subject: 'sb-0001', username: 'wangcs', password });
    expect(await connected(change, open)()).toMatchObject(arrived);
    expect(await fault(connected(change)())).toBe('directory base 50');
    await open.stop();
  });

  test('a probe needs no person, and fails with what is wrong', async () => {
    const before = { ...plain.asked };
    await ldap.probe(plain.settings, means());
    expect(plain.asked.binds).toBe(before.binds);
    plain.misdeeds = { base: 'gone' };
    expect(await fault(ldap.probe(plain.settings, means()))).toBe('directory base 32');
    plain.misdeeds = { forgotUs: true };
    expect(await fault(ldap.probe(plain.settings, means()))).toBe('directory own bind 49');
    // It leaves nothing open.
    await until(() => plain.server.open() === 0);
  });

  test('in clear there is no certificate to watch; over TLS the earliest end counts', async () => {
    expect(await ldap.fetch?.(plain.settings, { clock: systemClock })).toBeUndefined();
    const settings = { ...secure.settings, ...verified };
    const shown = await ldap.fetch?.(settings, { clock: systemClock });
    const end = new Date('2099-12-31T00:00:00Z');
    expect(await ldap.expiries?.(settings, shown)).toEqual([
      { what: 'certificate', at: end },
      { what: 'ca', at: end },
    ]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to be');
    await new Promise((tick) => setTimeout(tick, 10));
  }
}
