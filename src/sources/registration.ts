import { z } from 'zod';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { seal, open as unseal } from '../crypto/seal.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { mayMove, type State, states } from './life.ts';
import { type Mapping, mappingShape } from './mapping.ts';
import { refusePlainHttp } from './plain-http.ts';
import { openPolicy, type Policy, policyShape, tenable } from './policy.ts';
import { isProtocol, protocols } from './register.ts';
import type { SourceRecord } from './store.ts';
import * as store from './store.ts';

/** What an administrator says about a source. */
export interface Registration {
  id: string;
  protocol: string;
  department_code: string;
  names: departments.Words;
  /** What the department calls its account: 公积金账号. */
  account_words: departments.Words;
  /** Whether its accounts were issued against the document. */
  registration: 'issued' | 'self_registered';
  /** 0 to 4: no arrival has more. */
  ceiling: number;
  evidence_days?: number;
  settings: unknown;
  /** Which of its attributes become which of ours; without one, the usual names of its protocol. */
  mapping?: unknown;
  /** A new source is live unless said; one that is there moves as its life allows. */
  state?: State;
  /** What is not said stays as it is; of a new source, as every source may. */
  policy?: Partial<Policy>;
  position?: number;
}

const words = z.strictObject({
  'zh-CN': z.string().trim().min(1).max(100),
  ko: z.string().trim().min(1).max(100),
  en: z.string().trim().min(1).max(100),
});

/** What people read of a source, and how long a sign-in through it counts. */
export const detailsShape = z.strictObject({
  names: words,
  account_words: words,
  evidence_days: z.int().min(1).max(3_650).default(365),
  position: z.int().min(-1_000).max(100_000).default(0),
});

const shape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
  protocol: z.string().refine(isProtocol, 'unknown protocol'),
  department_code: z.string().min(1),
  names: words,
  account_words: words,
  registration: z.enum(['issued', 'self_registered']),
  ceiling: z.int().min(0).max(4),
  evidence_days: z.int().min(1).default(365),
  settings: z.unknown(),
  mapping: mappingShape.optional(),
  state: z.enum(states).optional(),
  policy: policyShape.partial().default({}),
  position: z.int().default(0),
});

/**
 * Registers a source, or brings the one of this id to what is said; the same again changes nothing.
 * A state that is not said stays as it is; its department is in the tree before it. Throws `sources.bad_settings` and
 * `sources.plain_http` with the field; a source's protocol never changes, since its links are by the subjects that this
 * protocol gave. `only_new`: throws `sources.id_taken` where there is one of this id.
 */
export async function register(
  base: Base,
  registration: Registration,
  actor: audit.AuditEvent['actor'] = { kind: 'system' },
  { only_new = false } = {},
): Promise<'added' | 'changed' | 'same'> {
  const { settings: said, mapping = null, state, policy, ...others } = read(shape, registration);
  const fields = { ...others, ...(policy as Partial<Policy>), mapping };
  const spoken = read(protocols[fields.protocol].settings, said, 'settings.');
  refusePlainHttp(base, spoken);
  const settings = JSON.stringify(spoken);
  const now = base.clock.now();
  const event = {
    actor,
    object: { kind: 'source', id: fields.id },
    source_id: fields.id,
    outcome: 'ok',
  } as const;
  return transaction(base, async (base) => {
    if ((await departments.hold(base, fields.department_code)) === undefined)
      throw badSettings('department_code');
    await tenable(base, fields);
    const added = await store.insert(base, {
      ...openPolicy,
      ...fields,
      state: state ?? 'live',
      testers_sealed: null,
      settings_sealed: sealedSettings(base, fields.id, settings),
      created_at: now,
      updated_at: now,
    });
    if (added) {
      const { protocol, ceiling } = fields;
      const detail = { protocol, ceiling, registration: fields.registration };
      await audit.append(base, { ...event, kind: 'source.registered', detail });
      return 'added';
    }
    if (only_new) throw new Refusal('sources.id_taken', { field: 'id' });
    const before = await store.lock(base, fields.id);
    if (!before) throw new Error('a source that could not be added is not there');
    if (before.protocol !== fields.protocol) throw badSettings('protocol');
    if (state && state !== before.state && !mayMove(before.state, state))
      throw badSettings('state');
    const to = differing(before, { ...fields, ...(state && { state }) });
    if (settingsOf(base, before) !== settings)
      to.settings_sealed = sealedSettings(base, fields.id, settings);
    // What another address published is trusted no longer.
    if (to.settings_sealed !== undefined) await store.dropDocument(base, fields.id);
    if (Object.keys(to).length === 0) return 'same';
    await store.change(base, fields.id, to);
    const detail = { changed: Object.keys(to).sort().join(' ') };
    await audit.append(base, { ...event, kind: 'source.changed', detail });
    return 'changed';
  });
}

/** The settings in clear, as JSON text: opened only when they are used. */
export const settingsOf = (base: Base, row: Pick<SourceRecord, 'id' | 'settings_sealed'>): string =>
  unseal(base.ring, place(row.id), row.settings_sealed);

/** The source's own mapping, or the usual one of its protocol. */
export const mappingOf = ({
  mapping,
  protocol,
}: Pick<SourceRecord, 'mapping' | 'protocol'>): Mapping => mapping ?? protocols[protocol].mapping;

export const sealedSettings = (base: Base, id: string, settings: string) =>
  seal(base.ring, place(id), settings);

const place = (row: string) => ({ table: 'sources', column: 'settings', row });

/** What is said other than it stands. */
export function differing(
  before: SourceRecord,
  said: Partial<SourceRecord>,
): Partial<SourceRecord> {
  const same = (name: string) =>
    canonical(before[name as keyof SourceRecord]) === canonical(said[name as keyof SourceRecord]);
  return Object.fromEntries(Object.entries(said).filter(([name]) => !same(name)));
}

/** jsonb gives keys back in its own order, at every depth. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Throws `sources.bad_settings` with the field. */
export function read<S extends z.ZodType>(schema: S, value: unknown, prefix = ''): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badSettings(prefix + (result.error.issues[0]?.path.join('.') ?? ''));
}

const badSettings = (field: string) => new Refusal('sources.bad_settings', { field });
