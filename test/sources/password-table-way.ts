import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import * as sources from '../../src/sources/sources.ts';
import { type AccountTable, hashOf, mapping, putAccount, SALT } from '../doubles/account-table.ts';
import { startRelay } from '../doubles/relay.ts';
import { authority } from '../doubles/table-certificate.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { plant, registration } from './plant.ts';

const password = 'river-sturgeon-417';
/** What holds of the way to a department's table, whichever server it lies on. */
export function wayToTable(
  engine: 'PostgreSQL' | 'MariaDB',
  start: () => Promise<AccountTable>,
): void {
  describe(`the way to a table on ${engine}`, () => {
    let database: FreshDatabase;
    let table: AccountTable;
    let number = 0;
    beforeAll(async () => {
      database = await freshDatabase();
      table = await start();
      await plant(database.base);
      await putAccount(table, { subject: 'sb-0001', username: 'wangcs', password, name: '王测试' });
    });
    afterEach(() => table.relay.cut());
    afterAll(async () => {
      await table?.stop();
      await database?.drop();
    });

    /** A source of its own for each test: connections are kept by source. */
    async function connected(change: object = {}, fields: object = {}, id = `table-${++number}`) {
      const settings = { ...table.settings, patience_ms: 5_000, ...change };
      const words = { fields: { ...mapping.fields, ...fields } };
      const said = { ...registration(id), protocol: 'password-table', settings, mapping: words };
      await sources.register(database.base, said);
      const opened = async () => {
        const row = await sources.read(database.base, id);
        const source = row && sources.open(database.base, row);
        if (source?.kind !== 'password') throw new Error('its passwords are typed here');
        return source;
      };
      return {
        id,
        verify: async (name = 'wangcs', typed = password) => (await opened()).verify(name, typed),
      };
    }
    const fault = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: unknown) => (error instanceof Refusal ? error.detail.words?.['fault'] : error),
      );
    const arrived = { subject: 'sb-0001' };

    test('one connection serves one sign-in after another', async () => {
      const { verify } = await connected();
      const before = table.relay.made();
      for (let round = 0; round < 5; round += 1) expect(await verify()).toMatchObject(arrived);
      expect(table.relay.made()).toBe(before + 1);
    });

    test('a storm opens no more connections than were allowed', async () => {
      const { verify } = await connected({ connections: 2 });
      const before = table.relay.made();
      const names = Array.from({ length: 8 }, (_, at) => `nobody-${at}`);
      const all = await Promise.all(names.map((name) => verify(name)));
      expect(all.every((one) => 'refused' in one && one.refused === 'missing')).toBe(true);
      expect(table.relay.made()).toBeLessThanOrEqual(before + 2);
    });

    test('what waits longer than its patience is turned away busy, and is no fault of the source', async () => {
      const { id, verify } = await connected({ connections: 1, patience_ms: 300 });
      table.relay.mood = 'slow';
      const first = verify();
      const second = verify('nobody');
      const faults = await Promise.all(
        [first, second].map((one) => one.catch((error) => error.code)),
      );
      table.relay.mood = 'passes';
      expect(faults.sort()).toEqual(['credentials.busy', 'sources.unavailable']);
      expect((await sources.read(database.base, id))?.failures).toBe(1);
    });

    test('a database that was started again costs nobody a sign-in', async () => {
      const { id, verify } = await connected();
      expect(await verify()).toMatchObject(arrived);
      table.relay.cut();
      expect(await verify()).toMatchObject(arrived);
      expect((await sources.read(database.base, id))?.failures).toBe(0);
    });

    test('changed settings close what the old ones opened', async () => {
      const { id, verify } = await connected();
      await verify();
      const other = await startRelay({ host: '127.0.0.1', port: table.relay.port });
      const moved = await connected({ port: other.port }, {}, id);
      expect(await moved.verify()).toMatchObject(arrived);
      // What is open leads through the new address; the old connection is gone.
      await until(() => table.relay.open() <= 2);
      await other.stop();
    });

    test('a locked account is locked, in whichever case and padding its mark was named', async () => {
      const query =
        "select zh, mm, yan, 'D ' as sd, xm, zjlx, zjhm, sjh from zhanghu where dlm = :username";
      for (const mark of ['D', 'd', ' D']) {
        const { verify } = await connected({ query, locked_values: [mark] });
        expect(await verify()).toEqual({ refused: 'locked', knew: true });
      }
    });

    test('a connection that nobody uses is closed', async () => {
      const { verify } = await connected({ idle_s: 1 });
      await verify();
      await until(() => table.relay.open() === 0);
    });

    test('a host outside the networks is never connected to, by name or by address', async () => {
      const before = table.relay.made();
      const networks = ['10.0.0.0/8', '192.168.0.0/16'];
      const outside = 'address outside the networks';
      expect(await fault((await connected({ networks })).verify())).toBe(outside);
      expect(await fault((await connected({ networks, host: 'localhost' })).verify())).toBe(
        outside,
      );
      expect(table.relay.made()).toBe(before);
    });

    test('a host that no name server knows is a fault of the source', async () => {
      const { verify } = await connected({ host: 'no-such-host.invalid' });
      expect(await fault(verify())).toBe('host not found');
    });

    test('a fault says a code, and nothing of the account or the person', async () => {
      const { verify } = await connected({ columns: { ...columnsOf(table), subject: 'nothing' } });
      expect(await fault(verify())).toBe('table without column for subject');
      const gone = String(table.settings['query']).replace('zhanghu', 'gone');
      const word = String(await fault((await connected({ query: gone })).verify()));
      expect(word).toMatch(/^table (42P01|ER_\w+)$/);
    });

    test('a number, a date and bytes come as they are written', async () => {
      const shown =
        engine === 'MariaDB'
          ? "cast('1990-02-28' as date) as born, unhex(mm) as mm2, cast(9007199254740993 as signed) as zh2"
          : "date '1990-02-28' as born, decode(mm, 'hex') as mm2, 9007199254740993::bigint as zh2";
      const columns = { ...columnsOf(table), subject: 'zh2' };
      const query = String(table.settings['query']).replace('select ', `select ${shown}, `);
      const { verify } = await connected({ query, columns }, { birthdate: 'born' });
      expect(await verify()).toMatchObject({
        subject: '9007199254740993',
        attributes: { birthdate: '1990-02-28' },
      });
    });

    test('a name that cannot be compared with a number is nobody', async () => {
      const cast = engine === 'MariaDB' ? 'cast(:username as signed)' : ':username::integer';
      const query = `select zh, mm, yan, sd, xm, zjlx, zjhm, sjh from zhanghu where sd = ${cast} and sd > 0`;
      const { id, verify } = await connected({ query });
      for (let round = 0; round < 4; round += 1)
        expect(await verify("12' or 1")).toMatchObject({ refused: 'missing' });
      expect((await sources.read(database.base, id))?.failures).toBe(0);
    });

    test('TLS is verified against the authority and the name', async () => {
      const way = await table.overTls();
      const asked = { ...way.settings, tls: 'verified', server_name: 'db.insurance.test' };
      expect(await (await connected({ ...asked, ca: authority })).verify()).toMatchObject(arrived);
      expect(await fault((await connected(asked)).verify())).toMatch(/^table \w+/);
      const other = { ...asked, ca: authority, server_name: 'db.other.test' };
      expect(await fault((await connected(other)).verify())).toMatch(/^table /);
      await way.stop();
      // PostgreSQL's own port speaks no TLS: it is not spoken to at all.
      if (engine !== 'PostgreSQL') return;
      const plain = { tls: 'verified', server_name: 'db.insurance.test', ca: authority };
      expect(await fault((await connected(plain)).verify())).toMatch(/^table /);
    });

    test('names and passwords of a GB character set are read as they are', async () => {
      const gb = await table.inGb(['gb-1', '张试用', hashOf('松花江的水流417'), SALT, '张试用']);
      const { verify } = await connected({
        ...gb.settings,
        query: 'select zh, mm, yan, xm from gbbiao where dlm = :username',
        columns: { subject: 'zh', hash: 'mm', salt: 'yan' },
      });
      expect(await verify('张试用', '松花江的水流417')).toMatchObject({
        subject: 'gb-1',
        attributes: { name: '张试用' },
      });
      // A character that the set cannot say is in no name.
      expect(await verify('😀张试用')).toMatchObject({ refused: 'missing' });
      await gb.stop();
    });
  });
}

const columnsOf = ({ settings }: AccountTable) => settings['columns'] as Record<string, string>;

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to be');
    await new Promise((tick) => setTimeout(tick, 10));
  }
}
