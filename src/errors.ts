/**
 * Every refusal the product can make. A code is `<folder>.<reason>`, is never reused, and is the
 * key of its sentence in the three locales; `advice` is for the operator and goes to docs/errors.md.
 */
export const refusals = {
  'http.not_found': { status: 404, advice: 'A wrong address. Frequent ones in the log point at a client with an old link.' },
  'http.method_not_allowed': { status: 405, advice: 'The address exists for another method; a client or form is wrong.' },
  'http.body_too_large': { status: 413, advice: 'A body over the limit. Forms of ours stay below 64 KiB; look at who sends it.' },
  'http.headers_too_large': { status: 431, advice: 'Headers over 16 KiB, mostly cookies of neighbours on the same domain.' },
  'http.bad_input': { status: 400, advice: 'Input that is not what the page or endpoint takes; the field is named.' },
  'http.form_expired': { status: 403, advice: 'The form token is missing, old or of another browser: a stale tab, or a foreign page posting to us.' },
  'http.too_many_requests': { status: 429, advice: 'A limit by account or network was reached; see the audit trail for tries.' },
  'http.unavailable': { status: 503, advice: 'The database or the artefact store does not answer; readiness fails too.' },
  'http.internal': { status: 500, advice: 'A fault of ours: find the request id in the log.' },
  'clients.bad_registration': { status: 400, advice: 'The field named cannot stand; see docs/integrate-a-client.md.' },
  'oidc.unknown_client': { status: 400, advice: 'client_id is unknown or the client is suspended. Check the registration.' },
  'oidc.bad_redirect_uri': { status: 400, advice: 'redirect_uri is not registered, to the letter, for this client. Nobody was sent there.' },
  'oidc.bad_request': { status: 400, advice: 'The authorisation request cannot be read or lacks a parameter; error_description is in the log.' },
  'oidc.session_over': { status: 400, advice: 'The session ended while the client was being answered. The person signs in again.' },
  'oidc.sign_out_expired': { status: 400, advice: 'A sign-out was confirmed without one having been begun in this browser: an old tab.' },
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
