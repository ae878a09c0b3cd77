/**
 * The sample province as Songhua is told of it: its departments and their seven login systems, the
 * hall, two sub-halls and a learning platform. Registering the same again changes nothing.
 */
import type { Base } from '../src/base.ts';
import * as clients from '../src/clients/clients.ts';
import * as departments from '../src/departments/departments.ts';
import * as sources from '../src/sources/sources.ts';
import type { Service } from './clients/service.ts';
import { clientOf, differs } from './services.ts';
import type { LoginSystem } from './sources/login-system.ts';
import { mappingOf } from './sources/vocabularies.ts';
import { wordsOf } from './sources/words.ts';
import { strictDiffers } from './strict.ts';
import { words } from './words.ts';

const nodes: departments.NewDepartment[] = [
  {
    code: 'jilin',
    kind: 'region',
    names: words('吉林省', '길림성', 'Jilin Province'),
    gb_code: '220000',
  },
  {
    code: 'changchun',
    parent_code: 'jilin',
    kind: 'region',
    names: words('长春市', '장춘시', 'Changchun'),
    gb_code: '220100',
    position: 1,
  },
  {
    code: 'zhengwu',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省政务服务部门', '성정무봉사부문', 'Provincial Government Services'),
  },
  {
    code: 'yibao',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省医疗保障部门', '성의료보장부문', 'Provincial Medical Insurance'),
    position: 1,
  },
  {
    code: 'shebao',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省社会保险经办部门', '성사회보험취급부문', 'Provincial Social Insurance'),
    position: 2,
  },
  {
    code: 'jiaoyu',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省教育部门', '성교육부문', 'Provincial Education'),
    position: 3,
  },
  {
    code: 'weijian',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省卫生健康部门', '성위생건강부문', 'Provincial Health'),
    position: 4,
  },
  {
    code: 'shuiwu',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省税务部门', '성세무부문', 'Provincial Taxation'),
    position: 5,
  },
  {
    code: 'gjj',
    parent_code: 'changchun',
    kind: 'department',
    names: words('住房公积金管理中心', '주택공적금관리중심', 'Housing Provident Fund Centre'),
  },
  {
    code: 'bdc',
    parent_code: 'changchun',
    kind: 'department',
    names: words('不动产登记中心', '부동산등기중심', 'Land Registry Centre'),
    position: 1,
  },
];

/** Everything into the gateway's database, before anybody is let in. */
export async function seed(
  base: Base,
  systems: readonly LoginSystem[],
  services: readonly Service[],
  strict: clients.Registration,
): Promise<void> {
  for (const node of nodes) await departments.add(base, node);
  await departments.seedRegions(base);
  for (const [position, system] of systems.entries()) {
    const before = await sources.read(base, system.id);
    if (before && before.protocol !== system.protocol) throw new OlderProvince();
    await sources.register(base, sourceOf(system, position));
  }
  const known = new Map((await clients.all(base)).map((client) => [client.id, client]));
  for (const service of services) {
    const client = known.get(service.client_id);
    const wanted = clientOf(service);
    if (!client || differs(client, wanted)) await clients.register(base, wanted);
    if (service.claims)
      await clients.setClaims(base, wanted.id, service.claims, { kind: 'system' });
    const hash = clients.hashOfSecret(base, service.client_secret);
    if (client?.secrets.some(({ secret_hash }) => secret_hash === hash)) continue;
    await clients.addSecret(base, { client_id: service.client_id, secret: service.client_secret });
  }
  const before = known.get(strict.id);
  if (!before || strictDiffers(before, strict)) await clients.register(base, strict);
}

/** The data directory holds a province whose departments spoke otherwise: a source's protocol never changes. */
export class OlderProvince extends Error {}

const sourceOf = (
  { id, protocol, settings }: LoginSystem,
  position: number,
): sources.Registration => ({
  ...{ id, protocol, settings, position, department_code: id },
  names: wordsOf[id].names,
  account_words: wordsOf[id].account,
  registration: 'issued',
  ceiling: 2,
  mapping: mappingOf(id),
});
