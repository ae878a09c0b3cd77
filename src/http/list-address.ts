import type { Context } from 'koa';
import { z } from 'zod';
import { Refusal } from '../errors.ts';

/** The address of a list: its filters and where its page begins stand in the query. */

/**
 * The filters of a list, from the address; a field left empty in the form is none. Throws
 * `http.bad_input` with the field.
 */
export function filters<F extends z.ZodRawShape>(ctx: Context, fields: F): z.infer<z.ZodObject<F>> {
  const given = Object.fromEntries(Object.entries(ctx.query).filter(([, value]) => value !== ''));
  const result = z.object(fields).safeParse(given);
  if (result.success) return result.data;
  throw new Refusal('http.bad_input', { field: result.error.issues[0]?.path.join('.') });
}

/** This page's address with other values in its query; undefined takes one out. */
export function addressWith(ctx: Context, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(ctx.querystring);
  query.delete('done');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? ctx.path : `${ctx.path}?${text}`;
}
