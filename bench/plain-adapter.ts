import type { Knex } from 'knex';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** The table of the usual adapter: one row per artefact, one statement per call. */
export async function makeTable(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists('plain_artefacts');
  await db.schema.createTable('plain_artefacts', (table) => {
    table.text('kind').notNullable();
    table.text('id').notNullable();
    table.jsonb('payload').notNullable();
    table.text('grant_id').index();
    table.text('uid').index();
    table.timestamp('expires_at').notNullable();
    table.timestamp('consumed_at');
    table.primary(['kind', 'id']);
  });
}

/** What an application writes that follows the engine's manual: find, upsert, consume, destroy. */
export function plainAdapter(db: Knex) {
  const rows = () => db('plain_artefacts');
  return (kind: string): Adapter => {
    const found = async (where: Record<string, string>): Promise<AdapterPayload | undefined> => {
      const row = await rows()
        .where({ kind, ...where })
        .andWhere('expires_at', '>', new Date())
        .first();
      if (!row) return undefined;
      return { ...row.payload, ...(row.consumed_at && { consumed: true }) };
    };
    return {
      find: (id) => found({ id }),
      findByUid: (uid) => found({ uid }),
      findByUserCode: async () => undefined,
      async upsert(id, payload, expiresIn = 0) {
        const row = {
          payload: JSON.stringify(payload),
          grant_id: payload.grantId ?? null,
          uid: payload.uid ?? null,
          expires_at: new Date(Date.now() + expiresIn * 1000),
        };
        await rows()
          .insert({ kind, id, ...row })
          .onConflict(['kind', 'id'])
          .merge(row);
      },
      async consume(id) {
        await rows().where({ kind, id }).update({ consumed_at: new Date() });
      },
      async destroy(id) {
        await rows().where({ kind, id }).delete();
      },
      async revokeByGrantId(grantId) {
        await rows().where({ grant_id: grantId }).delete();
      },
    };
  };
}
