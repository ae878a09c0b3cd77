import type { Stored, Writes } from './contract.ts';

export interface Statement {
  sql: string;
  bindings: unknown[];
}

/**
 * All writes of one request as one statement of data-modifying CTEs. Where something must be
 * consumed and was not, the closing select divides by zero: the statement fails and, as one
 * statement is one transaction, nothing of it happened. Nothing when there is nothing to write.
 */
export function flushStatement(writes: Writes, now: Date): Statement | undefined {
  const parts: Statement[] = [];
  const guards: Statement[] = [];
  const part = (sql: string, ...bindings: unknown[]) => parts.push({ sql, bindings });

  if (writes.unique.length > 0) {
    // In one order everywhere, so that two requests with the same marks never wait for each other.
    const marks = writes.unique.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    part(
      `marked as (insert into artefacts (kind, key, payload, expires_at)
        select 'ReplayDetection', key, '{}', expires_at from jsonb_to_recordset(?::jsonb) m (key text, expires_at timestamptz)
        on conflict (kind, key) do update set expires_at = excluded.expires_at
        where artefacts.expires_at <= ? returning 1)`,
      JSON.stringify(marks),
      now,
    );
    guards.push({ sql: '(select count(*) from marked) = ?', bindings: [marks.length] });
  }

  const codes = writes.consume.filter(({ kind }) => kind !== 'RefreshToken');
  if (codes.length > 0) {
    part(
      `consumed as (update artefacts a set consumed_at = ? from jsonb_to_recordset(?::jsonb) c (kind text, key text)
        where a.kind = c.kind and a.key = c.key and a.consumed_at is null and a.expires_at > ? returning 1)`,
      now,
      JSON.stringify(codes),
      now,
    );
    guards.push({ sql: '(select count(*) from consumed) = ?', bindings: [codes.length] });
  }
  const refresh = writes.consume
    .filter(({ kind }) => kind === 'RefreshToken')
    .map(({ key }) => key);
  if (refresh.length > 0) {
    part(
      `consumed_refresh as (update refresh_tokens set consumed_at = ?
        where key = any(?) and consumed_at is null and expires_at > ? returning 1)`,
      now,
      refresh,
      now,
    );
    guards.push({ sql: '(select count(*) from consumed_refresh) = ?', bindings: [refresh.length] });
  }

  if (writes.count) {
    const { kind, key, most } = writes.count;
    part(
      `counted as (update artefacts set payload = payload || jsonb_build_object('counted', ${soFar} + 1)
        where kind = ? and key = ? and expires_at > ? and ${soFar} < ? returning 1)`,
      kind,
      key,
      now,
      most,
    );
    guards.push({ sql: '(select count(*) from counted) = 1', bindings: [] });
  }

  const passing = writes.put.filter(({ kind }) => kind !== 'Grant' && kind !== 'RefreshToken');
  if (passing.length > 0) {
    // A session keeps its uid while its cookie rotates, so the uid decides what is replaced.
    for (const [name, rows, conflict] of [
      ['put', passing.filter(({ uid }) => uid === undefined), '(kind, key)'],
      [
        'put_sessions',
        passing.filter(({ uid }) => uid !== undefined),
        '(uid) where uid is not null',
      ],
    ] as const) {
      if (rows.length === 0) continue;
      part(
        `${name} as (insert into artefacts (kind, key, uid, grant_id, session_uid, payload, touched_at, expires_at)
          select kind, key, uid, grant_id, session_uid, payload, case when kind = 'Session' then ?::timestamptz end, expires_at
          from ${recordset} on conflict ${conflict} do update set key = excluded.key, payload = excluded.payload,
            grant_id = excluded.grant_id, session_uid = excluded.session_uid,
            touched_at = excluded.touched_at, expires_at = excluded.expires_at)`,
        now,
        JSON.stringify(rows),
      );
    }
  }
  const interactions = writes.renew.filter(({ uid }) => uid === undefined);
  if (interactions.length > 0) {
    part(
      `renewed as (update artefacts a set payload = r.payload, expires_at = r.expires_at
        from ${recordset} where a.kind = r.kind and a.key = r.key)`,
      JSON.stringify(interactions),
    );
  }
  const sessions = writes.renew.filter(({ uid }) => uid !== undefined);
  if (sessions.length > 0) {
    part(renewedSessions, now, JSON.stringify(sessions));
    if (sessions.some(({ key, was = key }) => key !== was))
      guards.push({
        sql: '(select count(*) from renewed_sessions) = ?',
        bindings: [sessions.length],
      });
  }
  putLasting(writes.put, part);

  const drops = writes.drop.filter(({ kind }) => kind !== 'Grant' && kind !== 'RefreshToken');
  for (const [name, rows] of [
    ['dropped', drops.filter(({ kind }) => kind !== 'Interaction')],
    ['resumed', drops.filter(({ kind }) => kind === 'Interaction')],
  ] as const) {
    if (rows.length === 0) continue;
    part(
      `${name} as (delete from artefacts a using jsonb_to_recordset(?::jsonb) d (kind text, key text)
        where a.kind = d.kind and a.key = d.key returning 1)`,
      JSON.stringify(rows),
    );
    // An interaction goes when it is resumed, and that happens once: a double click makes one session.
    if (name === 'resumed') {
      guards.push({ sql: '(select count(*) from resumed) = ?', bindings: [rows.length] });
    }
  }
  const dropped = (wanted: Stored['kind']) =>
    writes.drop.filter(({ kind }) => kind === wanted).map(({ key }) => key);
  if (dropped('RefreshToken').length > 0) {
    part(
      'dropped_refresh as (delete from refresh_tokens where key = any(?))',
      dropped('RefreshToken'),
    );
  }
  const revoked = [...new Set([...writes.revoke, ...dropped('Grant')])];
  if (revoked.length > 0) {
    part('revoked as (delete from artefacts where grant_id = any(?) and uid is null)', revoked);
    part('revoked_refresh as (delete from refresh_tokens where grant_id = any(?))', revoked);
    part('revoked_grants as (delete from grants where id = any(?))', revoked);
  }
  if (writes.touch.length > 0) {
    part('touched as (update artefacts set touched_at = ? where uid = any(?))', now, writes.touch);
  }
  if (writes.stands) {
    guards.push({
      sql: `(select count(*) from session_standing(?, ?, null) st
        where not st.session_ended and st.identity_state = 'active' and st.level >= ?) = 1`,
      bindings: [writes.stands.uid, now, writes.stands.level],
    });
  }
  if (writes.also) {
    parts.push({ sql: writes.also.sql, bindings: [...writes.also.bindings] });
    const { must } = writes.also;
    if (must) guards.push({ sql: `(select count(*) from ${must.cte}) = ?`, bindings: [must.rows] });
  }
  if (parts.length === 0 && guards.length === 0) return undefined;

  const guard = guards.length > 0 ? guards.map(({ sql }) => sql).join(' and ') : 'true';
  return {
    sql: `${parts.length > 0 ? `with ${parts.map(({ sql }) => sql).join(',\n')}\n` : ''}select 1 / (case when ${guard} then 1 else 0 end)`,
    bindings: [...parts, ...guards].flatMap(({ bindings }) => bindings),
  };
}

