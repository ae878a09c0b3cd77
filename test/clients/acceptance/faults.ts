import type { PointCode } from '../../../src/clients/acceptance/acceptance.ts';
import type { Fault, StrictFault } from '../../doubles/department-app.ts';

/** Each fault of the application with the points that name it, and no other. */
export const foundBy: Record<Exclude<Fault, StrictFault>, readonly PointCode[]> = {
  inside_open: ['start.inside_closed'],
  starts_nowhere: ['start.leads_here', 'sign_in.works'],
  enters_nobody: ['sign_in.works'],
  implicit: ['request.code_flow', 'sign_in.works'],
  redirect_other: ['request.redirect_exact', 'sign_in.works'],
  scope_beyond: ['request.scope', 'sign_in.works'],
  pkce_plain: ['request.pkce', 'sign_in.works'],
  secret_in_front: ['request.nothing_secret'],
  secret_in_body: ['sign_in.as_registered'],
  token_in_body: ['sign_in.token_in_header'],
  pkce_fixed: ['request.pkce_fresh'],
  state_short: ['request.state'],
  state_fixed: ['request.state_fresh'],
  nonce_short: ['request.nonce'],
  nonce_fixed: ['request.nonce_fresh'],
  state_unchecked: ['answer.state_checked'],
  state_optional: ['answer.state_required'],
  state_for_all: ['answer.other_browser'],
  iss_unchecked: ['answer.iss_checked'],
  iss_optional: ['answer.iss_required'],
  code_remembered: ['answer.code_once'],
  denied_500: ['answer.denied'],
  login_required_500: ['answer.login_required'],
  code_refused_500: ['answer.code_refused'],
  loops_on_error: ['answer.no_loop'],
  id_token_optional: ['id_token.required'],
  signature_unchecked: ['id_token.signature'],
  unknown_key_taken: ['id_token.unknown_key'],
  keys_forever: ['id_token.new_key'],
  alg_none_taken: ['id_token.alg_none'],
  issuer_unchecked: ['id_token.issuer'],
  audience_unchecked: ['id_token.audience'],
  expiry_unchecked: ['id_token.expired'],
  nonce_unchecked: ['id_token.nonce'],
  nonce_optional: ['id_token.nonce_required'],
  clock_behind_500: ['id_token.clock_behind'],
  clock_ahead_500: ['id_token.clock_ahead'],
  level_unchecked: ['level.checked'],
  userinfo_unchecked: ['userinfo.subject'],
  unavailable_blank: ['unavailable.token'],
  userinfo_unavailable_blank: ['unavailable.userinfo'],
  loops_on_503: ['unavailable.no_loop'],
  stack_shown: ['pages.no_stack'],
  never_refreshes: ['refresh.goes_on'],
  first_refresh_token: ['refresh.goes_on'],
  session_kept: ['session.renewed'],
  cookie_readable: ['cookie.http_only'],
  cookie_anywhere: ['cookie.same_site'],
  token_in_cookie: ['cookie.no_token'],
  token_in_address: ['address.clean'],
  stays_at_answer: ['address.clean'],
  referrer_open: ['address.referrer'],
  sniffed: ['header.nosniff'],
  framed: ['header.frame'],
  inline_scripts: ['header.csp'],
  stored: ['header.no_store'],
  logout_signature: ['backchannel.signature'],
  logout_alg_none: ['backchannel.alg_none'],
  logout_issuer: ['backchannel.issuer'],
  logout_audience: ['backchannel.audience'],
  logout_expired: ['backchannel.expired'],
  logout_events: ['backchannel.events'],
  logout_nonce: ['backchannel.nonce'],
  no_logout: ['backchannel.receipt', 'backchannel.ends_session'],
  logout_ignored: ['backchannel.ends_session'],
  logout_of_all: ['backchannel.others_stay'],
  sign_out_here_only: ['sign_out.leads_here'],
  sign_out_without_hint: ['sign_out.hint'],
  sign_out_without_return: ['sign_out.returns'],
  sign_out_cookie_only: ['sign_out.session_over'],
  sign_out_minds_origin: ['sign_out.leads_here', 'sign_out.session_over'],
  begin_broken: ['initiate.works'],
  led_away: ['initiate.target'],
};

