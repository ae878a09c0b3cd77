import { type AccountTable, mapping, putAccount } from '../doubles/account-table.ts';
import type { PasswordRig } from './rig.ts';

const moods = { down: 'down', slow: 'slow', flood: 'flood' } as const;

/** `password-table` for the conformance suite, on one server; `hashes` counts ours. */
export const tableRig = (
  title: string,
  start: () => Promise<AccountTable>,
  hashes: () => number,
): PasswordRig => ({
  protocol: 'password-table',
  title,
  without: {
    'attribute repeated': 'a column has one value, and two rows let nobody in',
    referral: 'a table points nowhere',
  },
  hashes,
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
