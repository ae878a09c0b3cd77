import type { Socket } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { socketTo } from './address.ts';
import { whereIs } from './password-table-address.ts';
import type { TableLine } from './password-table-line.ts';
import type { PasswordTableSettings } from './password-table-settings.ts';

/** A connection to MySQL or MariaDB whose session may only read, and not for long. */
export async function connectMysql(
  settings: PasswordTableSettings,
  made: (socket: Socket) => void,
): Promise<TableLine> {
  const where = await whereIs(settings);
  const socket = socketTo(where);
  made(socket);
  let ended = false;
  const end = () => {
    ended = true;
  };
  socket.once('close', end);
  socket.connect(0);
  const verified = settings.tls === 'verified' && !('path' in where);
  const connecting = createConnection({
    stream: socket,
    // Our address is checked and connected to already; this is the name in the certificate.
    host: settings.server_name ?? settings.host,
    database: settings.database,
    user: settings.user,
    password: settings.password,
    ...(verified && {
      ssl: { verifyIdentity: true, rejectUnauthorized: true, ca: settings.ca },
    }),
    // The server turns every character set of a table, GBK and GB18030 among them, into this.
    charset: 'utf8mb4',
    connectTimeout: settings.patience_ms,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    multipleStatements: false,
    // No department asks for a file of ours.
    flags: ['-LOCAL_FILES'],
  });
  const connection = await connecting.catch((fault: unknown) => {
    socket.destroy();
    throw fault;
  });
  connection.on('error', end);
  const close = () => {
    ended = true;
    connection.destroy();
    socket.destroy();
  };
  try {
    for (const statement of sessionLimits(settings.patience_ms)) await connection.query(statement);
  } catch (fault) {
    close();
    throw fault;
  }
  return {
    socket,
    ended: () => ended,
    close,
    async ask(sql, values) {
      const [rows, fields] = await connection.execute({ sql, rowsAsArray: true }, values);
      return {
        columns: fields.map((field) => field.name),
        rows: (rows as unknown as unknown[][]).map((row) =>
          row.map((value, at) => textOf(value, fields[at]?.columnType)),
        ),
      };
    },
  };
}

/** Each server reads the limit in its own comment: seconds for MariaDB, milliseconds for MySQL. */
const sessionLimits = (ms: number) => [
  'set session transaction read only',
  `set session wait_timeout = 3600 /*M!100100 , max_statement_time = ${ms / 1000} */ /*!50708 , max_execution_time = ${ms} */`,
];

const BIT = 16;

/** Bytes come as hexadecimal digits, a bit field as its number. */
function textOf(value: unknown, type: number | undefined): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (!Buffer.isBuffer(value)) return null;
  return type === BIT ? String(BigInt(`0x${value.toString('hex') || '0'}`)) : value.toString('hex');
}
