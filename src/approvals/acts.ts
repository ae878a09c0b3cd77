// Longer than 250 lines on purpose: one list of every act of two people, read from top to bottom.
import { z } from 'zod';

/** One act that a single person cannot do. */
export interface Declared {
  /** What it is done to: ids and codes only, never a value of a person. */
  params: z.ZodType<Record<string, unknown>>;
  /** How long it waits for a second person. */
  life_hours: number;
  /** Permissions, by their names in the policy of the console. */
  ask: string;
  decide: string;
  /** Who may do it at once, and who reviews that afterwards; absent: nobody may. */
  now?: string;
  review?: string;
}

const WEEK = 7 * 24;
const code = z.string().regex(/^[a-z][a-z0-9-]{1,59}$/);
const id = z.uuid();
const registration = z.enum(['issued', 'self_registered']);
const ceiling = z.int().min(0).max(4);
const word = z.string().regex(/^[a-z_]{1,60}$/);
const codes = z.array(z.string().regex(/^[\w.:/[\]-]{1,200}$/)).max(20);
const grant = {
  staff_id: id,
  role: word,
  department_id: id,
  client_id: code.optional(),
};
const day = z.iso.date();
/** What it is lies beside it (client_changes): the act is on that and nothing else. */
const asked_of_client = z.strictObject({ client_id: code, change_id: id });
const said = z.boolean().optional();
/** Rules of a source: those that change, or what stood there. What they may be, sources say. */
const rules = z.strictObject({
  ceiling: ceiling.optional(),
  registration: registration.optional(),
  matching: word.optional(),
  may_link: said,
  may_create: said,
  links_alone: said,
  updates_alone: said,
  kinds: z.array(word).max(10).optional(),
  regions: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/))
    .max(50)
    .nullable()
    .optional(),
  corrects: z.array(word).max(20).optional(),
});

/**
 * Every act that takes two people. An act is added here, and neither the map of executors nor that
 * of the sentences compiles until it has one. `was` is what stood there when it was asked: who
 * decides sees both, and an act is refused when something else stands there by then.
 */
