import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { newId } from '../crypto/ids.ts';
import * as departments from '../departments/departments.ts';
import { Refusal, refused } from '../errors.ts';
import { type Fault, firstOfEach } from '../faults.ts';
import * as subscriptions from '../outbox/subscriptions.ts';
import { scopesOf } from './approving.ts';
import * as changesStore from './changes-store.ts';
import { claimsOf, faultsInClaims, setClaims } from './claims.ts';
import { type Accepted, kept } from './excuses.ts';
import { faultsInWords } from './forms.ts';
import { changes } from './life.ts';
import {
  type Beside,
  blank,
  changedBy,
  columnsOf,
  differing,
  type Field,
  only,
  type Proposal,
  type Said,
  saying,
  standing,
} from './proposal.ts';
import { faultsIn } from './registration.ts';
import type { ClientRow } from './store.ts';
import * as store from './store.ts';

type Actor = audit.AuditEvent['actor'];

/** A client as it is begun: its id and names, and as much of the rest as is known. */
export type Draft = Pick<Proposal, 'names'> & { id: string; department_code: string } & Said;

/**
 * Begins a client: nobody is let in there, and the engine of production does not know it. Its sector
 * is its own unless one is said. Throws `clients.id_taken`, for ids of retired ones and names of sectors
 * too, and `clients.bad_registration` with every fault, those that its caller has `found` first.
 */
export async function draft(
  base: Base,
  { id, department_code, ...said }: Draft,
  actor: Actor,
  found: readonly Fault[] = [],
): Promise<void> {
  const proposal = proposed(id, blank(id, said.names), { said, found });
  await transaction(base, async (base) => {
    const department_id = await departments.hold(base, department_code);
    if (!department_id)
      throw refused('clients.bad_registration', [{ field: 'department_code', rule: 'department' }]);
    const now = base.clock.now();
    const added = await store.insert(base, {
      ...columnsOf(base, id, proposal),
      ...{ id, department_id, state: 'draft' },
      ...{ state_at: now, created_at: now, updated_at: now },
    });
    if (!added) throw new Refusal('clients.id_taken', { field: 'id' });
    await subscriptions.subscribe(base, id, proposal.subscriptions ?? []);
    await subscriptions.pause(base, id);
    await bumpConfigVersion(base);
    await checkSector(base, { id, department_id, sector: proposal.sector });
    await audit.append(base, { ...about(id, actor), kind: 'client.drafted' });
    await setClaims(base, id, proposal.claims ?? [], actor);
  });
}

/**
 * In a sector everybody sees one subject of a person. Nobody comes into that of another department, nor
 * into any by being called as it is. Looked at once the number of the configuration is this
 * transaction's: whoever was quicker is seen by then.
 */
async function checkSector(
  base: Base,
  { id, department_id, sector }: { id: string; department_id: string; sector: string },
): Promise<void> {
  if (sector === id && (await store.sectorStands(base, { sector, beside: id })))
    throw new Refusal('clients.id_taken', { field: 'id' });
  if (await store.sectorOfOthers(base, sector, department_id))
    throw refused('clients.bad_registration', [{ field: 'sector', rule: 'sector_listed' }]);
}

/** What came of a change: the fields that are other now, and those that staff are asked for. */
export interface Changed {
  changed: Field[];
  asked: Field[];
  /** Of what is asked; absent where nothing is. */
  change_id?: string;
}

/**
 * Changes a client. A draft becomes what is said. Of one that is live, what its owner may say alone
 * is changed at once, and for the rest staff are asked: until two of them have agreed, everything
 * stands as it was. Throws `clients.unknown`, `clients.wrong_state`, `clients.change_waits` while
 * another one is asked for, `clients.bad_registration` with every fault, those that its caller has
 * `found` first.
 */
