import { z } from 'zod';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import * as breaker from './breaker.ts';
import type { Protocol } from './contract.ts';
import { protocols } from './register.ts';
import { settingsOf } from './registration.ts';
import { readInSettings } from './spoken-settings.ts';
import type { SourceRow } from './store.ts';
import * as store from './store.ts';

/** `not_open`: what its platform hands out on connection is not there yet. */
export type Health = 'ok' | 'down' | 'not_open';

/** What the picker and the console show of a source's health. */
export function healthOf(base: Base, row: SourceRow, now: Date): Health {
  const { lacks } = protocols[row.protocol] as Protocol;
  const lacking = lacks && readInSettings(base, row, lacks);
  if (lacking && lacking.length > 0) return 'not_open';
  return breaker.health(row, now);
}

/** A source as those who look after it see it: without what it is spoken to with. */
export type Overview = Omit<SourceRow, 'settings_sealed' | 'testers_sealed'> & {
  health: Health;
  department: Pick<departments.Department, 'id' | 'names'>;
};

/** All sources within some departments, in the order of the picker. There are tens of them, never thousands. */
export async function overview(
  base: Base,
  department_ids: readonly string[] | 'all' = 'all',
): Promise<Overview[]> {
  const rows = await store.all(base);
  const tree = await departments.tree(base);
  const byCode = new Map(tree.map((department) => [department.code, department]));
  const now = base.clock.now();
  return rows.flatMap(({ settings_sealed, testers_sealed, ...row }) => {
    const department = byCode.get(row.department_code);
    if (!department) throw new Error(`source ${row.id} hangs on no department`);
    if (department_ids !== 'all' && !department_ids.includes(department.id)) return [];
    return [
      {
        ...row,
        health: healthOf(base, { ...row, settings_sealed, testers_sealed }, now),
        department,
      },
    ];
  });
}

/** One line of a source's settings; a secret is never given. */
export interface Setting {
  name: string;
  value: string | undefined;
}

/**
 * The settings of a source, one each, parts of parts with dots between. What its protocol marks as
 * a secret has no value here, nor has anything below it.
 */
export function settingsShown(base: Base, row: SourceRow): Setting[] {
  const schema = z.toJSONSchema(protocols[row.protocol].settings, {
    io: 'output',
    unrepresentable: 'any',
  }) as Schema;
  return lines(JSON.parse(settingsOf(base, row)), schema, '');
}

/** Lists are one a line, tables `name=value`, as the forms have them; anything else is JSON. */
function written(value: unknown): string {
  if (typeof value === 'string') return value;
  const plain = (one: unknown) => typeof one !== 'object' || one === null;
  if (Array.isArray(value) && value.length > 0 && value.every(plain)) return value.join('\n');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value);
  const pairs = Object.entries(value);
  return pairs.length > 0 && pairs.every(([, one]) => plain(one))
    ? pairs.map(([key, one]) => `${key}=${one}`).join('\n')
    : JSON.stringify(value);
}

interface Schema {
  secret?: boolean;
  properties?: Record<string, Schema>;
  anyOf?: unknown;
  oneOf?: unknown;
  allOf?: unknown;
  $ref?: unknown;
}

function lines(value: unknown, schema: Schema | undefined, name: string): Setting[] {
  // What cannot be read in the schema might be a secret: it is treated as one.
  if (!schema || schema.secret || schema.anyOf || schema.oneOf || schema.allOf || schema.$ref)
    return [{ name, value: undefined }];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !schema.properties)
    return [{ name, value: written(value) }];
  return Object.entries(value).flatMap(([part, inner]) =>
    lines(inner, schema.properties?.[part], name === '' ? part : `${name}.${part}`),
  );
}