export const acts = {
  'source.enable': {
    params: z.strictObject({ source_id: code }),
    life_hours: WEEK,
    ask: 'ask for a change of a source',
    decide: 'decide on a change of a source',
  },
  'source.disable': {
    params: z.strictObject({
      source_id: code,
      /** Absent: they end. */
      sessions: z.enum(['end', 'keep']).optional(),
    }),
    life_hours: WEEK,
    ask: 'ask for a change of a source',
    decide: 'decide on a change of a source',
    now: 'switch a source off at once',
    review: 'review what was switched off at once',
  },
  'source.move': {
    params: z.strictObject({ source_id: code, to: word, was: word }),
    life_hours: WEEK,
    ask: 'ask for a change of a source',
    decide: 'decide on a change of a source',
  },
  'source.change': {
    params: z.strictObject({
      source_id: code,
      to: rules,
      was: rules,
    }),
    life_hours: WEEK,
    ask: 'ask for a change of a source',
    decide: 'decide on a change of a source',
  },
  'source.change_settings': {
    // What it is to become lies sealed beside it: settings hold secrets.
    params: z.strictObject({
      source_id: code,
      part: z.enum(['settings', 'mapping', 'details']),
      edit_id: id,
    }),
    life_hours: WEEK,
    ask: 'ask for a change of a source',
    decide: 'decide on a change of a source',
  },
  'client.approve': {
    params: z.strictObject({ client_id: code, to: z.string().max(300), was: z.string().max(300) }),
    life_hours: WEEK,
    ask: 'ask for claims of a client',
    decide: 'decide on claims of a client',
  },
  'client.admit': {
    params: asked_of_client,
    life_hours: WEEK,
    ask: 'ask for a client to be approved',
    decide: 'decide on a client',
  },
  'client.change': {
    params: asked_of_client,
    life_hours: WEEK,
    ask: 'ask for a client to be approved',
    decide: 'decide on a client',
  },
  'client.suspend': {
    params: z.strictObject({ client_id: code }),
    life_hours: WEEK,
    ask: 'ask to stop or end a client',
    decide: 'decide to stop or end a client',
    now: 'stop a client at once',
    review: 'review what was switched off at once',
  },
  'client.retire': {
    params: z.strictObject({ client_id: code, on: day }),
    life_hours: WEEK,
    ask: 'ask to stop or end a client',
    decide: 'decide to stop or end a client',
  },
  'client.resume': {
    params: z.strictObject({ client_id: code }),
    life_hours: WEEK,
    ask: 'ask to stop or end a client',
    decide: 'decide to stop or end a client',
  },
  'initial_token.grant': {
    // What of it may stand, applications say.
    params: z.strictObject({
      department_id: id,
      policy: z.strictObject({
        scopes: codes,
        profiles: codes,
        auth_methods: codes,
        grant_types: codes,
        hosts: codes,
        networks: codes,
        sector: code.nullable(),
        level_floor: ceiling,
      }),
      most_uses: z.int().positive(),
      days: z.int().positive(),
    }),
    life_hours: WEEK,
    ask: 'ask for a registration token',
    decide: 'decide on a registration token',
  },
  'identity.merge': {
    params: z.strictObject({ survivor_id: id, absorbed_id: id, conflict_id: id.optional() }),
    life_hours: WEEK,
    ask: 'settle conflicts',
    decide: 'decide on a merge',
  },
  'identity.unmerge': {
    params: z.strictObject({ merge_id: id }),
    life_hours: WEEK,
    ask: 'settle conflicts',
    decide: 'decide on a merge',
  },
  'identity.lock': {
    params: z.strictObject({ identity_id: id, reason_code: word }),
    life_hours: WEEK,
    ask: 'ask to lock or close an identity',
    decide: 'decide on a lock of an identity',
  },
  'identity.close': {
    params: z.strictObject({ identity_id: id, reason_code: word }),
    life_hours: WEEK,
    ask: 'ask to lock or close an identity',
    decide: 'decide on a lock of an identity',
  },
  'identity.restore': {
    params: z.strictObject({
      identity_id: id,
      reason_code: word,
      was: z.enum(['suspended', 'closed']),
    }),
    life_hours: WEEK,
    ask: 'ask to lock or close an identity',
    decide: 'decide on a lock of an identity',
  },
  'staff.grant': {
    params: z.strictObject(grant),
    life_hours: WEEK,
    ask: 'ask for a change of a role',
    decide: 'decide on a change of a role',
    // On the first day there is nobody to be the second person (ADR 24); its executor holds to that.
    now: 'appoint a second security administrator',
    review: 'decide on a change of a role',
  },
  'staff.revoke': {
    params: z.strictObject({ staff_id: id, grant_id: id }),
    life_hours: WEEK,
    ask: 'ask for a change of a role',
    decide: 'decide on a change of a role',
  },
  'staff.reset_factor': {
    params: z.strictObject({ staff_id: id }),
    life_hours: WEEK,
    ask: 'ask for a change of a role',
    decide: 'decide on a change of a role',
  },
  'keys.rotate': {
    params: z.strictObject({ alg: z.enum(['ES256', 'RS256']), was: z.string().max(60) }),
    life_hours: WEEK,
    ask: 'ask for a change of a key',
    decide: 'decide on a change of a key',
  },
  'keys.revoke': {
    params: z.strictObject({ kid: z.string().regex(/^[\w-]{20,60}$/) }),
    life_hours: WEEK,
    ask: 'ask for a change of a key',
    decide: 'decide on a change of a key',
  },
  'trail.export': {
    params: z
      .strictObject({ from: day, until: day })
      .refine(({ from, until }) => from <= until, { path: ['until'] }),
    life_hours: 24,
    ask: 'ask for an export of the trail',
    decide: 'decide on an export of the trail',
  },
} as const satisfies Record<string, Declared>;

export type Act = keyof typeof acts;
export type Params<A extends Act> = z.infer<(typeof acts)[A]['params']>;

/** Acts that one person may do at once. */
export type EmergencyAct = {
  [A in Act]: (typeof acts)[A] extends { now: string; review: string } ? A : never;
}[Act];

/** An act with what it is done to. */
export type Asked<A extends Act = Act> = { [B in A]: { act: B; params: Params<B> } }[A];

export const isAct = (text: string): text is Act => Object.hasOwn(acts, text);

/**
 * Whether this node knows the act of a row and every part of what was asked: during an upgrade newer
 * nodes write acts, and further params of acts, that it must neither choke on nor do by halves.
 */
export const isUnderstood = ({ act, params }: { act: string; params: unknown }): boolean =>
  isAct(act) && acts[act].params.safeParse(params).success;

/** The same for whoever goes through them all. */
export const declarations: Readonly<Record<Act, Declared>> = acts;
