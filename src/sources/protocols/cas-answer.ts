import { z } from 'zod';
import type { CasSettings } from './cas-settings.ts';
import { type Element, readXml } from './cas-xml.ts';
import { exactJson } from './oauth2-json.ts';
import { badAnswer } from './oidc-faults.ts';

/** What the server says of a ticket. */
export type Said =
  | { valid: true; user: string; attributes: Record<string, unknown> }
  /** A code of CAS Protocol 3.0 §2.5.3, or the server's own. */
  | { valid: false; code: string };

const SPACE = 'http://www.yale.edu/tp/cas';

/** Elements of the protocol itself, that are never attributes of the person. */
const own = new Set(['user', 'attributes', 'proxies', 'proxyGrantingTicket']);

/**
 * Reads an answer to a validation (CAS Protocol 3.0 §2.5.2, §2.5.3, §2.5.7). It says one thing or
 * is refused: two successes, a success beside a failure, a second account or a chain of proxies
 * throw Refusal `sources.bad_answer`.
 */
export const readAnswer = (settings: CasSettings, text: string): Said =>
  settings.format === 'JSON' ? fromJson(text) : fromXml(text, settings.attributes);

function fromXml(text: string, shape: CasSettings['attributes']): Said {
  const root = readXml(text);
  if (!is(root, 'serviceResponse')) throw badAnswer('not a CAS answer');
  if (count(root, 'authenticationSuccess') + count(root, 'authenticationFailure') !== 1)
    throw badAnswer('not one answer');
  const failure = only(root, 'authenticationFailure');
  if (failure) return { valid: false, code: failure.attributes['code']?.trim() ?? '' };
  const success = only(root, 'authenticationSuccess');
  if (!success) throw badAnswer('not one answer');
  if (only(success, 'proxies')) throw badAnswer('proxies');
  const user = only(success, 'user');
  if (!user || user.children.length > 0) throw badAnswer('user');
  return { valid: true, user: user.text.trim(), attributes: attributesOf(success, shape) };
}

function attributesOf(success: Element, shape: CasSettings['attributes']) {
  const holder = only(success, 'attributes');
  const listed =
    shape === 'beside'
      ? success.children.filter(({ name }) => !own.has(name))
      : (holder?.children ?? []);
  const flat = shape === 'named' ? [...listed, ...success.children] : listed;
  const values = new Map<string, string[]>();
  for (const { name, attributes, children, text } of flat) {
    const named = shape === 'named' && name === 'attribute';
    if ((shape === 'named' && !named) || children.length > 0) continue;
    const key = named ? attributes['name'] : name;
    const value = named ? (attributes['value'] ?? text) : text;
    if (key) values.set(key, [...(values.get(key) ?? []), value.trim()]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]]),
  );
}

const json = z.object({
  serviceResponse: z.object({
    authenticationSuccess: z
      .object({
        user: z.union([z.string(), z.number()]).transform(String),
        proxies: z.array(z.unknown()).nullish(),
        attributes: z.record(z.string(), z.unknown()).nullish(),
      })
      .nullish(),
    authenticationFailure: z.object({ code: z.string() }).nullish(),
  }),
});

function fromJson(text: string): Said {
  const { data: read } = json.safeParse(exactJson(text));
  if (!read) throw badAnswer('not a CAS answer');
  const { authenticationSuccess: success, authenticationFailure: failure } = read.serviceResponse;
  if (failure && !success) return { valid: false, code: failure.code.trim() };
  if (!success || failure) throw badAnswer('not one answer');
  if (success.proxies && success.proxies.length > 0) throw badAnswer('proxies');
  const attributes = Object.entries(success.attributes ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value) && value.length === 1 ? value[0] : value,
  ]);
  return { valid: true, user: success.user.trim(), attributes: Object.fromEntries(attributes) };
}

const is = ({ space, name }: Element, wanted: string) => space === SPACE && name === wanted;

/** Anywhere below, so that a second answer cannot hide inside the first. */
const count = (element: Element, name: string): number =>
  element.children.reduce((sum, child) => sum + (is(child, name) ? 1 : 0) + count(child, name), 0);

/** The one child of this name; undefined when there is none. Throws when there are several. */
function only(element: Element, name: string): Element | undefined {
  const found = element.children.filter((child) => is(child, name));
  if (found.length > 1) throw badAnswer(`${name} repeated`);
  return found[0];
}
