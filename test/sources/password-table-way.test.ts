import { postgresqlTable } from '../doubles/account-table.ts';
import { wayToTable } from './password-table-way.ts';

wayToTable('PostgreSQL', postgresqlTable);