/** The same of an application of the strict profile, each in a run of its own. */
export const strictFoundBy: Record<StrictFault, readonly PointCode[]> = {
  in_front: ['strict.par'],
  no_dpop: ['strict.dpop', 'strict.dpop_fresh', 'sign_in.works'],
  // Refused where the request is pushed, before anything else is proved.
  dpop_again: ['strict.dpop_fresh', 'start.leads_here', 'sign_in.works'],
  assertion_audience: ['strict.assertion', 'start.leads_here', 'sign_in.works'],
  assertion_again: ['strict.assertion_fresh', 'start.leads_here', 'sign_in.works'],
};

/** Where nobody comes in, nothing else can be said. */
export const stopping: ReadonlySet<Fault> = new Set<Fault>([
  ...(['inside_open', 'starts_nowhere', 'enters_nobody', 'implicit', 'redirect_other'] as const),
  ...(['scope_beyond', 'pkce_plain'] as const),
]);

/**
 * Faults that do not stand in one another's way, together in one run: a run takes some seconds, and
 * there are more than sixty. Each was run alone too, with the same outcome.
 */
export const together: readonly (readonly Fault[])[] = [
  [
    ...(['pkce_fixed', 'state_short', 'nonce_short', 'state_unchecked', 'iss_unchecked'] as const),
    ...(['code_remembered', 'denied_500', 'id_token_optional', 'signature_unchecked'] as const),
    ...(['userinfo_unchecked', 'unavailable_blank', 'never_refreshes', 'cookie_readable'] as const),
    ...(['token_in_cookie', 'referrer_open', 'logout_signature', 'sign_out_without_hint'] as const),
    ...(['secret_in_front', 'token_in_body'] as const),
  ],
  [
    ...([
      'state_fixed',
      'nonce_fixed',
      'state_optional',
      'iss_optional',
      'issuer_unchecked',
    ] as const),
    ...(['login_required_500', 'unknown_key_taken', 'audience_unchecked', 'sniffed'] as const),
    ...(['userinfo_unavailable_blank', 'first_refresh_token', 'cookie_anywhere'] as const),
    ...([
      'token_in_address',
      'logout_alg_none',
      'logout_issuer',
      'sign_out_without_return',
    ] as const),
  ],
  [
    ...(['state_for_all', 'code_refused_500', 'alg_none_taken'] as const),
    ...([
      'loops_on_503',
      'stays_at_answer',
      'framed',
      'inline_scripts',
      'logout_audience',
    ] as const),
    ...(['logout_expired', 'sign_out_cookie_only', 'nonce_unchecked', 'clock_behind_500'] as const),
    ...(['keys_forever', 'begin_broken'] as const),
  ],
  [
    ...(['loops_on_error', 'nonce_optional', 'clock_ahead_500', 'level_unchecked'] as const),
    ...(['stack_shown', 'stored', 'logout_events', 'logout_nonce', 'logout_of_all'] as const),
    ...(['session_kept', 'sign_out_here_only', 'expiry_unchecked', 'led_away'] as const),
  ],
  ['no_logout'],
  ['logout_ignored'],
  ['sign_out_minds_origin'],
  ['secret_in_body'],
  ...[...stopping].map((fault) => [fault]),
];

/** What cannot be said any more because of a fault. */
export const hiddenBy: Partial<Record<Fault, readonly PointCode[]>> = {
  session_kept: ['answer.code_once'],
  sign_out_here_only: ['sign_out.hint', 'sign_out.returns'],
  sign_out_minds_origin: ['sign_out.hint', 'sign_out.returns'],
};
