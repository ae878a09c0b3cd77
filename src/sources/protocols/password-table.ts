import { createHash } from 'node:crypto';
import type { Account, Looked, Protocol } from '../contract.ts';
import { usual } from '../mapping.ts';
import { type Lines, makeLines } from './lines.ts';
import { unavailable } from './outgoing.ts';
import { faultOf, isOfTheName } from './password-table-faults.ts';
import type { Table, TableLine } from './password-table-line.ts';
import { connectMysql } from './password-table-mysql.ts';
import { connectPostgresql } from './password-table-postgresql.ts';
import { prepare } from './password-table-query.ts';
import { type PasswordTableSettings, passwordTableSettings } from './password-table-settings.ts';

/**
 * A department's own table of accounts, reached over PostgreSQL or MySQL with an account that may
 * only read. One statement for each sign-in; whether the password is right is decided here
 * (credentials/carried.ts), the table only says what it holds.
 */
export const passwordTable: Protocol = {
  kind: 'password',
  settings: passwordTableSettings,
  mapping: usual,
  origins: () => [],
  open(settings, { source_id }) {
    const parsed = passwordTableSettings.parse(settings);
    const { format, params } = parsed.hash;
    return {
      kind: 'table',
      stored_as: { format, ...(params && { params }) },
      look: (username) => look(parsed, linesOf(source_id, parsed), username),
    };
  },
  async probe(settings, { source_id }) {
    const parsed = passwordTableSettings.parse(settings);
    await look(parsed, linesOf(source_id, parsed), '');
  },
};

/** Longer than any account's name; such a one is not asked for. */
const NAME_LIMIT = 255;

async function look(
  settings: PasswordTableSettings,
  lines: Lines<TableLine>,
  name: string,
): Promise<Looked> {
  if (name.length > NAME_LIMIT || /[\0\p{Cs}]/u.test(name)) return { found: 'none' };
  const place = (at: number) => (settings.engine === 'postgresql' ? `$${at}` : '?');
  const { sql, places } = prepare(settings.query, place);
  let table: Table;
  try {
    table = await lines.on((line) => line.ask(sql, Array(places).fill(name)));
  } catch (fault) {
    if (isOfTheName(fault)) return { found: 'none' };
    throw faultOf(fault);
  }
  const [row, second] = rowsOf(settings, table);
  if (!row) return { found: 'none' };
  return second ? { found: 'many' } : accountOf(settings, row);
}

/** A row: what we need by our names, and what else it holds of the person by its own. */
interface Row {
  ours: Partial<Record<keyof PasswordTableSettings['columns'], string>>;
  attributes: Record<string, string>;
}

/** A column that the settings name and the query does not give is a fault, whoever is asked for. */
function rowsOf(settings: PasswordTableSettings, { columns, rows }: Table): Row[] {
  const places = Object.entries(settings.columns).map(([ours, theirs]) => {
    const at = columns.indexOf(theirs);
    if (at === -1) throw unavailable(`table without column for ${ours}`);
    return [ours, at] as const;
  });
  const { hash, salt } = settings.columns;
  const told = [...columns.entries()].filter(([, name]) => name !== hash && name !== salt);
  return rows.map((row) => {
    const filled = (at: number) => row[at] ?? undefined;
    const some = (pairs: (readonly [string, string | undefined])[]) =>
      Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
    return {
      ours: some(places.map(([ours, at]) => [ours, filled(at)])),
      attributes: some(told.map(([at, name]) => [name, filled(at)])),
    };
  });
}

function accountOf(settings: PasswordTableSettings, { ours, attributes }: Row): Account {
  const { subject, hash, salt, locked } = ours;
  const { format, params } = settings.hash;
  return {
    found: 'one',
    caller: { subject: subject ?? '', attributes, amr: ['pwd'] },
    locked: settings.locked_values.some((value) => plainly(value) === plainly(locked ?? '')),
    stored: {
      format,
      hash: hash ?? '',
      ...(salt !== undefined && { salt }),
      ...(params && { params }),
    },
  };
}

/** As a mark in a table is compared: neither case nor padding locks or unlocks anybody. */
const plainly = (text: string): string => text.trim().toLowerCase();

const pools = new Map<string, { print: string; lines: Lines<TableLine> }>();

/** The connections of this process to one source, as long as its settings are these. */
function linesOf(source_id: string, settings: PasswordTableSettings): Lines<TableLine> {
  const print = createHash('sha256').update(JSON.stringify(settings)).digest('base64url');
  const known = pools.get(source_id);
  if (known?.print === print) return known.lines;
  known?.lines.close();
  const connect = settings.engine === 'postgresql' ? connectPostgresql : connectMysql;
  const lines = makeLines({
    connect: (made) => connect(settings, made),
    most: settings.connections,
    patienceMs: settings.patience_ms,
    idleMs: settings.idle_s * 1_000,
  });
  pools.set(source_id, { print, lines });
  return lines;
}
