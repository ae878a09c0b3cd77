import type { Socket } from 'node:net';
import pg from 'pg';
import { socketTo } from './address.ts';
import { whereIs } from './password-table-address.ts';
import type { TableLine } from './password-table-line.ts';
import type { PasswordTableSettings } from './password-table-settings.ts';

/** Everything comes as the server writes it: a date of birth has no time zone, a number no limit. */
const asText = { getTypeParser: () => (value: string) => value };

/** A connection whose every transaction is read-only and short, by the server's own limits too. */
export async function connectPostgresql(
  settings: PasswordTableSettings,
  made: (socket: Socket) => void,
): Promise<TableLine> {
  const where = await whereIs(settings);
  const socket = socketTo(where);
  made(socket);
  const name = settings.server_name ?? settings.host;
  const client = new pg.Client({
    host: 'path' in where ? settings.host : where.address,
    port: settings.port ?? 5432,
    database: settings.database,
    user: settings.user,
    password: settings.password,
    ssl:
      settings.tls === 'verified' && !('path' in where)
        ? { servername: name, ...(settings.ca && { ca: settings.ca }) }
        : false,
    stream: () => socket,
    application_name: 'songhua',
    client_encoding: 'UTF8',
    options: `-c default_transaction_read_only=on -c statement_timeout=${settings.patience_ms}`,
    types: asText as unknown as pg.CustomTypesConfig,
  });
  let ended = false;
  const end = () => {
    ended = true;
  };
  client.on('error', end);
  client.on('end', end);
  const close = () => {
    ended = true;
    client.end().catch(() => {});
    socket.destroySoon();
  };
  try {
    await client.connect();
  } catch (fault) {
    close();
    throw fault;
  }
  return {
    socket,
    ended: () => ended,
    close,
    async ask(text, values) {
      const { fields, rows } = await client.query<(string | null)[]>({
        text,
        values,
        rowMode: 'array',
      });
      return { columns: fields.map((field) => field.name), rows };
    },
  };
}
