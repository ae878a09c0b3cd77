/** Answers in JSON, read so that nothing in them says two things. */
import { badAnswer } from './oidc-faults.ts';

/** Deeper than any honest answer. */
const DEPTH = 32;

const piece =
  /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}[\],:]|true|false|null/g;

/**
 * Reads JSON (RFC 8259) exactly: a number that JavaScript would write otherwise (a long one, `1e20`,
 * `7.0`) becomes its text, since two accounts must not become one by rounding (§6), and a name that stands twice in one object is refused, since readers differ in
 * which they take. Undefined when it is no JSON; throws Refusal `sources.bad_answer`.
 */
export function exactJson(text: string): unknown {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const pieces = [...text.matchAll(piece)].map(([one]) => one);
  const open: Set<string>[] = [];
  for (const [at, one] of pieces.entries()) {
    if (one === '{' || one === '[') open.push(new Set());
    if (open.length > DEPTH) throw badAnswer('answer too deep');
    if (one === '}' || one === ']') open.pop();
    if (pieces[at + 1] === ':') {
      const name = String(JSON.parse(one));
      if (open.at(-1)?.has(name)) throw badAnswer('a name stands twice in an answer');
      open.at(-1)?.add(name);
    }
  }
  return JSON.parse(pieces.map(exactly).join(''));
}

const exactly = (one: string): string =>
  /^[-\d]/.test(one) && String(Number(one)) !== one ? `"${one}"` : one;

/** Whether nothing in a value that others have read is a number that may have been another one. */
export function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isExact);
}

/** What a JSON pointer (RFC 6901) leads to; undefined when it leads nowhere. Never into what an object inherits. */
export function pointed(within: unknown, pointer: string): unknown {
  let here = within;
  for (const step of pointer.slice(1).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

/** The same as text; undefined when it is neither text nor number. */
export function textAt(within: unknown, pointer: string): string | undefined {
  const value = pointed(within, pointer);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
}
