import { vi } from 'vitest';
import {
  type AccountTable,
  mapping,
  mariadbTable,
  postgresqlTable,
  putAccount,
} from '../doubles/account-table.ts';
import { noMariaDb } from '../support/mariadb.ts';
import { passwordConformance } from './conformance-passwords.ts';
import type { PasswordRig } from './rig.ts';

const hashing = vi.hoisted(() => ({ verified: 0 }));
// The real hash, counted: what takes the time must be computed whoever is asked for.
vi.mock('argon2', async (original) => {
  const { default: argon2 } = await original<{ default: typeof import('argon2') }>();
  const verify = (digest: string, password: string) => {
    hashing.verified += 1;
    return argon2.verify(digest, password);
  };
  return { default: { ...argon2, verify } };
});

const moods = { down: 'down', slow: 'slow', flood: 'flood' } as const;

const rigFor = (title: string, start: () => Promise<AccountTable>): PasswordRig => ({
  protocol: 'password-table',
  title,
  without: {
    'attribute repeated': 'a column has one value, and two rows let nobody in',
    referral: 'a table points nowhere',
  },
  hashes: () => hashing.verified,
  async start() {
    const double = await start();
    const { relay, settings, sql } = double;
    const count = async (table: string) =>
      Number((await sql(`select count(*) as n from ${table}`))[0]?.['n']);
    const grantee = settings['engine'] === 'mysql' ? "reader@'127.0.0.1'" : settings['user'];
    let undo: string[] = [];
    return {
      settings: { ...settings, patience_ms: 1_000 },
      mapping,
      writing: {
        ...settings,
        query: String(settings['query']).replace('select zh', 'select xie() as x, zh'),
      },
      written: () => count('xiegai'),
      rows: () => count('zhanghu'),
      put: (person, row) => putAccount(double, { ...person, ...row }),
      async remove(subject) {
        await sql('delete from zhanghu where zh = ?', [subject]);
      },
      async does(what) {
        if (what in moods) {
          relay.cut();
          relay.mood = moods[what as keyof typeof moods];
        } else if (what === 'table missing') {
          await sql('alter table zhanghu rename column mm to mima');
          undo = ['alter table zhanghu rename column mima to mm'];
        } else {
          await sql(`revoke select on zhanghu from ${grantee}`);
          undo = [`grant select on zhanghu to ${grantee}`];
        }
      },
      async mend() {
        if (relay.mood !== 'passes') relay.cut();
        relay.mood = 'passes';
        for (const statement of undo) await sql(statement);
        undo = [];
      },
      stop: double.stop,
    };
  },
});

passwordConformance(rigFor('password-table on PostgreSQL', postgresqlTable));
if (!noMariaDb('The password table on MariaDB'))
  passwordConformance(rigFor('password-table on MariaDB', mariadbTable));
