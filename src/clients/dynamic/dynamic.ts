/**
 * Dynamic registration (RFC 7591, RFC 7592; ADR 0048): programs register applications of a department,
 * and look after them. Owns the initial tokens, the tokens of the applications themselves, and what a
 * registration is in the words of these standards. Does not own any rule of an application: what is
 * registered here is drafted, changed and given up as from the portal (drafting.ts, submitting.ts).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as audit from '../../audit/audit.ts';
import { type Base, transaction } from '../../base.ts';
import { keyedHash } from '../../crypto/hash.ts';
import { Refusal, refused } from '../../errors.ts';
import { lacksSecret, registrationOf, stateOf } from '../by-program.ts';
import * as clients from '../clients.ts';
import { about } from '../drafting.ts';
import { blank, type Proposal, type Said, saying } from '../proposal.ts';
import * as tokens from './initial-tokens.ts';
import * as initialTokens from './initial-tokens-store.ts';
import { memberOf, readMetadata } from './metadata.ts';
import { faultsInEcho, outside } from './outside.ts';
import type { Policy } from './policy.ts';
import * as store from './registrations-store.ts';

export { metadataOf } from './metadata.ts';

/** A registration as it stands, with what is told of it once. */
export interface Registered {
  id: string;
  state: clients.State;
  issued_at: Date;
  stands: Proposal;
  /** The token of the application itself, where it was given another one. */
  token?: string;
  secret?: string;
  /** Members of a change that staff are asked for. */
  asked?: string[];
}

/**
 * Registers an application of the token's department: a draft like any other. Undefined where the token
 * is good for nothing; throws
 * `clients.bad_metadata` and `clients.beyond_token` with every member at fault.
 */
export async function register(
  base: Base,
  token: tokens.Good,
  body: Record<string, unknown>,
): Promise<Registered | undefined> {
  const id = `app-${randomBytes(10).toString('hex')}`;
  const actor = { kind: 'client', id } as const;
  const { said, names, faults } = readMetadata(body, token.policy);
  const all = {
    ...{ ...said, names: names ?? named(id), sector: token.policy.sector ?? id },
    ...{ level_floor: token.policy.level_floor, networks: token.policy.networks },
  };
  const { department_code } = token;
  const found = [...faults, ...outside(token.policy, saying(blank(id, all.names), all))];
  const registered = await inTheirWords(() =>
    transaction(base, async (base) => {
      if (!(await tokens.use(base, token.id))) return undefined;
      await clients.draft(base, { ...all, id, department_code }, actor, found);
      const secret = await secretIfNeeded(base, id, actor);
      const own = newToken();
      const now = base.clock.now();
      await store.insert(base, {
        ...{ client_id: id, initial_token_id: token.id, token_hash: hashOf(base, id, own) },
        ...{ registered_at: now, token_at: now, ended_at: null },
      });
      await audit.append(base, {
        ...{ ...about(id, actor), kind: 'client.registered_by_program' },
        detail: { initial_token_id: token.id },
      });
      return { ...(await readIt(base, id, now)), token: own, ...(secret && { secret }) };
    }),
  );
  if (registered) return registered;
  // Somebody else had its last use, or it was ended meanwhile.
  const row = await initialTokens.byId(base, token.id);
  return row && tokens.refused(base, token.id, tokens.standingOf(base, row));
}

/** An application whose own token was shown. */
export interface Own {
  id: string;
  token_hash: string;
  registered_at: Date;
  initial_token_id: string;
}

/**
 * The application of an id, where that is its token; undefined otherwise, after the same work for one
 * that was never there.
 */
export async function own(base: Base, id: string, token: string): Promise<Own | undefined> {
  const row = await store.byClient(base, id);
  const hash = hashOf(base, id, token);
  const is = timingSafeEqual(Buffer.from(hash), Buffer.from(row?.token_hash ?? '='.repeat(43)));
  const state = await stateOf(base, id);
  if (!is || !row?.token_hash || !state || state === 'retired') return undefined;
  const { token_hash, registered_at, initial_token_id } = row;
  return { id, token_hash, registered_at, initial_token_id };
}

/** The registration as it stands: neither a secret nor a token. */
export const read = (base: Base, { id, registered_at }: Own): Promise<Registered> =>
  readIt(base, id, registered_at);

