import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  importJWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import * as audit from '../../audit/audit.ts';
import { type Base, transaction } from '../../base.ts';
import * as deployment from '../../deployment.ts';
import { Refusal } from '../../errors.ts';
import * as keys from '../../keys/keys.ts';
import { fetchGuarded, OutgoingFault } from '../../outbox/outgoing.ts';
import * as clients from '../clients.ts';
import { excusable, pointCodes, toExcuse, toldOf } from './points.ts';
import * as store from './runs-store.ts';

/** RFC 8725 §3.11: no other token of the sandbox's keys can be taken for a report. */
const TYP = 'acceptance+jwt';

/** How long a report lets a client be submitted. */
const REPORT_MS = 90 * 24 * 3_600_000;

/** From when it was passed, which does not lie ahead either. */
export const isFresh = ({ clock }: Pick<Base, 'clock'>, passed_at: Date): boolean => {
  const age = clock.now().getTime() - passed_at.getTime();
  return age >= -CLOCKS_APART_MS && age < REPORT_MS;
};
const CLOCKS_APART_MS = 5 * 60_000;

/** True while the client has the profile and the addresses that were tried. */
export const isOf = (
  client: Pick<clients.Overview, 'profile' | 'redirect_uris'>,
  tried: { profile: string; redirect_uris: readonly string[] },
): boolean =>
  tried.profile === client.profile &&
  [...tried.redirect_uris].sort().join(' ') === [...client.redirect_uris].sort().join(' ');

/**
 * The report of a run that passed, or failed nothing but what may be excused, signed by the sandbox (a
 * JWS, `typ` acceptance+jwt). It is made anew at each call, since keys are changed within its 90 days;
 * `iat` is when the run ended. Undefined for any other run. Throws outside a sandbox: what production
 * signs is believed elsewhere.
 */
export async function signedReport(
  base: Base,
  issuer: string,
  run_id: string,
): Promise<string | undefined> {
  await deployment.onlyInSandbox(base);
  const run = await store.byId(base, run_id);
  if (!run?.ended_at || !run.points || !run.profile) return undefined;
  if (!run.passed && !toExcuse(run.points, run.profile)) return undefined;
  const key = (await keys.signingKeys(base)).find(
    ({ alg, state }) => alg === 'ES256' && state === 'current',
  );
  if (!key) throw new Error('no current signing key for ES256');
  return new SignJWT({
    client_id: run.client_id,
    profile: run.profile,
    redirect_uris: run.redirect_uris,
    points: run.points.map(({ code, result }) => ({ code, result })),
    passed: run.passed,
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: TYP })
    .setIssuer(issuer)
    .setIssuedAt(Math.floor(run.ended_at.getTime() / 1000))
    .sign(await importJWK(key.privateJwk, key.alg));
}

/**
 * The report of the youngest run that passed, else of the youngest that failed only what may be excused,
 * while it counts; a later one that fails takes nothing of it away. Undefined where there is none.
 */
export async function latestSigned(
  base: Base,
  issuer: string,
  client_id: string,
): Promise<string | undefined> {
  const since = new Date(base.clock.now().getTime() - REPORT_MS);
  const run = await store.latestCounting(base, client_id, { since, waived });
  return run && signedReport(base, issuer, run.id);
}

/** Of a run that did not pass: what its points may be all the same, for it to count with a reason. */
const waived = [
  ...excusable.map((code) => `${code} failed`),
  ...pointCodes
    .filter((code) => toldOf(code).advised)
    .flatMap((code) => [`${code} failed`, `${code} not_reached`]),
];

const claims = z.object({
  client_id: z.string(),
  profile: z.string(),
  redirect_uris: z.array(z.string()).max(100),
  points: z.array(z.object({ code: z.string(), result: z.string() })).max(500),
  passed: z.boolean(),
  iat: z.number().int(),
});

/** The sandbox whose reports count here, and the networks in which it may lie. */
export interface Sandbox {
  issuer: string;
  networks: readonly string[];
}

/**
 * Verifies a report against the keys of the sandbox and keeps it for `passed`. Throws Refusal
 * `clients.no_sandbox`, `clients.report_unreadable`, `clients.report_of_other` (another client,
 * profile or addresses), `clients.report_too_old`, `clients.report_failed`.
 */
export async function importReport(
  base: Base,
  sandbox: Sandbox | undefined,
  input: { client_id: string; report: string },
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  if (!sandbox) throw new Refusal('clients.no_sandbox');
  const text = input.report.trim();
  const read = claims.safeParse(await verified(sandbox, text, base.clock.now()));
  if (!read.success) throw new Refusal('clients.report_failed', { field: 'report' });
  const said = read.data;
  const passed_at = new Date(said.iat * 1000);
  await transaction(base, async (base) => {
    const client = await clients.read(base, input.client_id);
    if (!client || said.client_id !== client.id || !isOf(client, said))
      throw new Refusal('clients.report_of_other', { field: 'report' });
    if (!isFresh(base, passed_at)) throw new Refusal('clients.report_too_old', { field: 'report' });
    // A sandbox of an older or newer version may know other points: those that we know must be there.
    const open = toExcuse(said.points, said.profile);
    if (!open || said.passed !== (open.length === 0))
      throw new Refusal('clients.report_failed', { field: 'report' });
    await store.keepImported(base, {
      ...{ client_id: client.id, profile: said.profile, redirect_uris: said.redirect_uris },
      ...{ points: said.points.length, passed_at, issuer: sandbox.issuer },
      ...{ report: text, imported_at: base.clock.now() },
    });
    await audit.append(base, {
      kind: 'acceptance.imported',
      actor,
      object: { kind: 'client', id: client.id },
      client_id: client.id,
      outcome: 'ok',
      detail: { issuer: sandbox.issuer, passed_at: passed_at.toISOString() },
    });
  });
}

/** What was imported for a client, which was verified then; undefined when nothing was. */
export async function imported(base: Base, client_id: string) {
  const row = await store.imported(base, client_id);
  if (!row) return undefined;
  const { points } = claims.parse(decodeJwt(row.report));
  const failed = new Set(
    points.filter(({ result }) => result === 'failed').map(({ code }) => code),
  );
  return { ...row, to_excuse: excusable.filter((code) => failed.has(code)) };
}

async function verified(
  { issuer, networks }: Sandbox,
  report: string,
  now: Date,
): Promise<JWTPayload> {
  const { body, status } = await fetchGuarded(`${issuer}/jwks`, {
    networks,
    types: ['application/json', 'application/jwk-set+json'],
    maxBytes: 64 * 1024,
    timeoutMs: 5_000,
  }).catch((cause: unknown) => {
    throw cause instanceof OutgoingFault ? new Refusal('clients.no_sandbox', { cause }) : cause;
  });
  if (status !== 200) throw new Refusal('clients.no_sandbox');
  try {
    const set = createLocalJWKSet(JSON.parse(body.toString()));
    const { payload } = await jwtVerify(report, set, {
      issuer,
      typ: TYP,
      algorithms: ['ES256'],
      requiredClaims: ['iat'],
      currentDate: now,
    });
    return payload;
  } catch (fault) {
    if (fault instanceof errors.JOSEError || fault instanceof SyntaxError)
      throw new Refusal('clients.report_unreadable', { field: 'report', cause: fault });
    throw fault;
  }
}
