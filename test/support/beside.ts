/** What jobs ask beside the requests; none of these tables is any of a hop's. */
export const beside =
  /config_version|client_requests|revoked_keys|skip locked|source_once|audit_exports|pg_inherits|audit_events e where e.id = any|outbox|destinations|audit_seals|from audit_pending|pg_try_advisory|due_at <=|measures|approvals|staff_|support_openings|account_proofs|^(begin|commit|rollback);?$/i;
