import type { Base } from '../../src/base.ts';
import { open } from '../../src/crypto/seal.ts';
import * as departments from '../../src/departments/departments.ts';
import * as developers from '../../src/developers/developers.ts';
import { messagePlace } from '../../src/messages/messages.ts';

/** Made-up developers. */

export const anywhere: developers.Gate = { sandbox: false, domains: [] };
export const sandbox: developers.Gate = { sandbox: true, domains: [] };

let count = 0;
/** An address and a network that nobody had before: of each only so many codes are sent. */
export const newAddress = () => `dev-${++count}@office.example`;
const newNetwork = () => `198.51.${(++count >> 8) % 256}.${count % 256}`;

/** What the mail to an address says, as it waits in the outbox; undefined where none is on its way. */
export async function mailTo(base: Base, address: string) {
  // By their places: ids of one instant have no order, and the clock of a test stands still.
  const rows = await base.db('messages').whereNotNull('text_sealed').orderByRaw('ctid desc');
  for (const { id, text_sealed, template } of rows) {
    const { to, words } = JSON.parse(open(base.ring, messagePlace(id), text_sealed as string));
    if (to === address.toLowerCase()) return { template, words: words as Record<string, string> };
  }
  return undefined;
}

/** Asks for a code, and gives it as it was written down; undefined where it goes to nobody. */
export async function asked(base: Base, gate: developers.Gate, address: string) {
  const begun = await developers.begin(base, gate, {
    ...{ address, lang: 'zh-CN', network: newNetwork() },
  });
  if ('wait' in begun) throw new Error(`to wait ${begun.wait} s`);
  return { entry: begun.entry, code: (await mailTo(base, address))?.words['code'] };
}

/** Somebody signed in: the token of the cookie. */
export async function signedIn(
  base: Base,
  { gate = sandbox, address = newAddress() }: { gate?: developers.Gate; address?: string } = {},
) {
  const { entry, code = '' } = await asked(base, gate, address);
  const token = await developers.finish(base, gate, { entry, code });
  const session = token && (await developers.sessionOf(base, token));
  if (!token || !session) throw new Error('the developer did not get in');
  return { address, token, session, developer_id: session.developer_id };
}

/** An open invitation to an address. */
export async function invited(
  base: Base,
  of: { department_code: string; by: string; address?: string },
) {
  const { department_code, by, address = newAddress() } = of;
  const department_id = (await departments.idOf(base, department_code)) as string;
  const { id } = await developers.invite(base, anywhere, { address, department_id, by });
  return { id, address, department_id };
}

/** A developer who belongs to a department, signed in. */
export async function joined(
  base: Base,
  of: { department_code: string; by: string; address?: string },
) {
  const invitation = await invited(base, of);
  const { address, department_id } = invitation;
  const who = await signedIn(base, { gate: anywhere, address });
  await developers.join(base, { id: invitation.id, developer_id: who.developer_id, address });
  const members = await developers.membersOf(base, [department_id], { limit: 1_000 });
  const membership = members.find(({ developer_id }) => developer_id === who.developer_id);
  if (!membership) throw new Error('the developer did not join');
  return { ...who, department_id, membership_id: membership.id };
}
