import { z } from 'zod';
import {
  type Drawn,
  type Field,
  type FormFault,
  leavesOf,
  choice as nameOfChoice,
  presence,
  secretInput,
} from '../../views/admin/form-shown.ts';
import type { AddressesShown } from '../../views/admin/source-addresses.tsx';
import type { Lang } from '../../views/frame.ts';
import { settingWords, wordsKey } from '../../views/locales/sources/words.ts';
import * as audit from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import { read } from '../http/input.ts';
import * as rateLimit from '../http/rate-limit.ts';
import type { Protocol } from '../sources/contract.ts';
import type { Mapping } from '../sources/mapping.ts';
import { type ProtocolName, protocols } from '../sources/register.ts';
import { leadsHere, speaksInClear, type Tried, tryOut } from '../sources/trying.ts';
import { type At, actorOf } from './at.ts';
import { faultsOf } from './form-faults.ts';
import { type Before, type ReadForm, readForm, type Sent } from './form-read.ts';

/** What the forms of a source share: how they are read, drawn again and tried. */

/** Metadata that is pasted, percent-encoded; whoever sends it is of the staff. */
export const FORM_BYTES = 1_000_000;

/** What the department registers of us. Our document is there only once the source is. */
export function addressesOf({ needs }: At, name: ProtocolName, id: string): AddressesShown {
  const protocol: Protocol = protocols[name];
  if (protocol.kind !== 'redirect') return {};
  const callback = `${needs.issuer}/callback/${id}`;
  return {
    callback,
    sign_out: protocol.signOut && `${callback}/logout`,
    document: protocol.publish && `${callback}/metadata`,
  };
}

/** Everything that was sent, each a text; only names that a form has are ever looked at. */
export const sentIn = (at: At): Promise<Sent> =>
  read(at.ctx, z.record(z.string().max(300), z.string()));

export interface Part {
  fields: readonly Field[];
  shape: z.ZodType;
}

/** A part of a form, read: its value where nothing is wrong with it. */
export function readPart<T = unknown>(
  { fields, shape }: Part,
  sent: Sent,
  before: Before = { value: undefined, typed: new Map() },
): ReadForm & { parsed: T | undefined } {
  const form = readForm(fields, sent, before);
  const parsed = shape.safeParse(form.value);
  const unreadable = new Set(form.faults.map(({ name }) => name));
  const faults = parsed.success ? [] : faultsOf(fields, parsed.error.issues, sent);
  return {
    ...form,
    faults: [...form.faults, ...faults.filter(({ name }) => !unreadable.has(name))],
    parsed: parsed.success && form.faults.length === 0 ? (parsed.data as T) : undefined,
  };
}

/** Settings that lead to this machine are for whoever answers for the whole province. */
export function faultOfHere(
  { base, scope }: At,
  protocol: ProtocolName,
  settings: Record<string, unknown>,
): FormFault[] {
  const clear = speaksInClear(base, settings);
  if (clear !== undefined) return [{ name: clear, fault: 'said', said: 'must be https' }];
  const here = scope.department_ids === 'all' ? undefined : leadsHere(protocol, settings);
  return here === undefined ? [] : [{ name: `settings.${here}`, fault: 'this_machine' }];
}

/** The form as it was sent, to stand there again: no secret among it, only that there is one. */
export function drawnAgain(
  fields: readonly Field[],
  sent: Sent,
  secrets: ReadonlySet<string>,
): Drawn {
  const names = inputsOf(fields);
  return { values: Object.fromEntries(names.map((name) => [name, sent[name] ?? ''])), secrets };
}

function inputsOf(fields: readonly Field[]): string[] {
  return fields.flatMap((one) => {
    if (one.kind === 'group')
      return [...(one.optional ? [presence(one.name)] : []), ...inputsOf(one.fields)];
    if (one.kind === 'ways')
      return [nameOfChoice(one.name), ...one.ways.flatMap((way) => inputsOf(way.fields))];
    return one.secret ? [] : [one.name];
  });
}

/** Several parts of one page as one. */
export const together = (...drawn: readonly Drawn[]): Drawn => ({
  values: Object.assign({}, ...drawn.map(({ values }) => values)),
  secrets: new Set(drawn.flatMap(({ secrets }) => [...secrets])),
});

/** What the input of this name is called. */
export function labelsOf(protocol: string, fields: readonly Field[], lang: Lang) {
  const labels = new Map<string, string>();
  const walk = (some: readonly Field[], within: string) => {
    for (const one of some) {
      const label = within + settingWords(protocol, one.label, lang).label;
      for (const name of [one.name, presence(one.name), nameOfChoice(one.name)])
        labels.set(name, label);
      if (one.kind === 'group') walk(one.fields, `${label} · `);
      else if (one.kind === 'ways') for (const way of one.ways) walk(way.fields, `${label} · `);
      else labels.set(secretInput(one.name), label);
    }
  };
  walk(fields, '');
  return (name: string): string => labels.get(name) ?? '';
}

/** What something in a part is called, as far as its name leads; and whether it is a secret. */
export function thingIn(protocol: string, fields: readonly Field[], path: string, lang: Lang) {
  const parts = path.split('.');
  const names = parts.map((_, at) => parts.slice(0, parts.length - at).join('.'));
  const label = names.find((name) => wordsKey(protocol, name) !== undefined) ?? path;
  const secret = leavesOf(fields).some((leaf) => leaf.secret && names.includes(leaf.label));
  return { label: settingWords(protocol, label, lang).label, secret };
}

interface Trying {
  protocol: ProtocolName;
  settings: unknown;
  mapping: Mapping;
  source_id?: string;
}

/** Asks the system, with an event whatever came of it. Throws `http.too_many_requests`: an hour holds a hundred. */
export async function tryIt(at: At, { source_id, ...trying }: Trying): Promise<Tried> {
  const { base, staff } = at;
  const { wait } = await rateLimit.slowDown(base, { network: `trying ${staff.staff_id}` });
  if (wait > 0) throw new Refusal('http.too_many_requests', { retry_after: wait });
  // Its own connections: those of a source that people sign in through are let be.
  const tried = await tryOut(base, { ...trying, source_id: `trying ${staff.staff_id}` });
  const fault = tried.probe?.ok === false ? tried.probe.fault : undefined;
  await audit.append(base, {
    kind: 'source.tried',
    actor: actorOf(at),
    ...(source_id !== undefined && { object: { kind: 'source', id: source_id }, source_id }),
    outcome: fault === undefined ? 'ok' : 'failed',
    detail: { protocol: trying.protocol, fault: fault ?? null },
  });
  return tried;
}
