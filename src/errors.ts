/**
 * Every refusal the product can make. A code is `<folder>.<reason>`, is never reused, and is the
 * key of its sentence in the three locales; `advice` is for the operator and goes to docs/errors.md.
 */
export const refusals = {
  'http.not_found': {
    status: 404,
    advice: 'A wrong address. Frequent ones in the log point at a client with an old link.',
  },
  'http.method_not_allowed': {
    status: 405,
    advice: 'The address exists for another method; a client or form is wrong.',
  },
  'http.body_too_large': {
    status: 413,
    advice: 'A body over the limit. Forms of ours stay below 64 KiB; look at who sends it.',
  },
  'http.headers_too_large': {
    status: 431,
    advice: 'Headers over 16 KiB, mostly cookies of neighbours on the same domain.',
  },
  'http.bad_input': {
    status: 400,
    advice: 'Input that is not what the page or endpoint takes; the field is named.',
  },
  'http.form_expired': {
    status: 403,
    advice:
      'The form token is missing, old or of another browser: a stale tab, or a foreign page posting to us.',
  },
  'http.too_many_requests': {
    status: 429,
    advice: 'A limit by account or network was reached; see the audit trail for tries.',
  },
  'http.unavailable': {
    status: 503,
    advice: 'The database or the artefact store does not answer; readiness fails too.',
  },
  'http.internal': { status: 500, advice: 'A fault of ours: find the request id in the log.' },
  'clients.bad_registration': {
    status: 400,
    advice: 'The field named cannot stand; see docs/integrate-a-client.md.',
  },
  'oidc.unknown_client': {
    status: 400,
    advice: 'client_id is unknown or the client is suspended. Check the registration.',
  },
  'oidc.bad_redirect_uri': {
    status: 400,
    advice:
      'redirect_uri is not registered, to the letter, for this client. Nobody was sent there.',
  },
  'oidc.bad_request': {
    status: 400,
    advice:
      'The authorisation request cannot be read or lacks a parameter; error_description is in the log.',
  },
  'oidc.session_over': {
    status: 400,
    advice: 'The session ended while the client was being answered. The person signs in again.',
  },
  'oidc.sign_out_expired': {
    status: 400,
    advice: 'A sign-out was confirmed without one having been begun in this browser: an old tab.',
  },
  'sources.unknown': {
    status: 404,
    advice: 'No source of this id: an old bookmark, or somebody tries names.',
  },
  'sources.paused': {
    status: 403,
    advice: 'The source is switched off; an administrator can resume it.',
  },
  'sources.unavailable': {
    status: 503,
    advice:
      "The department's login system does not answer or not as agreed; the audit event source.failing and source_health name the fault. Call the department.",
  },
  'sources.bad_answer': {
    status: 400,
    advice:
      'What came back from a source does not hold: a replayed or forged answer, a wrong signature, audience or clock. Many from one source: check its keys and clock.',
  },
  'sources.bad_settings': {
    status: 400,
    advice: 'The settings of a source are not what its protocol takes; the field is named.',
  },
  'login.expired': {
    status: 400,
    advice:
      'The interaction is over, was finished in another tab, or its cookie is missing. Many at once: a client keeps old links.',
  },
  'login.other_browser': {
    status: 403,
    advice:
      'An answer of a source arrived in a browser that did not begin the sign-in: an in-app browser, or somebody was sent a foreign link. The answer was thrown away.',
  },
  'login.visit_unknown': {
    status: 400,
    advice:
      'A callback carries a state that was never given out, or belongs to another source: forged, or very old. Nothing was done.',
  },
  'login.visit_used': {
    status: 400,
    advice:
      'A callback came a second time: double click, back button or a replay. The first one counted.',
  },
  'login.visit_expired': {
    status: 400,
    advice: "Somebody took longer than half an hour at the department's page.",
  },
  'login.source_not_accepted': {
    status: 403,
    advice:
      "The client's registration does not accept this source, or the way does not exist there.",
  },
  'login.turned_away': {
    status: 403,
    advice:
      'The identity or the link is suspended or closed; the audit event identity.arrived has the reason.',
  },
  'login.proof_changed': {
    status: 409,
    advice:
      "A new password was to be set for a department's account, but its row was changed, locked or removed there meanwhile, or another browser was first.",
  },
  'login.not_signed_in': {
    status: 401,
    advice:
      'An account was to be linked, but the session that asked for it is over or of another browser.',
  },
  'identities.last_way_in': {
    status: 409,
    advice: 'The person tried to remove the only way to sign in; another has to be added first.',
  },
  'identities.unknown_link': {
    status: 404,
    advice: 'The link is not, or no longer, one of this identity: a stale page or a second tab.',
  },
  'credentials.busy': {
    status: 503,
    advice:
      'More passwords wait to be checked than the queue takes. A storm of sign-ins or an attack; more cores help.',
  },
  'credentials.password_short': {
    status: 400,
    advice: 'A new password has fewer than 8 characters.',
  },
  'credentials.password_long': {
    status: 400,
    advice: 'A new password has more than 256 characters.',
  },
  'credentials.password_common': {
    status: 400,
    advice:
      'A new password is on the list of common ones, or repeats the login name, number or birth date.',
  },
  'credentials.login_name_form': {
    status: 400,
    advice:
      'A login name needs 4 to 40 letters, digits, dots, dashes or underscores, a letter first, no long run of digits.',
  },
  'credentials.login_name_taken': {
    status: 409,
    advice: 'The login name is in use by somebody else.',
  },
  'oidc.no_token': {
    status: 401,
    advice: 'A call below /api without an access token in its Authorization header.',
  },
  'oidc.bad_token': {
    status: 401,
    advice:
      'An access token that is unknown, expired or revoked, whose session ended, or whose client or identity is suspended.',
  },
  'oidc.scope_missing': {
    status: 403,
    advice:
      'The access token, or the approval of its client as it stands now, does not cover what was asked; see docs/integrate-records.md for the scopes.',
  },
  'records.too_many_events': {
    status: 413,
    advice:
      'A batch of more than 500 events. Nothing of it was taken; the department sends smaller ones.',
  },
  'records.bad_event': {
    status: 400,
    advice:
      'One event of a batch cannot stand; the field is named, the events beside it were taken. See docs/integrate-records.md.',
  },
  'records.other_department': {
    status: 403,
    advice:
      "An event names, as its source, another department than the client's own. Nothing was changed. Many: a department has the wrong client, or somebody tries.",
  },
  'records.applicant_fixed': {
    status: 409,
    advice:
      'A case was accepted a second time for somebody else. Only a correction may name another applicant; it is audited.',
  },
  'records.id_reused': {
    status: 409,
    advice:
      'The id of an event was used before for one that says something else. Nothing was changed.',
  },
  'records.unknown_subject': {
    status: 404,
    advice:
      'A client asked for the cases of a subject that is nobody, or who has never signed in there. Many: somebody tries subjects.',
  },
  'records.unknown_case': {
    status: 404,
    advice: 'There is no such case, or not for this person, or not at the level of the session.',
  },
  'admin.not_allowed': {
    status: 403,
    advice:
      'Somebody of the staff tried what none of their roles carries; the audit event staff.refused names the route and the permission.',
  },
  'admin.not_here': {
    status: 404,
    advice:
      'A page of the console names a thing that is not there or lies outside the scope of whoever asks; the two are answered alike.',
  },
  'admin.not_named': {
    status: 400,
    advice: 'An act that destroys was not confirmed by typing the name of its thing.',
  },
} as const satisfies Record<string, { status: number; advice: string }>;

export type RefusalCode = keyof typeof refusals;

export interface RefusalDetail {
  /** The form's or body's field at fault. */
  field?: string;
  /** Seconds until it is worth trying again; becomes Retry-After. */
  retry_after?: number;
  /** What the sentence needs, never personal data. */
  words?: Record<string, string | number>;
  cause?: unknown;
}

/** A refusal: thrown anywhere, rendered once (src/http/errors.ts). */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly detail: RefusalDetail;

  constructor(code: RefusalCode, detail: RefusalDetail = {}) {
    super(code, { cause: detail.cause });
    this.name = 'Refusal';
    this.code = code;
    this.status = refusals[code].status;
    this.detail = detail;
  }
}
