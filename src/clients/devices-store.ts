import type { Knex } from 'knex';
import type { Words } from '../departments/departments.ts';

export interface DeviceRow {
  id: string;
  client_id: string;
  code: string;
  hall: Words;
  names: Words;
  added_at: Date;
  retired_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    client_devices: DeviceRow;
  }
}

/** False when the client has a machine of this code. */
export async function insert(db: Knex, row: DeviceRow): Promise<boolean> {
  const written = { ...row, hall: JSON.stringify(row.hall), names: JSON.stringify(row.names) };
  const { rowCount } = (await db.raw(
    `insert into client_devices (id, client_id, code, hall, names, added_at)
     values (:id, :client_id, :code, :hall, :names, :added_at) on conflict do nothing`,
    written as never,
  )) as { rowCount: number };
  return rowCount === 1;
}

export async function retire(
  db: Knex,
  client_id: string,
  code: string,
  at: Date,
): Promise<boolean> {
  const gone = await db('client_devices')
    .where({ client_id, code, retired_at: null })
    .update({ retired_at: at });
  return gone === 1;
}

export const ofClient = (db: Knex, client_id: string): Promise<DeviceRow[]> =>
  db<DeviceRow>('client_devices').where({ client_id, retired_at: null }).orderBy('code');

export const all = (db: Knex): Promise<DeviceRow[]> =>
  db<DeviceRow>('client_devices').where({ retired_at: null });
