import { vi } from 'vitest';
import { postgresqlTable } from '../doubles/account-table.ts';
import { passwordConformance } from './conformance-passwords.ts';
import { hashing } from './counted-argon2.ts';
import { tableRig } from './password-table-rig.ts';

vi.mock('argon2', async (original) => (await import('./counted-argon2.ts')).counted(original));

passwordConformance(
  tableRig('password-table on PostgreSQL', postgresqlTable, () => hashing.verified),
);
