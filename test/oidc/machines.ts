import { expect, vi } from 'vitest';
import type { Base } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import type { Visitor } from '../support/gateway.ts';
import { startMachine } from '../support/machine.ts';
import type { Page } from '../support/visitor.ts';
import { post } from './rig.ts';

/** Self-service machines as tests see them: their client, what they ask, what a person presses. */

/** A client for machines, with the machine `T-01`, as soon as every node knows it. */
export async function machineClient(
  base: Base,
  nodes: readonly string[],
  id: string,
  changes: Partial<clients.Registration> = {},
): Promise<RelyingParty> {
  const party = await startMachine(base, id, changes);
  for (const node of nodes)
    await vi.waitFor(async () => expect((await ask(node, party)).status).toBe(200), {
      timeout: 10_000,
      interval: 50,
    });
  return party;
}

export const ask = (node: string, party: RelyingParty, fields: Record<string, string> = {}) =>
  post(`${node}/device/auth`, party, { scope: 'openid realname', device: 'T-01', ...fields });

export const poll = (node: string, party: RelyingParty, device_code: unknown) =>
  post(`${node}/token`, party, {
    grant_type: clients.deviceGrant,
    device_code: String(device_code),
  });

export const choose = (phone: Visitor, page: Page, value: 'approve' | 'refuse' | 'rise') =>
  phone.submit(page, {}, { name: 'device', value });
