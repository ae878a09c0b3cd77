import type { Base } from '../base.ts';
import { type Applicant, readApplicant } from './applicant.ts';
import { deepLink } from './deep-links.ts';
import type { CaseEventKind } from './entry.ts';
import { placeInOrder } from './event-kinds.ts';
import {
  caseEvent,
  type WrittenApplicant,
  type WrittenEvent,
  type WrittenOrganisation,
} from './event-schema.ts';
import { fingerprint } from './fingerprints.ts';
import type { FoldedEvent } from './fold.ts';
import type { Refused, Writer } from './writer.ts';

/** A case event that holds by itself; whether it fits what is known of the case is seen later. */
export interface CaseEvent extends FoldedEvent<Applicant> {
  id: string;
  case_number: string;
  /** Of all that it says. */
  digest: string;
  /** `data`, as it is kept. */
  data: WrittenEvent['data'];
}

interface Said extends Partial<Record<SaidText, string>> {
  applicant?: WrittenApplicant;
  organisation?: WrittenOrganisation;
}
type SaidText =
  | 'status_text'
  | 'matter_code'
  | 'matter_name'
  | 'area_code'
  | 'promised_at'
  | 'deep_link';

/** A department's clock may be so far ahead. What lies further would keep out all that really follows. */
export const CLOCK_AHEAD_MS = 5 * 60_000;

/** Reads one event as it came; what is wrong is said of this event alone, with its field. */
export function readEvent(base: Base, writer: Writer, raw: unknown): CaseEvent | Refused {
  const bad = (field: string): Refused => ({ code: 'records.bad_event', field });
  const parsed = caseEvent.safeParse(raw);
  if (!parsed.success) return bad(fieldAtFault(parsed.error.issues[0]));
  const { id, source, subject, type, time, data } = parsed.data;
  const crooked = halfCharacter(data, 'data') ?? halfCharacter({ subject }, '');
  if (crooked) return bad(crooked);
  if (source !== `urn:songhua:department:${writer.department_code}`)
    return { code: 'records.other_department', field: 'source' };
  const at = instantOf(time);
  if (!at || at.getTime() > base.clock.now().getTime() + CLOCK_AHEAD_MS) return bad('time');

  // Each kind of event has some of these.
  const said: Said = data;
  if (Object.keys(said).length === 0) return bad('data');
  const { status_text, matter_code, matter_name, area_code } = said;
  const promised_at = said.promised_at === undefined ? undefined : instantOf(said.promised_at);
  if (said.promised_at !== undefined && !promised_at) return bad('data.promised_at');
  const deep_link = said.deep_link === undefined ? undefined : deepLink(writer, said.deep_link);
  if (said.deep_link !== undefined && !deep_link) return bad('data.deep_link');
  if (said.organisation && !said.applicant) return bad('data.organisation');
  const concerned =
    said.applicant && readApplicant(base, writer.sector, said.applicant, said.organisation);
  if (concerned && 'field' in concerned) return bad(concerned.field);

  const kind = type.split('.')[2] as CaseEventKind;
  return {
    id,
    case_number: subject,
    kind,
    at,
    place: placeInOrder({ at, kind, client_id: writer.id, id }),
    says: { status_text, matter_code, matter_name, area_code, promised_at, deep_link },
    ...(concerned && { concerned }),
    data,
    digest: fingerprint(base.ring, 'event', [subject, kind, at.toISOString(), data]),
  };
}

const EARLIEST = Date.parse('1970-01-01T00:00:00Z');

/** To the millisecond; undefined when it lies out of all reason. */
function instantOf(time: string): Date | undefined {
  const at = new Date(time);
  const ms = at.getTime();
  return ms >= EARLIEST && at.getUTCFullYear() <= 9999 ? at : undefined;
}

/** Where a text holds half of a surrogate pair, which no database keeps as it is. */
function halfCharacter(value: object, path: string): string | undefined {
  for (const [name, part] of Object.entries(value)) {
    const field = path ? `${path}.${name}` : name;
    if (
      typeof part === 'string' &&
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(part)
    )
      return field;
    const inner = typeof part === 'object' && part !== null && halfCharacter(part, field);
    if (inner) return inner;
  }
  return undefined;
}

interface Issue {
  path: PropertyKey[];
  keys?: string[];
}

/** The field's name comes from outside and is echoed: only what can be one of ours. */
function fieldAtFault(issue: Issue | undefined): string {
  const path = [...(issue?.path ?? []), ...(issue?.keys?.slice(0, 1) ?? [])];
  const known = path.map(String).filter((name) => /^\w{1,40}$/.test(name));
  return known.join('.') || 'event';
}
