import type { Base } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { seedClients } from './gateway.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** A client for self-service machines, with the machine `T-01`. */
export async function startMachine(
  base: Base,
  id: string,
  changes: Partial<clients.Registration> = {},
): Promise<RelyingParty> {
  const party = await startRelyingParty(id);
  await seedClients(base, [party], {
    redirect_uris: [],
    post_logout_redirect_uris: [],
    grant_types: [clients.deviceGrant, 'refresh_token'],
    scopes: 'openid realname offline_access',
    ...changes,
  });
  await clients.addDevice(
    base,
    { client_id: id, code: 'T-01', hall: words('省政务大厅一楼'), names: words('自助机 1') },
    { kind: 'system' },
  );
  return party;
}
