import * as audit from '../../audit/audit.ts';
import { type Base, transaction } from '../../base.ts';
import * as deployment from '../../deployment.ts';
import { Refusal } from '../../errors.ts';
import * as runs from './runs-store.ts';
import * as store from './store.ts';

/**
 * How a sandbox fails at will, for one client and at most an hour, each by what the client sees of
 * it. Applied around the engine by oidc/sandbox, which a production gateway does not mount.
 */
export const switches = {
  consent_refused: 'The authorisation ends with access_denied, as if the person had refused.',
  login_required: 'The authorisation ends with login_required, as after prompt=none.',
  source_down: 'The sign-in page says that the login system of the department does not answer.',
  gateway_unavailable: 'The authorisation endpoint answers 503.',
  state_altered: 'The answer comes back with another state.',
  iss_altered: 'The answer comes back from another issuer (RFC 9207).',
  iss_missing: 'The answer comes back without iss (RFC 9207).',
  code_invalid: 'The code that comes back is none: the token endpoint refuses it.',
  token_unavailable: 'The token endpoint answers 503 with Retry-After.',
  access_short: 'Access tokens are said to be good for one second.',
  id_token_missing: 'The token endpoint gives no id token.',
  id_token_signature: 'The id token is signed by a key that is not ours, under the name of ours.',
  id_token_unknown_key: 'The id token is signed by a key whose kid stands in no key set.',
  id_token_new_key:
    'The id token is signed under a kid that the key set has had for a moment only.',
  id_token_alg_none: 'The id token is not signed: alg none.',
  id_token_issuer: 'The id token is of another issuer.',
  id_token_audience: 'The id token is for another client.',
  id_token_expired: 'The id token expired an hour ago.',
  id_token_nonce: 'The id token has another nonce.',
  id_token_nonce_missing: 'The id token has no nonce.',
  level_too_low: 'The id token says level 0, whatever was asked for.',
  clock_behind: 'The id token is made by a clock ten minutes behind.',
  clock_ahead: 'The id token is made by a clock ten minutes ahead.',
  userinfo_other_sub: 'Userinfo is that of somebody else.',
  userinfo_unavailable: 'Userinfo answers 503.',
  logout_signature: 'Logout tokens are signed by a key that is not ours.',
  logout_alg_none: 'Logout tokens are not signed: alg none.',
  logout_issuer: 'Logout tokens are of another issuer.',
  logout_audience: 'Logout tokens are for another client.',
  logout_expired: 'Logout tokens expired an hour ago.',
  logout_events: 'Logout tokens have another event.',
  logout_nonce: 'Logout tokens have a nonce.',
} as const satisfies Record<string, string>;

export type Switch = keyof typeof switches;

const LONGEST_MINUTES = 60;

/** What is switched on for a client now; while the robot tries it, only what the robot switched. */
export interface Active {
  on: ReadonlyMap<Switch, { set_at: Date }>;
  /** The robot's run, which wants to know what the client does. */
  run_id?: string;
}

export async function active(base: Base, client_id: string): Promise<Active> {
  const [rows, run_id] = await Promise.all([
    store.activeSwitches(base, client_id),
    runs.running(base, client_id),
  ]);
  const counting = rows.filter((row) => run_id === undefined || row.run_id === run_id);
  return {
    on: new Map(counting.map((row) => [row.switch as Switch, { set_at: row.set_at }])),
    ...(run_id !== undefined && { run_id }),
  };
}

/** The clients of this switch now, for answers that are given to everybody alike. */
export const nowOn = (base: Base, which: Switch): Promise<{ client_id: string; set_at: Date }[]> =>
  store.clientsWith(base, which);

/** What a developer has switched on, with its end. */
export const list = (base: Base, client_id: string): Promise<{ switch: Switch; until: Date }[]> =>
  store.listed(base, client_id) as Promise<{ switch: Switch; until: Date }[]>;

/**
 * Switches one on for some minutes (at most an hour). Throws outside a sandbox; Refusal
 * `http.bad_input` for a switch that there is not, or a time that is too long.
 */
export async function turnOn(
  base: Base,
  input: { client_id: string; switch: string; minutes: number },
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  if (!Object.hasOwn(switches, input.switch))
    throw new Refusal('http.bad_input', { field: 'switch' });
  if (!Number.isInteger(input.minutes) || input.minutes < 1 || input.minutes > LONGEST_MINUTES)
    throw new Refusal('http.bad_input', { field: 'minutes' });
  await transaction(base, async (base) => {
    await deployment.onlyInSandbox(base);
    await store.setSwitch(base, input.client_id, input.switch, input.minutes * 60_000);
    await note(base, input, 'on', actor);
  });
}

export async function turnOff(
  base: Base,
  input: { client_id: string; switch: string },
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  await transaction(base, async (base) => {
    if ((await store.clearSwitches(base, input.client_id, [input.switch])) > 0)
      await note(base, input, 'off', actor);
  });
}

const note = (
  base: Base,
  input: { client_id: string; switch: string },
  to: 'on' | 'off',
  actor: audit.AuditEvent['actor'],
) =>
  audit.append(base, {
    kind: 'sandbox.switched',
    actor,
    object: { kind: 'client', id: input.client_id },
    client_id: input.client_id,
    outcome: 'ok',
    detail: { switch: input.switch, to },
  });

/** The robot's: part of its run, which the trail has as a whole. */
export async function during<T>(
  base: Base,
  run: { client_id: string; run_id: string },
  which: readonly Switch[],
  work: () => Promise<T>,
): Promise<T> {
  await deployment.onlyInSandbox(base);
  for (const one of which) await store.setSwitch(base, run.client_id, one, 5 * 60_000, run.run_id);
  try {
    return await work();
  } finally {
    await store.clearSwitches(base, run.client_id, which, run.run_id);
  }
}
