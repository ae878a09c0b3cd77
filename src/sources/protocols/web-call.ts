import type { Call } from './signing.ts';

/** Texts of settings hold what a call needs in braces: `{code}`. */
const inBraces = /\{([a-z_]+)\}/g;

/** The names in a text's braces. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(inBraces)].map(([, inside = '']) => inside);

/** A text without its braces and what stands in them. */
export const withoutNames = (text: string): string => text.replace(inBraces, '');

/** Names and values with the braces filled; the schema has seen that all of them are known. */
export const fill = (
  texts: Record<string, string>,
  values: Record<string, string | undefined>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      text.replace(inBraces, (_, inside: string) => values[inside] ?? ''),
    ]),
  );

export type Method = 'get' | 'form' | 'json';

/** What the settings say a call is: parameters in the address, in a form, or in a JSON object. */
export function asCall(url: string, method: Method, params: Record<string, string>): Call {
  if (method !== 'get') {
    const body =
      method === 'json' ? JSON.stringify(params) : new URLSearchParams(params).toString();
    return { method: 'POST', url, params, body };
  }
  const asked = new URL(url);
  for (const [name, value] of Object.entries(params)) asked.searchParams.append(name, value);
  return { method: 'GET', url: asked.href, params: {} };
}

/** The type of a posted body; nothing for a GET. */
export const bodyType = (method: Method): Record<string, string> =>
  method === 'get'
    ? {}
    : {
        'content-type':
          method === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
      };

/** A body in a character set; empty when it is not of that set, so that nothing is read in it. */
export function textOf(body: Uint8Array, charset: 'utf-8' | 'gbk' | 'gb18030'): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    return '';
  }
}