/**
 * Puts a registration in the place of the one that stands, as far as its owner may change it alone; for
 * the rest staff are asked, and it stands. The application gets another token, and a secret where it is
 * to have one and has none. Undefined where its token is not its token any more; throws `clients.bad_metadata`,
 * `clients.beyond_token`, `clients.not_by_program`, `clients.change_waits`: then everything is as it was, the token too.
 */
export async function replace(
  base: Base,
  own: Own,
  body: Record<string, unknown>,
): Promise<Registered | undefined> {
  const { id } = own;
  const actor = { kind: 'client', id } as const;
  const echoed = await faultsInEcho(base, id, body);
  return inTheirWords(() =>
    transaction(base, async (base) => {
      const fresh = newToken();
      const turned = { was: own.token_hash, to: hashOf(base, id, fresh) };
      if (!(await store.turn(base, id, turned))) return undefined;
      const { policy } = (await initialTokens.byId(base, own.initial_token_id)) as {
        policy: Policy;
      };
      const { said, names, faults } = readMetadata(body, policy);
      const all: Said = { ...said, names: names ?? named(id) };
      const { stands } = await readIt(base, id, own.registered_at);
      const found = [...echoed, ...faults, ...outside(policy, saying(stands, all), stands)];
      const { asked } = await clients.change(base, id, all, actor, found);
      const secret = await secretIfNeeded(base, id, actor);
      await audit.append(base, { ...about(id, actor), kind: 'client.token_turned' });
      return {
        ...(await readIt(base, id, own.registered_at)),
        ...{ token: fresh, asked: asked.map(memberOf), ...(secret && { secret }) },
      };
    }),
  );
}

/**
 * Gives up an application that was never live. False where its token is not its token any more; throws
 * `clients.not_by_program` of one that people use: its end has a day, and two of the staff set it.
 */
export function remove(base: Base, { id, token_hash }: Own): Promise<boolean> {
  return inTheirWords(() =>
    transaction(base, async (base) => {
      if (!(await store.end(base, id, token_hash))) return false;
      await clients.abandon(base, id, { kind: 'client', id });
      return true;
    }),
  );
}

/** Since when an application has the token by which a program looks after it; undefined where it has none. */
export async function lookedAfterSince(base: Base, id: string): Promise<Date | undefined> {
  const row = await store.byClient(base, id);
  return row?.ended_at === null ? row.token_at : undefined;
}

/** Its owner ends that token: from then on it is changed at the portal alone. False when it had none. */
export function endToken(
  base: Base,
  id: string,
  actor: audit.AuditEvent['actor'],
): Promise<boolean> {
  return transaction(base, async (base) => {
    if (!(await store.endOf(base, id))) return false;
    await audit.append(base, { ...about(id, actor), kind: 'client.token_ended' });
    return true;
  });
}

const readIt = async (base: Base, id: string, issued_at: Date): Promise<Registered> => ({
  ...{ id, issued_at },
  ...(await registrationOf(base, id)),
});

/** The rules of every registration speak of our fields; whoever registers here knows the standards' words. */
async function inTheirWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'clients.bad_registration') {
      const { faults = [] } = thrown.detail;
      throw refused(
        faults.some(({ rule }) => rule === 'beyond')
          ? 'clients.beyond_token'
          : 'clients.bad_metadata',
        faults.map((fault) => ({ ...fault, field: memberOf(fault.field) })),
      );
    }
    // RFC 7592 §2.2, §2.3: it may not do this to itself.
    if (thrown instanceof Refusal && thrown.code === 'clients.wrong_state')
      throw new Refusal('clients.not_by_program');
    throw thrown;
  }
}

/** A first secret, where the application is to prove itself by one and has none. */
const secretIfNeeded = async (
  base: Base,
  client_id: string,
  actor: audit.AuditEvent['actor'],
): Promise<string | undefined> =>
  (await lacksSecret(base, client_id)) ? clients.addSecret(base, { client_id, actor }) : undefined;

/** The name of what gives itself none (RFC 7591 §2). */
const named = (id: string): Proposal['names'] => ({ 'zh-CN': id, ko: id, en: id });

const newToken = (): string => randomBytes(32).toString('base64url');

const hashOf = (base: Pick<Base, 'ring'>, id: string, token: string): string =>
  keyedHash(base.ring, 'artefact', `registration token ${id} ${token}`);
