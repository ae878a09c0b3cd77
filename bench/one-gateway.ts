import { readConfig } from '../config/index.ts';
import type { Base } from '../src/base.ts';
import { makeRing } from '../src/crypto/ring.ts';
import { connect } from '../src/db.ts';
import { startOpenIdProvider } from '../test/doubles/openid-provider.ts';
import type { Contestant } from './contestant.ts';
import { entrances } from './entrances.ts';
import { hangUp } from './request.ts';
import { startStores } from './stores.ts';

export interface OneGateway {
  gateway: Contestant;
  /** The same database and keys, for what an administrator does. */
  base: Base;
  /** Puts somebody at the keyboard of the department that works. */
  arrives(sub: string): void;
}

/** One gateway process on PostgreSQL with the department `bench`, for a bench that measures nothing else. */
export async function withOneGateway(work: (one: OneGateway) => Promise<void>): Promise<void> {
  const stores = await startStores(false);
  const source = await startOpenIdProvider();
  let databaseUrl = '';
  let gateway: Contestant | undefined;
  let db: ReturnType<typeof connect> | undefined;
  try {
    const own = async (name: string) => {
      const place = await stores.own(name);
      databaseUrl = place.databaseUrl;
      return place;
    };
    gateway = await entrances({ ...stores, own }, source.settings)('songhua', 'postgres', 1);
    db = connect(databaseUrl, { applicationName: 'songhua bench' });
    const config = readConfig({ ISSUER: gateway.issuer, DATABASE_URL: databaseUrl });
    const base = { db, ring: makeRing(config.ring()), clock: { now: () => new Date() } };
    const arrives = (sub: string) => source.signsIn({ sub, name: '王测试' });
    await work({ gateway, base, arrives });
  } finally {
    hangUp();
    await db?.destroy();
    await gateway?.stop();
    await source.stop();
    await stores.stop();
  }
}

export const say = (line: string) => process.stdout.write(`${line}\n`);
