import type { Base } from '../../../src/base.ts';
import { connect } from '../../../src/db.ts';
import * as identities from '../../../src/identities/identities.ts';
import type { ArtefactStore } from '../../../src/oidc/artefacts/contract.ts';
import * as sessions from '../../../src/sessions/sessions.ts';
import { issued, number } from '../../identities/people.ts';
import { freshDatabase } from '../../support/database.ts';
import type { Rig } from './conformance.ts';

/** Two nodes on one fresh database, each with the store that `make` gives. */
export async function twoNodes(
  make: (base: Base, node: 'one' | 'two') => ArtefactStore,
  stop: () => Promise<void> = async () => {},
): Promise<Rig> {
  const data = await freshDatabase();
  const { base, clock } = data;
  const other = { ...base, db: connect(data.url) };
  await base.db.raw('create table written_beside (at timestamptz)');
  return {
    one: make(base, 'one'),
    two: make(other, 'two'),
    clock,
    async plantSession(uid) {
      const attributes = { name: '张测试', id_type: 'resident_id', id_number: number() };
      const { identity_id } = await identities.resolve(base, issued(uid, { attributes }), {
        notice: '2026-11',
      });
      await sessions.start(base, {
        uid,
        identity_id: identity_id as string,
        level: 2,
        factor_reach: 2,
        amr: ['pwd'],
        device: 'Firefox · Linux',
        network: '192.0.2.0/24',
      });
    },
    also: (rows) => ({
      sql: 'beside as (insert into written_beside select ?::timestamptz from generate_series(1, ?::integer) returning 1)',
      bindings: [clock.now(), rows],
      must: { cte: 'beside', rows },
    }),
    alsoWritten: async () => Number((await base.db('written_beside').count('* as n'))[0]?.n),
    async stop() {
      await stop();
      await other.db.destroy();
      await data.drop();
    },
  };
}
