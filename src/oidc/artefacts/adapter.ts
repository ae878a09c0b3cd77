import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { lifetimes } from '../../../config/oidc.ts';
import type { Base } from '../../base.ts';
import { open, seal } from '../../crypto/seal.ts';
import { consumedKinds, type Found, type Kind, type Stored } from './contract.ts';
import { waitingRows } from './device-codes.ts';
import { current, type UnitOfWork } from './unit-of-work.ts';

/** A value used again within this time is refused and ends nothing: a double click, a retry. */
const REPLAY_GRACE_MS = 10_000;

export interface AdapterHands {
  /** A used value came again after the grace: the engine will end its grant. */
  replayed(work: UnitOfWork, found: Found): void;
}

/** oidc-provider's storage on the unit of work of the request. */
export function adapterFor(base: Base, hands: AdapterHands) {
  return (name: string): Adapter => {
    if (name === 'Client') return noClients;
    const kind = name as Kind;
    return {
      async find(value) {
        const work = current();
        // Whether it was seen is decided by the flush, in one step with all that it lets happen.
        if (kind === 'ReplayDetection') return work.marked(value) ? seen : undefined;
        const found = await work.find(kind, value);
        return found && (await admitted(base, hands, work, found, value));
      },
      async findByUid(uid) {
        const work = current();
        const found = await work.sessionByUid(uid);
        return found && (await admitted(base, hands, work, found, undefined));
      },
      async findByUserCode() {
        return undefined;
      },
      async upsert(value, payload, expiresIn) {
        const work = current();
        if (expiresIn === undefined) throw new RangeError(`a ${kind} must expire`);
        if (kind === 'ReplayDetection') return work.mark(value, expiresIn + DATED_AHEAD);
        const row = stored(base, work, kind, value, payload, expiresIn);
        if (kind !== 'DeviceCode') return work.put(row);
        for (const one of waitingRows(row, (text) => work.keyOf('UserCode', text))) work.put(one);
      },
      async consume(value) {
        const work = current();
        const consumed = consumedKinds.find((one) => one === kind);
        if (!consumed) throw new Error(`${kind} is not consumed`);
        work.writes.consume.push({ kind: consumed, key: work.keyOf(kind, value) });
      },
      async destroy(value) {
        const work = current();
        const key = work.keyOf(kind, value);
        // A rotated cookie id is destroyed too: then the session is saved again under its uid.
        if (kind === 'Session') {
          const found = await work.find(kind, value);
          if (found?.uid !== undefined) work.destroyed.set(found.uid, key);
          return;
        }
        if (kind === 'Grant') work.writes.revoke.push(value);
        work.drop(kind, key);
      },
      async revokeByGrantId(grantId) {
        const { revoke } = current().writes;
        if (!revoke.includes(grantId)) revoke.push(grantId);
      },
    };
  };
}

async function admitted(
  base: Base,
  hands: AdapterHands,
  work: UnitOfWork,
  found: Found,
  value: string | undefined,
): Promise<AdapterPayload | undefined> {
  if (found.kind === 'Session' && !(await sessionStands(work, found))) return undefined;
  const payload = opened(base, found);
  if (value !== undefined) payload.jti = value;
  if (!found.consumed_at) return payload;
  const consumed = Math.floor(found.consumed_at.getTime() / 1000);
  // Nothing was issued under it yet, and the engine has an error of its own for it.
  if (found.kind === 'PushedAuthorizationRequest') return { ...payload, consumed };
  if (base.clock.now().getTime() - found.consumed_at.getTime() < REPLAY_GRACE_MS) {
    throw new errors.InvalidGrant('already used');
  }
  hands.replayed(work, found);
  return { ...payload, consumed };
}

/** A session of a person is one as long as its row says so; what the engine remembers does not count. */
async function sessionStands(work: UnitOfWork, found: Found): Promise<boolean> {
  if (found.payload.accountId === undefined) return true;
  const standing = await work.standing(found.uid as string);
  return standing !== undefined && !standing.session_ended && standing.identity_state === 'active';
}

function stored(
  base: Base,
  work: UnitOfWork,
  kind: Kind,
  value: string,
  payload: AdapterPayload,
  expiresIn: number,
): Stored {
  const { jti: _, ...rest } = payload;
  const key = work.keyOf(kind, value);
  return {
    kind,
    key,
    payload: asked.has(kind)
      ? { sealed: seal(base.ring, placeOf(key), JSON.stringify(rest)) }
      : rest,
    expires_at: new Date(base.clock.now().getTime() + (expiresIn + keptOn(kind)) * 1000),
    ...(kind === 'Session' && { uid: payload.uid as string }),
    ...(payload.grantId !== undefined && kind !== 'Interaction' && { grant_id: payload.grantId }),
    ...(payload.sessionUid !== undefined && { session_uid: payload.sessionUid }),
  };
}

/** For one value shown twice in the same request. */
/**
 * The engine takes a DPoP proof that is dated up to so long ahead, and would forget it while its date
 * is still good (RFC 9449 §11.1); seconds.
 */
const DATED_AHEAD = 300;

const seen: AdapterPayload = { kind: 'ReplayDetection', jti: 'seen', exp: Number.MAX_SAFE_INTEGER };

/** These hold what the client asked for, a login_hint among it: sealed (Never 9). */
const asked: ReadonlySet<Kind> = new Set(['Interaction', 'PushedAuthorizationRequest']);

/**
 * A pushed request is used when its sign-in is through, and that may take as long as an interaction
 * does. So long its row stays, though the engine lets nobody begin with it any more.
 */
const keptOn = (kind: Kind): number =>
  kind === 'PushedAuthorizationRequest' ? lifetimes.Interaction : 0;

function opened(base: Base, found: Found): AdapterPayload {
  if (!asked.has(found.kind)) return { ...found.payload } as AdapterPayload;
  return JSON.parse(open(base.ring, placeOf(found.key), found.payload.sealed as string));
}

const placeOf = (row: string) => ({ table: 'artefacts', column: 'payload', row });

const none = async () => undefined;

/** The engine is told all clients when it is built (provider.ts): whom it does not know is nobody. */
const noClients: Adapter = {
  find: none,
  findByUid: none,
  findByUserCode: none,
  upsert: none,
  consume: none,
  destroy: none,
  revokeByGrantId: none,
};