const recordset = `jsonb_to_recordset(?::jsonb) r
  (kind text, key text, was text, uid text, grant_id text, session_uid text, payload jsonb, expires_at timestamptz)`;

/** Nobody has given the session another key since it was read. */
const unmoved = 'a.key = coalesce(r.was, r.key)';
const samePerson = "a.payload -> 'accountId' is not distinct from r.payload -> 'accountId'";

/**
 * Two authorisations of one session at once, also refused ones: each writes the session with the
 * clients that it read. A client that the other has joined meanwhile stays, as it was joined.
 */
const joined = `coalesce((select jsonb_build_object('authorizations', jsonb_object_agg(key, case
      when n.value is null or (t.value -> 'grantId' is not null and t.value ->> 'sid' <> n.value ->> 'sid') then t.value
      else n.value end))
    from jsonb_each(coalesce(a.payload -> 'authorizations', '{}')) t
    full join jsonb_each(coalesce(r.payload -> 'authorizations', '{}')) n using (key) having count(*) > 0), '{}')`;

/** By its uid, since the key of a session rotates; `contract.ts`, renew, says what is written of it. */
const renewedSessions = `renewed_sessions as (update artefacts a set
    key = case when ${unmoved} then r.key else a.key end,
    payload = case
      when ${samePerson} and ${unmoved}
        then jsonb_strip_nulls(jsonb_build_object('state', a.payload -> 'state')) || r.payload || ${joined}
      when ${samePerson} then a.payload || ${joined}
      when ${unmoved} then r.payload else a.payload end,
    touched_at = case when ${samePerson} or ${unmoved} then ?::timestamptz else a.touched_at end,
    expires_at = case when ${unmoved} then r.expires_at else a.expires_at end
  from ${recordset} where a.uid = r.uid and (${unmoved} or r.key = coalesce(r.was, r.key)) returning 1)`;

const soFar = "coalesce((payload ->> 'counted')::integer, 0)";

function putLasting(
  put: readonly Stored[],
  part: (sql: string, ...bindings: unknown[]) => void,
): void {
  const grants = put.filter(({ kind }) => kind === 'Grant');
  if (grants.length > 0) {
    part(
      `put_grants as (insert into grants (id, account_id, client_id, payload, expires_at)
        select key, (payload ->> 'accountId')::uuid, payload ->> 'clientId', payload, expires_at from ${recordset}
        on conflict (id) do update set payload = excluded.payload, expires_at = excluded.expires_at)`,
      JSON.stringify(grants),
    );
  }
  const refresh = put.filter(({ kind }) => kind === 'RefreshToken');
  if (refresh.length > 0) {
    part(
      `put_refresh as (insert into refresh_tokens (key, grant_id, session_uid, payload, expires_at)
        select key, grant_id, session_uid, payload, expires_at from ${recordset})`,
      JSON.stringify(refresh),
    );
  }
}
