import type { Base } from '../../src/base.ts';
import { newId } from '../../src/crypto/ids.ts';
import { subjectIn } from '../../src/crypto/subject.ts';
import * as identities from '../../src/identities/identities.ts';
import * as merging from '../../src/merging/merging.ts';
import * as sessions from '../../src/sessions/sessions.ts';

export const asked_by = '01920000-0000-7000-8000-00000000a001';
export const decided_by = '01920000-0000-7000-8000-00000000a002';
export const approval_id = '01920000-0000-7000-8000-00000000a003';

/** Two members of staff. */
export const two = { kind: 'approval', approval_id, asked_by, decided_by } as const;

export const join = (base: Base, survivor_id: string, absorbed_id: string): Promise<string> =>
  merging.merge(base, { survivor_id, absorbed_id, reason: '同一人', by: two });

export const separate = (base: Base, merge_id: string): Promise<void> =>
  merging.unmerge(base, { merge_id, by: two });

export async function both(base: Base, one: string, other: string): Promise<[string, string]> {
  return [await merging.canonical(base, one), await merging.canonical(base, other)];
}

/** A session of somebody, at clients. */
export async function signIn(
  base: Base,
  identity_id: string,
  link_id: string | undefined,
  clients: readonly string[] = [],
): Promise<string> {
  const uid = `uid-${newId(base.clock)}`;
  const id = await sessions.start(base, {
    ...{ uid, identity_id, level: 2, factor_reach: 2, amr: ['pwd'] },
    ...(link_id && { link_id }),
    device: 'Firefox',
    network: '10.0.0.0/24',
  });
  for (const client_id of clients)
    await sessions.join(base, {
      ...{ session_id: id, identity_id, client_id, sid: `sid ${client_id}`, told: true },
    });
  return id;
}

export const subject = (base: Base, sector: string, identity_id: string): string =>
  subjectIn(base.ring, sector, identity_id);

export const state = async (base: Base, id: string) => (await identities.read(base, id))?.state;
