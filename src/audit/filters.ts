import type { AuditEvent } from './audit.ts';
import type { WrittenEvent } from './mac.ts';
import type { Condition } from './search-statement.ts';

/** What the trail is searched by; all that is given must hold. Ids, never values. */
export interface Filters {
  actor_kind?: AuditEvent['actor']['kind'] | undefined;
  actor_id?: string | undefined;
  /** As actor or as object. */
  identity_id?: string | undefined;
  /** Of any kind: an account at a source, a name that was typed (keyed hashes). */
  object_id?: string | undefined;
  /** The code of the page that a try to sign in ended on. */
  page?: string | undefined;
  /** In whose name, as actor or as object. */
  client_id?: string | undefined;
  source_id?: string | undefined;
  kind?: string | undefined;
  outcome?: AuditEvent['outcome'] | undefined;
  code?: string | undefined;
  /** [from, until). */
  from?: Date | undefined;
  until?: Date | undefined;
}

type Name = Exclude<keyof Filters, 'from' | 'until'>;

interface Way {
  /** Conditions that an index answers each, in the order of the ids; one of them must hold. */
  drivers(value: string): Condition[];
  /** Whether an index answers it at all: a common value is found by walking. */
  driven?(value: string): boolean;
}

const is = (column: string, value: string): Condition => ({
  sql: `e.${column} = ?`,
  bindings: [value],
});
const party = (role: 'actor' | 'object', kind: string, id: string): Condition => ({
  sql: `e.${role}_id = ? and e.${role}_kind = '${kind}'`,
  bindings: [id],
});

/**
 * An index of a part of the rows is taken only where the text itself says that it is such a part; a
 * second condition that says so would make the planner expect too few rows.
 */
const literal = (column: string, value: string, among: readonly string[]): Condition =>
  among.includes(value) ? { sql: `e.${column} = '${value}'`, bindings: [] } : is(column, value);
const amiss = ['refused', 'failed'];
const office = ['staff', 'system'];

/** The rarest first: the first one that is given and driven is read, the others are held against it. */
const ways = {
  page: {
    drivers: (code) => [{ sql: "e.detail ->> 'request_id' = ?", bindings: [code] }],
  },
  actor_id: { drivers: (id) => [is('actor_id', id)] },
  object_id: { drivers: (id) => [is('object_id', id)] },
  identity_id: {
    drivers: (id) => [party('actor', 'identity', id), party('object', 'identity', id)],
  },
  code: { drivers: (code) => [is('code', code)] },
  client_id: {
    drivers: (id) => [
      is('client_id', id),
      party('actor', 'client', id),
      party('object', 'client', id),
    ],
  },
  source_id: {
    drivers: (id) => [
      is('source_id', id),
      party('actor', 'source', id),
      party('object', 'source', id),
    ],
  },
  outcome: {
    drivers: (outcome) => [literal('outcome', outcome, amiss)],
    driven: (outcome) => amiss.includes(outcome),
  },
  actor_kind: {
    drivers: (kind) => [literal('actor_kind', kind, office)],
    driven: (kind) => office.includes(kind),
  },
  kind: { drivers: (kind) => [is('kind', kind)] },
} as const satisfies Record<Name, Way>;

export interface Plan {
  drivers: Condition[];
  rest: Condition[];
}

/** How a search is answered: what is read in its own order, and what that is held against. */
export function planOf(filters: Filters): Plan {
  const given = (Object.keys(ways) as Name[]).flatMap((name) => {
    const value = filters[name];
    return value === undefined ? [] : [{ name, value, way: ways[name] as Way }];
  });
  const first = given.find(({ way, value }) => way.driven?.(value) ?? true);
  return {
    drivers: first?.way.drivers(first.value) ?? [{ sql: 'true', bindings: [] }],
    rest: given.filter((one) => one !== first).map(({ way, value }) => anyOf(way.drivers(value))),
  };
}

const anyOf = (conditions: readonly Condition[]): Condition => ({
  sql: `(${conditions.map(({ sql }) => `(${sql})`).join(' or ')})`,
  bindings: conditions.flatMap(({ bindings }) => bindings),
});

/** The same of one event that was read already. */
export function matches(filters: Filters, event: WrittenEvent): boolean {
  const party = (kind: string, id: string) =>
    (event.actor_kind === kind && event.actor_id === id) ||
    (event.object_kind === kind && event.object_id === id);
  const tests = {
    actor_id: (id) => event.actor_id === id,
    identity_id: (id) => party('identity', id),
    code: (code) => event.code === code,
    client_id: (id) => event.client_id === id || party('client', id),
    source_id: (id) => event.source_id === id || party('source', id),
    outcome: (outcome) => event.outcome === outcome,
    actor_kind: (kind) => event.actor_kind === kind,
    kind: (kind) => event.kind === kind,
    object_id: (id) => event.object_id === id,
    page: (code) => event.detail['request_id'] === code,
  } satisfies Record<Name, (value: string) => boolean>;
  return (Object.keys(tests) as Name[]).every((name) => {
    const value = filters[name];
    return value === undefined || tests[name](value);
  });
}
