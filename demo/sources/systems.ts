/** The seven login systems of the sample province, one for each protocol, in the order of the picker. */
import { type Places, portOf } from '../places.ts';
import type { Account } from '../population.ts';
import type { Secrets } from '../secrets.ts';
import { startCasSystem } from './cas-system.ts';
import { startHealthDirectory } from './directory.ts';
import type { Beginning, LoginSystem } from './login-system.ts';
import { startOAuth2System } from './oauth2-system.ts';
import { layOldTable } from './old-table.ts';
import { startOpenIdSystem } from './openid-system.ts';
import { startSamlSystem } from './saml-system.ts';
import { startTicketPlatform } from './ticket-platform.ts';
import type { SourceId, SystemId } from './vocabularies.ts';
import { accountWordOf } from './words.ts';

interface Needed {
  places: Places;
  secrets: Secrets;
  accounts: readonly Account[];
  /** The demo's own database server, where the old table lies. */
  databaseUrl: string;
}

const titles: Record<SystemId, string> = {
  gjj: '住房公积金网上业务',
  yibao: '医疗保障网上服务',
  jiaoyu: '教育公共服务平台',
  bdc: '不动产登记网上大厅',
  weijian: '卫生健康人员目录',
  shuiwu: '电子税务网上服务',
};

/** Each is started when it is called, one after the other, so that what runs can be stopped again. */
export function systemsOf({
  places,
  secrets,
  accounts,
  databaseUrl,
}: Needed): (() => Promise<LoginSystem>)[] {
  const at = (id: SourceId) => accounts.filter(({ source }) => source === id);
  const beginning = (id: SystemId): Beginning => ({
    look: { id, title: titles[id], account_word: accountWordOf(id) },
    port: portOf(places.sources[id]),
    accounts: at(id),
  });
  const { gjj, yibao, jiaoyu, shuiwu } = secrets.sources;
  const { second } = secrets;
  return [
    () => startOpenIdSystem(beginning('gjj'), places, gjj, second.gjj),
    () =>
      startOAuth2System(beginning('yibao'), { first: yibao.client_secret, second: second.yibao }),
    () => layOldTable(databaseUrl, at('shebao'), secrets.table_password),
    () => startSamlSystem(beginning('jiaoyu'), jiaoyu),
    () => startCasSystem(beginning('bdc')),
    () => startHealthDirectory(beginning('weijian')),
    () => startTicketPlatform(beginning('shuiwu'), { first: shuiwu, second: second.shuiwu }),
  ];
}
