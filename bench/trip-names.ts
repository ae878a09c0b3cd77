import type { Redis } from 'ioredis';

/** Round trips in words that a person can find again in the code. */

/** Names by statement: there are few of them. */
const names = new Map<string, string>();

export function statementTrip(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = nameOf(sql);
    if (names.size < 1_000) names.set(sql, name);
  }
  return name;
}

/** A short name for a statement: its verb, and the tables it reads or the changes it is made of. */
function nameOf(sql: string): string {
  const text = sql.replace(/\s+/g, ' ').trim().toLowerCase();
  const verb = /^\w+/.exec(text)?.[0] ?? '?';
  if (verb === 'with') {
    const parts = [...text.matchAll(/(\w+) as (?:materialized )?\(/g)].map(([, name]) => name);
    return `change: ${parts.join(', ')}`;
  }
  const tables = [...text.matchAll(/\b(?:from|join|into|update)\s+"?([a-z_]+)"?(?!\w*\()/g)]
    .map(([, table]) => table)
    .filter((table) => table !== 'lateral' && table !== 'set');
  const [, called] = /^select \* from (\w+)\(/.exec(text) ?? [];
  if (called) tables.push(`${called}()`);
  return [verb, ...new Set(tables)].join(' ');
}

export interface SentCommand {
  name: string;
  args: unknown[];
}

/** One command, or those of a pipeline or MULTI, each with the kind of its key; scripts by their name. */
export function redisTrip(redis: Redis, sent: readonly SentCommand[]): string {
  const own = sent.filter(({ name }) => name !== 'multi' && name !== 'exec');
  const counts = new Map<string, number>();
  for (const command of own) {
    const name = commandName(redis, command);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const words = [...counts].map(([name, count]) => (count > 1 ? `${count} × ${name}` : name));
  const form = own.length < sent.length ? 'multi: ' : sent.length > 1 ? 'pipeline: ' : '';
  return form + words.join(', ');
}

function commandName(redis: Redis, { name, args }: SentCommand): string {
  if (name === 'evalsha' || name === 'eval') return `script ${scriptName(redis, args[0])}`;
  const key = String(args[0] ?? '').slice(redis.options.keyPrefix?.length ?? 0);
  return `${name} ${/^[^:]*(?=:)/.exec(key)?.[0] ?? ''}`.trim();
}

function scriptName(redis: Redis, sha: unknown): string {
  const { scriptsSet } = redis as unknown as { scriptsSet: Record<string, { sha: string }> };
  return Object.keys(scriptsSet).find((name) => scriptsSet[name]?.sha === sha) ?? 'without a name';
}
