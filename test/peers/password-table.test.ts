import { describe, vi } from 'vitest';
import { mariadbTable } from '../doubles/account-table.ts';
import { passwordConformance } from '../sources/conformance-passwords.ts';
import { hashing } from '../sources/counted-argon2.ts';
import { tableRig } from '../sources/password-table-rig.ts';
import { wayToTable } from '../sources/password-table-way.ts';
import { noMariaDb } from '../support/mariadb.ts';

vi.mock('argon2', async (original) =>
  (await import('../sources/counted-argon2.ts')).counted(original),
);

describe.skipIf(noMariaDb('The password table on MariaDB'))('MariaDB', () => {
  passwordConformance(tableRig('password-table on MariaDB', mariadbTable, () => hashing.verified));
  wayToTable('MariaDB', mariadbTable);
});