export function change(
  base: Base,
  id: string,
  said: Said,
  actor: Actor,
  found: readonly Fault[] = [],
): Promise<Changed> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    const stands = standing(base, row, await beside(base, id));
    const wanted = proposed(id, stands, { said, found });
    const fields = differing(stands, only(wanted, Object.keys(said) as Field[]));
    if (fields.length === 0) return { changed: [], asked: [] };
    const how = changes[row.state];
    if (how === 'never') throw new Refusal('clients.wrong_state');
    const alone = (field: Field) => how === 'at_once' || changedBy[field] === 'owner';
    const [changed, asked] = [fields.filter(alone), fields.filter((field) => !alone(field))];
    if (asked.length > 0 && how === 'words_only') throw new Refusal('clients.wrong_state');
    const fixed = asked.filter((field) => changedBy[field] === 'nobody');
    if (fixed.length > 0)
      throw refused(
        'clients.bad_registration',
        fixed.map((field) => ({ field, rule: 'fixed' })),
      );
    if (changed.length > 0) {
      await write(base, row, only(wanted, changed), actor);
      await audit.append(base, {
        ...about(id, actor),
        kind: 'client.changed',
        detail: { fields: changed.join(' ') },
      });
    }
    if (asked.length === 0) return { changed, asked };
    const change_id = await ask(
      base,
      { client_id: id, first: false, stands, wanted, asked },
      actor,
    );
    return { changed, asked, change_id };
  });
}

/** Keeps what is asked for, until staff decide. For the caller's transaction, which holds the client. */
export async function ask(
  base: Base,
  asking: {
    client_id: string;
    first: boolean;
    stands: Proposal;
    wanted: Proposal;
    asked: readonly Field[];
    acceptance?: Accepted;
  },
  actor: Actor,
): Promise<string> {
  const { client_id, first, stands, wanted, asked, acceptance } = asking;
  if (await changesStore.open(base, client_id)) throw new Refusal('clients.change_waits');
  const id = newId(base.clock);
  await changesStore.insert(base, {
    ...{ id, client_id, first, acceptance: acceptance ? kept(base, id, acceptance) : null },
    ...{ body: only(wanted, asked), was: only(stands, asked) },
    ...{ asked_by_kind: actor.kind, asked_by: actor.id ?? null, asked_at: base.clock.now() },
    ...{ state: 'asked', decided_at: null, answer_sealed: null },
  });
  await audit.append(base, {
    ...about(client_id, actor),
    kind: first ? 'client.submitted' : 'client.change_asked',
    detail: {
      change_id: id,
      ...(!first && { fields: asked.join(' ') }),
      ...(acceptance?.excused && {
        excused: acceptance.excused.map(({ code }) => code).join(' '),
      }),
    },
  });
  return id;
}

/** Writes fields of a client into its row and beside it, and tells every node. */
export async function write(base: Base, row: ClientRow, said: Said, actor: Actor): Promise<void> {
  const { subscriptions: told, claims, scopes } = said;
  await store.change(base, row.id, columnsOf(base, row.id, said));
  if (scopes && scopes !== row.scopes) await store.raiseScopesVersion(base, row.id);
  if (claims !== undefined) await setClaims(base, row.id, claims ?? [], actor);
  if (told !== undefined) {
    await subscriptions.subscribe(base, row.id, told ?? []);
    if (row.state !== 'live') await subscriptions.pause(base, row.id);
  }
  await bumpConfigVersion(base);
}

/** The row, held until the transaction ends. Throws `clients.unknown`. */
export async function held(base: Base, id: string): Promise<ClientRow> {
  const row = await store.lock(base, id);
  if (!row) throw new Refusal('clients.unknown');
  return row;
}

/** What stands beside its row. */
export const beside = async (base: Base, id: string): Promise<Beside> => ({
  subscriptions: (await subscriptions.byClient(base)).get(id) ?? [],
  claims: await claimsOf(base, id),
});

export const about = (id: string, actor: Actor) =>
  ({ actor, object: { kind: 'client', id }, client_id: id, outcome: 'ok' }) as const;

/** What would stand then; all that cannot is refused, what is not there yet may come later. */
function proposed(
  id: string,
  stands: Proposal,
  { said, found }: { said: Said; found: readonly Fault[] },
): Proposal {
  const faults = firstOfEach([...found, ...faultsOfSaid(id, stands, said)]);
  if (faults.length > 0) throw refused('clients.bad_registration', faults);
  const wanted = saying(stands, said);
  return { ...wanted, scopes: scopesOf(wanted.scopes) };
}

function faultsOfSaid(id: string, stands: Proposal, said: Said): Fault[] {
  const unknown = Object.keys(said).filter((field) => !Object.hasOwn(changedBy, field));
  const wanted = saying(stands, said);
  const { claims = [], ...registration } = wanted;
  const whole = { ...registration, id, department_code: '-' };
  return [
    ...unknown.map((field) => ({ field, rule: 'unknown' as const })),
    ...faultsInWords(wanted),
    ...faultsIn(whole, { unfinished: true }),
    ...faultsInClaims(claims),
  ];
}
