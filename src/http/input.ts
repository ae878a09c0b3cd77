import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import { Refusal } from '../errors.ts';
import { faultsIn } from '../faults.ts';
import { boundaryIn, readParts } from './multipart.ts';

/** Forms of ours stay far below it. */
export const bodyLimit = 64 * 1024;

declare module 'koa' {
  interface DefaultState {
    /** The parsed body, so that two guards can read it. */
    body?: Record<string, unknown>;
    /** Bytes that a form may have here, where that is more than `bodyLimit`; set by a guard that knows who sends it. */
    body_limit?: number;
    /** A form here may come with a file (multipart/form-data); set by a guard that knows of one. */
    takes_files?: boolean;
  }
}

/**
 * Reads the body (a form, or JSON below /api) and checks it against a schema.
 * @throws Refusal `http.body_too_large`, or `http.bad_input` with the field named
 */
export async function read<S extends z.ZodType>(ctx: Context, schema: S): Promise<z.infer<S>> {
  ctx.state.body ??= await parse(ctx);
  return fitted(schema, ctx.state.body as Record<string, unknown>);
}

/** The same for the query. */
export function readQuery<S extends z.ZodType>(ctx: Context, schema: S): z.infer<S> {
  return fitted(schema, fields(ctx.querystring));
}

/**
 * Reads a JSON body of one of these media types whatever it holds: for batches, of which each part is
 * checked and refused by itself.
 */
export async function readJson(
  ctx: Context,
  { types, limit }: { types: string[]; limit: number },
): Promise<unknown> {
  if (!ctx.is(types)) throw new Refusal('http.bad_input', { field: 'content-type' });
  const text = decoded(await bytes(ctx, limit));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('http.bad_input', { field: 'body', cause });
  }
}

/**
 * The text of a form as it came, for whoever reads its fields by other rules than ours (a parameter of
 * OAuth may stand there twice). @throws Refusal `http.body_too_large`, `http.bad_input`
 */
export async function formText(ctx: Context, limit: number): Promise<string> {
  if (!ctx.is('application/x-www-form-urlencoded'))
    throw new Refusal('http.bad_input', { field: 'content-type' });
  const text = decoded(await bytes(ctx, limit));
  if (broken(text)) throw new Refusal('http.bad_input', { field: 'body' });
  return text;
}

/** Refuses an address that is not whole: a broken percent encoding, bytes that are no UTF-8, or a NUL. */
export function wholeAddress(): Middleware {
  return (ctx, next) => {
    if (broken(ctx.path)) throw new Refusal('http.bad_input', { field: 'path' });
    if (broken(ctx.querystring)) throw new Refusal('http.bad_input', { field: 'query' });
    return next();
  };
}

function fitted<S extends z.ZodType>(schema: S, value: Record<string, unknown>): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal('http.bad_input', {
    field: result.error.issues[0]?.path.join('.') || undefined,
    faults: faultsIn(result.error.issues, value),
  });
}

async function parse(ctx: Context): Promise<Record<string, unknown>> {
  const raw = await bytes(ctx, ctx.state.body_limit);
  const boundary = ctx.state.takes_files ? boundaryIn(ctx.get('Content-Type')) : undefined;
  if (boundary !== undefined) {
    const parts = readParts(raw, boundary);
    if (!parts) throw new Refusal('http.bad_input', { field: 'body' });
    return parts;
  }
  const text = decoded(raw);
  if (ctx.is('application/x-www-form-urlencoded')) return fields(text);
  if (ctx.is('application/json')) return json(text);
  if (text === '') return {};
  throw new Refusal('http.bad_input', { field: 'content-type' });
}

async function bytes(ctx: Context, limit: number = bodyLimit): Promise<Buffer> {
  // Said at once: whoever announces too much need not send it.
  if ((ctx.request.length ?? 0) > limit) throw tooLarge(ctx);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    size += (chunk as Buffer).length;
    if (size > limit) throw tooLarge(ctx);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** What is still on its way would be taken for the next request: the connection ends with the answer. */
function tooLarge(ctx: Context): Refusal {
  ctx.set('Connection', 'close');
  return new Refusal('http.body_too_large');
}

function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new Refusal('http.bad_input', { field: 'body', cause });
  }
}

/** application/x-www-form-urlencoded, strictly: each field once, whole UTF-8, no NUL. */
function fields(text: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    if (broken(name)) throw new Refusal('http.bad_input');
    const field = unquoted(name);
    if (broken(value) || field in found)
      throw new Refusal('http.bad_input', { field: shown(field) });
    found[field] = unquoted(value);
  }
  return found;
}

function json(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text, (key, part: unknown) => {
      if (typeof part !== 'string' || !part.includes('\0')) return part;
      throw new Refusal('http.bad_input', { field: shown(key) });
    });
  } catch (cause) {
    throw cause instanceof Refusal
      ? cause
      : new Refusal('http.bad_input', { field: 'body', cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('http.bad_input', { field: 'body' });
  }
  return value as Record<string, unknown>;
}

const unquoted = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

function broken(text: string): boolean {
  try {
    return unquoted(text).includes('\0');
  } catch {
    return true;
  }
}

/** A field's name comes from outside and is echoed: only what can be one of ours. */
const shown = (field: string) => (/^[\w.-]{1,40}$/.test(field) ? field : undefined);
