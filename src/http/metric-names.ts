/** What is told of a metric where it is declared; docs/metrics.md is made of these. */
interface MetricNotes {
  help: string;
  labels: readonly string[];
  /**
   * Of what it speaks: this process alone, or the whole gateway, which every node tells alike (take
   * the maximum over nodes, never the sum).
   */
  of: 'process' | 'gateway';
  kind: 'counter' | 'gauge' | 'histogram';
  /** When it needs somebody. */
  watch?: string;
}

/** Every metric of ours. Labels are names of routes, sources, clients, kinds and causes, never of people. */
export const metricNames = {
  songhua_http_request_seconds: {
    help: 'How long requests took, by route and class of status; its count is their number.',
    labels: ['route', 'class'],
    of: 'process',
    kind: 'histogram',
    watch: 'A growing share of class 5xx; a p99 of the route /token over 0.5.',
  },
  songhua_database_connections: {
    help: 'Connections of this process to the database: in use, idle, and requests that wait for one.',
    labels: ['state'],
    of: 'process',
    kind: 'gauge',
    watch: 'waiting above 0 for a minute: DATABASE_POOL is too small or the database is slow.',
  },
  songhua_passwords_waiting: {
    help: 'Passwords that are being hashed or wait for their turn in this process.',
    labels: [],
    of: 'process',
    kind: 'gauge',
    watch: 'At its limit for minutes: sign-ins by password are refused as busy.',
  },
  songhua_client_requests_unlogged_total: {
    help: 'Requests of clients that are not in the log which their owners read: often, more of one client in a minute than are kept; full, no room because the database does not take them.',
    labels: ['why'],
    of: 'process',
    kind: 'counter',
    watch: 'why="full" growing.',
  },
  songhua_registrations_total: {
    help: 'Requests of programs at the endpoint of registrations (RFC 7591, RFC 7592), by what they wanted and what came of it: ok, failed, or the code of a refusal.',
    labels: ['act', 'outcome'],
    of: 'process',
    kind: 'counter',
    watch:
      'outcome="clients.token_refused" growing: somebody shows tokens that are over, or guesses; initial_token.refused in the trail says which.',
  },
  songhua_config_version_age_seconds: {
    help: 'How long ago this node last knew that its clients, keys and policy are current.',
    labels: [],
    of: 'process',
    kind: 'gauge',
    watch: 'Over 1: the node is not ready.',
  },
  songhua_metrics_fault: {
    help: '1 where something could not be read for this answer, so that its metrics are missing.',
    labels: ['part'],
    of: 'process',
    kind: 'gauge',
    watch: 'Any.',
  },
  songhua_events_total: {
    help: 'Events of the sealed trail by kind and cause, since roll-ups began.',
    labels: ['kind', 'code'],
    of: 'gateway',
    kind: 'counter',
    watch:
      'refresh.replayed, code.replayed, delivery.dead, audit.heads_lost, audit.syslog_failing, source.failing.',
  },
  songhua_sign_ins_total: {
    help: 'Sign-ins by source: let in, failed, refused. local: the accounts of Songhua itself.',
    labels: ['source', 'outcome'],
    of: 'gateway',
    kind: 'counter',
    watch:
      'No more succeeded at a source that is used every day; failed growing against succeeded.',
  },
  songhua_client_sign_ins_total: {
    help: 'The same by client.',
    labels: ['client', 'outcome'],
    of: 'gateway',
    kind: 'counter',
  },
  songhua_sign_in_seconds: {
    help: 'Time to sign in over the last hour, from the first page to being let in.',
    labels: ['source', 'quantile'],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_source_state: {
    help: '1 for the state that each source is in (live, paused).',
    labels: ['source', 'state'],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_source_breaker_open: {
    help: '1 while a source is left alone after failures in a row.',
    labels: ['source'],
    of: 'gateway',
    kind: 'gauge',
    watch: '1 for ten minutes: the department is to be called.',
  },
  songhua_source_probe_ok: {
    help: '1 where the last probe of a live source went well, 0 where it did not; absent before the first.',
    labels: ['source'],
    of: 'gateway',
    kind: 'gauge',
    watch: '0 for ten minutes.',
  },
  songhua_source_success_ratio: {
    help: 'Share of sign-ins over the last hour that the source answered well, 0 to 1; wrong passwords are no fault of it. Absent where nobody tried.',
    labels: ['source'],
    of: 'gateway',
    kind: 'gauge',
    watch: 'Under 0.9 where many sign in.',
  },
  songhua_source_expiry_days: {
    help: 'Days until a certificate, document or secret of a source expires; negative when it has.',
    labels: ['source', 'what'],
    of: 'gateway',
    kind: 'gauge',
    watch: '60, 30 and 7 and less: each is an event source.expiring of the trail too.',
  },
  songhua_source_in_flight: {
    help: 'Sign-ins of this process that are at a source now; it takes so many and no more.',
    labels: ['source'],
    of: 'process',
    kind: 'gauge',
    watch: 'At 48 or more for a minute: the source answers slowly, and people are turned away.',
  },
  songhua_sessions_active: {
    help: 'Sessions that go on, as of the last seal of the trail.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_deliveries_outstanding: {
    help: 'Deliveries that wait, counted to 10000.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
    watch: 'Growing for an hour: see the deliveries of the console for whose they are.',
  },
  songhua_deliveries_oldest_seconds: {
    help: 'How long the oldest delivery has been waiting; given up after a day.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
    watch: 'Over 43200.',
  },
  songhua_unsealed_events: {
    help: 'Events that wait for the sealer, counted to 10000.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_unsealed_oldest_seconds: {
    help: 'How long the oldest event has been waiting for the sealer.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
    watch: 'Over 10: the sealer stands (audit.md), and roll-ups stand with it.',
  },
  songhua_syslog_unsent_seals: {
    help: 'Seals of the trail that the syslog receiver has not taken yet, counted to 10000; absent without AUDIT_SYSLOG_URL.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_syslog_unsent_oldest_seconds: {
    help: 'How long the oldest of them has been waiting; absent without AUDIT_SYSLOG_URL.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
    watch:
      'Over 120: the receiver takes nothing; the log lines of the job syslog say why (audit.md).',
  },
  songhua_conflicts_open: {
    help: 'Questions about two accounts that wait for staff, counted to 10000.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_clients: {
    help: 'Department applications, by where they are in their life.',
    labels: ['state'],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_approvals_waiting: {
    help: 'Acts that wait for a second person, and reviews of what was done at once.',
    labels: ['what'],
    of: 'gateway',
    kind: 'gauge',
    watch: 'what="overdue" above 0: nobody reviewed an emergency within 24 hours.',
  },
  songhua_approvals_unfinished: {
    help: 'Acts that two people wanted, or one at once, whose large part is not done yet.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
  },
  songhua_approvals_unfinished_oldest_seconds: {
    help: 'How long ago the oldest of them was decided.',
    labels: [],
    of: 'gateway',
    kind: 'gauge',
    watch: 'Over 600: its page in the console says which; the log says why (job "approvals").',
  },
} as const satisfies Record<string, MetricNotes>;

export type MetricName = keyof typeof metricNames;
