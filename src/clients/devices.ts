/**
 * The machines of the self-service areas. A machine asks in its client's name; what a person reads
 * before they let it in (hall, machine) is what stands here, never what the machine says of itself.
 */
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { newId } from '../crypto/ids.ts';
import type { Words } from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as store from './devices-store.ts';
import { deviceGrant } from './registration.ts';
import { lock } from './store.ts';

export type { DeviceRow } from './devices-store.ts';

export interface NewDevice {
  client_id: string;
  /** By which the machine names itself, up to 40 letters, digits, dots, underscores and hyphens. */
  code: string;
  hall: Words;
  names: Words;
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
const MOST_CHARACTERS = 40;

/**
 * Adds a machine of a client that may use the device grant. Seen by every node within a second.
 * Throws Refusal `clients.bad_device` with the field at fault (`code`, also when another machine of
 * the client has it; `hall`, `names`), or with `client_id` when the client is not one for machines.
 */
export async function addDevice(
  base: Base,
  input: NewDevice,
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  const { client_id, code } = input;
  if (!CODE.test(code)) throw new Refusal('clients.bad_device', { field: 'code' });
  for (const field of ['hall', 'names'] as const)
    if (!Object.values(input[field]).every(stands))
      throw new Refusal('clients.bad_device', { field });
  await transaction(base, async (base) => {
    const client = await lock(base, client_id);
    if (!client?.grant_types.includes(deviceGrant))
      throw new Refusal('clients.bad_device', { field: 'client_id' });
    const row = { ...input, id: newId(base.clock), added_at: base.clock.now(), retired_at: null };
    if (!(await store.insert(base.db, row)))
      throw new Refusal('clients.bad_device', { field: 'code' });
    await told(base, 'client.device_added', { client_id, code }, actor);
  });
}

/** Takes a machine away: it is refused from then on. False when there is none of this code any more. */
export async function retireDevice(
  base: Base,
  { client_id, code }: Pick<NewDevice, 'client_id' | 'code'>,
  actor: audit.AuditEvent['actor'],
): Promise<boolean> {
  return transaction(base, async (base) => {
    if (!(await store.retire(base.db, client_id, code, base.clock.now()))) return false;
    await told(base, 'client.device_retired', { client_id, code }, actor);
    return true;
  });
}

/** The machines of one client that are in use, by code. */
export const devicesOf = (base: Base, client_id: string): Promise<store.DeviceRow[]> =>
  store.ofClient(base.db, client_id);

async function told(
  base: Base,
  kind: 'client.device_added' | 'client.device_retired',
  { client_id, code }: Pick<NewDevice, 'client_id' | 'code'>,
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  await bumpConfigVersion(base);
  await audit.append(base, {
    ...{ kind, actor, client_id, outcome: 'ok', detail: { device: code } },
    object: { kind: 'client', id: client_id },
  });
}

const stands = (text: string) => text.trim() !== '' && [...text].length <= MOST_CHARACTERS;
