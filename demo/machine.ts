/** The self-service machine of the hall: its client at Songhua, and what a script needs to be it. */
import type { Base } from '../src/base.ts';
import * as clients from '../src/clients/clients.ts';
import type { SelfService } from './clients/machine.ts';
import { backchannelLogoutUri } from './clients/service.ts';
import type { Places } from './places.ts';
import type { Secrets } from './secrets.ts';
import { words } from './words.ts';

const MACHINES = 'zizhu';
const names = words('政务自助服务', '정무 자체봉사', 'Self-service machines');
const device = {
  code: 'T-01',
  hall: words('省政务大厅一楼', '성정무청사 1층', 'Provincial service hall, ground floor'),
  names: words('自助机 1', '자체봉사기 1', 'Machine 1'),
};

export const machineOf = (places: Places, { machine }: Secrets): SelfService => ({
  issuer: places.gateway,
  client_id: MACHINES,
  client_secret: machine,
  address: places.machine,
  owner: '省政务服务部门',
  name: names['zh-CN'],
  device: device.code,
  hall: device.hall['zh-CN'],
  machine: device.names['zh-CN'],
  scope: 'openid profile realname',
});

/** Registered once for each set of addresses; registering the same again changes nothing. */
export async function seedMachine(base: Base, machine: SelfService): Promise<void> {
  const { client_id, client_secret, address, scope } = machine;
  const before = (await clients.all(base)).find(({ id }) => id === client_id);
  if (before?.backchannel_logout_uri !== backchannelLogoutUri(address))
    await clients.register(base, {
      ...{ id: client_id, department_code: 'zhengwu', names, sector: client_id, scopes: scope },
      redirect_uris: [],
      backchannel_logout_uri: backchannelLogoutUri(address),
      networks: ['127.0.0.0/8', '::1/128'],
      grant_types: [clients.deviceGrant],
    });
  const hash = clients.hashOfSecret(base, client_secret);
  if (!before?.secrets.some(({ secret_hash }) => secret_hash === hash))
    await clients.addSecret(base, { client_id, secret: client_secret });
  const known = await clients.devicesOf(base, client_id);
  if (!known.some(({ code }) => code === device.code))
    await clients.addDevice(base, { client_id, ...device }, { kind: 'system' });
}

/** What a script needs to be this machine. */
export const machineEntry = ({ issuer, ...machine }: SelfService) => ({
  client_id: machine.client_id,
  client_secret: machine.client_secret,
  device: machine.device,
  scope: machine.scope,
  device_authorization_endpoint: `${issuer}/device/auth`,
  home: `${machine.address}/`,
  name: machine.name,
});
