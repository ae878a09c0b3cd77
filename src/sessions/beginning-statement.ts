import type { Hop, Part, SessionRow } from './rows.ts';

/** A session that begins, and a client that joins it, as parts of the statement of an endpoint. */

export function startPart(row: Omit<SessionRow, 'ended_at' | 'end_reason'>): Part {
  return {
    sql: `session_started as (
      insert into sessions (id, uid, identity_id, kind, level, factor_reach, amr, source_id, link_id,
        credential_id, factor_id, first_reach, first_amr, said, shown_id, shown_at, device, network,
        browser, started_at, due_at, ends_at, lang)
      values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id)`,
    bindings: [
      row.id,
      row.uid,
      row.identity_id,
      row.kind,
      row.level,
      row.factor_reach,
      JSON.stringify(row.amr),
      row.source_id,
      row.link_id,
      row.credential_id,
      row.factor_id,
      row.first_reach,
      row.first_amr && JSON.stringify(row.first_amr),
      row.said,
      row.shown_id,
      row.shown_at,
      row.device,
      row.network,
      row.browser,
      row.started_at,
      row.due_at,
      row.ends_at,
      row.lang,
    ],
  };
}

/** `for share` meets the row lock of an ending: one of the two waits, and then sees the other. */
export function joinPart(hop: Hop, at: Date): Part {
  return {
    sql: `participant_joined as (
      insert into participants (session_id, client_id, sid, told, scope, subject_of, first_at, last_at)
      select s.id, ?::text, ?::text, ?::boolean, ?::text, ?::uuid, ?::timestamptz, ?::timestamptz
      from sessions s where s.id = ? and s.ended_at is null for share
      on conflict (session_id, client_id) do update
        set sid = excluded.sid, told = excluded.told, scope = excluded.scope,
          subject_of = excluded.subject_of, last_at = excluded.last_at
      returning session_id)`,
    bindings: [
      ...[hop.client_id, hop.sid, hop.told, hop.scope ?? '', hop.subject_of ?? null],
      ...[at, at, hop.session_id],
    ],
  };
}
