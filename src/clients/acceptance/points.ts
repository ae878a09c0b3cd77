import type { Seen } from './seen.ts';

/**
 * What the robot tries, in the order in which a report lists it: one point, one sentence of a
 * standard, one result. docs/acceptance.md is made of this; its sentences for people stand in
 * views/locales/acceptance.
 */
interface Told {
  standard: string;
  /** Only advice: a report passes without it. */
  advised?: true;
  /** Only for clients of the strict profile. */
  strict?: true;
  /**
   * The sentence of the standard that leaves room here (ADR 0049): with a reason, and two of the staff
   * who read it, a client of the standard profile is handed in although it failed this. The list is closed.
   */
  room?: string;
}

const core = (section: string): Told => ({ standard: `OpenID Connect Core 1.0 §${section}` });
const backChannel = (section: string): Told => ({
  standard: `OpenID Connect Back-Channel Logout 1.0 §${section}`,
});
const rpLogout = (section: string): Told => ({
  standard: `OpenID Connect RP-Initiated Logout 1.0 §${section}`,
});
const practice = (section: string): Told => ({ standard: `RFC 9700 §${section}` });
const strict = (standard: string): Told => ({ standard, strict: true });

export const points = {
  'start.inside_closed': { standard: 'Songhua' },
  'start.leads_here': core('3.1.2.1'),

  'request.code_flow': practice('2.1.2'),
  'request.redirect_exact': practice('2.1'),
  'request.scope': core('3.1.2.1'),
  'request.pkce': { standard: 'RFC 7636 §4.2' },
  'request.pkce_fresh': { standard: 'RFC 7636 §7.1' },
  'request.state': { standard: 'RFC 6749 §10.12' },
  'request.state_fresh': { standard: 'RFC 6749 §10.10' },
  'request.nonce': core('3.1.2.1'),
  'request.nonce_fresh': core('15.5.2'),
  'request.nothing_secret': { standard: 'RFC 6749 §2.3.1' },

  'sign_in.works': core('3.1'),
  'sign_in.as_registered': core('9'),
  'sign_in.token_in_header': { standard: 'RFC 6750 §2.1' },

  'answer.state_checked': { standard: 'RFC 6749 §10.12' },
  'answer.state_required': { standard: 'RFC 6749 §10.12' },
  'answer.other_browser': practice('4.7.1'),
  'answer.iss_checked': { standard: 'RFC 9207 §2.4' },
  'answer.iss_required': { standard: 'RFC 9207 §2.4' },
  'answer.code_once': practice('4.5.3'),
  'answer.denied': core('3.1.2.6'),
  'answer.login_required': core('3.1.2.6'),
  'answer.code_refused': { standard: 'RFC 6749 §5.2' },
  'answer.no_loop': { standard: 'Songhua' },

  'id_token.required': core('3.1.3.3'),
  'id_token.signature': core('3.1.3.7'),
  'id_token.unknown_key': core('10.1'),
  'id_token.new_key': core('10.1.1'),
  'id_token.alg_none': { ...core('3.1.3.7'), room: 'OpenID Connect Core 1.0 §3.1.3.7 (6)' },
  'id_token.issuer': core('3.1.3.7'),
  'id_token.audience': core('3.1.3.7'),
  'id_token.expired': core('3.1.3.7'),
  'id_token.nonce': core('3.1.3.7'),
  'id_token.nonce_required': core('3.1.3.7'),
  'id_token.clock_behind': core('3.1.3.7'),
  'id_token.clock_ahead': core('3.1.3.7'),
  'level.checked': core('3.1.3.7'),
  'userinfo.subject': core('5.3.2'),

  'unavailable.token': { standard: 'RFC 9110 §15.6.4' },
  'unavailable.userinfo': { standard: 'RFC 9110 §15.6.4' },
  'unavailable.no_loop': { standard: 'RFC 9110 §10.2.3' },
  'pages.no_stack': { standard: 'OWASP ASVS 5.0 §16.5.1' },

  'refresh.goes_on': { standard: 'RFC 6749 §6' },

  'session.renewed': { standard: 'OWASP ASVS 5.0 §7.2.4' },
  'cookie.http_only': { standard: 'OWASP ASVS 5.0 §3.3.4' },
  'cookie.secure': { standard: 'OWASP ASVS 5.0 §3.3.1' },
  'cookie.same_site': { standard: 'OWASP ASVS 5.0 §3.3.2' },
  'cookie.no_token': { standard: 'Songhua' },
  'address.clean': practice('4.3'),
  'address.referrer': practice('4.2.4'),
  'header.nosniff': { standard: 'OWASP ASVS 5.0 §3.4.4' },
  'header.frame': practice('4.16'),
  'header.csp': { standard: 'OWASP ASVS 5.0 §3.4.3', advised: true },
  'header.no_store': { standard: 'RFC 9111 §5.2.2.5' },
  'header.hsts': { standard: 'RFC 6797 §7.1' },
  'tls.everywhere': core('16.17'),

  'backchannel.signature': backChannel('2.6'),
  'backchannel.alg_none': backChannel('2.6'),
  'backchannel.issuer': backChannel('2.6'),
  'backchannel.audience': backChannel('2.6'),
  'backchannel.expired': backChannel('2.6'),
  'backchannel.events': backChannel('2.6'),
  'backchannel.nonce': backChannel('2.6'),
  'backchannel.receipt': backChannel('2.8'),
  'backchannel.ends_session': backChannel('2.7'),
  'backchannel.others_stay': backChannel('2.7'),
  'sign_out.leads_here': rpLogout('2'),
  'sign_out.hint': rpLogout('2'),
  'sign_out.returns': rpLogout('3'),
  'sign_out.session_over': rpLogout('2'),

  'initiate.works': core('4'),
  'initiate.target': core('4'),

  'strict.par': strict('FAPI 2.0 Security Profile §5.3.3.2'),
  'strict.dpop': strict('RFC 9449 §5'),
  'strict.dpop_fresh': strict('RFC 9449 §4.2'),
  'strict.assertion': strict('RFC 7523 §3, FAPI 2.0 Security Profile §5.3.3.1'),
  'strict.assertion_fresh': strict('RFC 7523 §3'),
} as const satisfies Record<string, Told>;

export type PointCode = keyof typeof points;
export const pointCodes = Object.keys(points) as PointCode[];
export const toldOf = (code: PointCode): Told => points[code];

export type Result = 'passed' | 'failed' | 'not_applicable' | 'not_reached';

/** What came of one point. Of runs from before there were codes the evidence is a few English words. */
export interface Point {
  code: PointCode;
  result: Result;
  evidence: readonly Seen[] | string;
}

/** The points that somebody may give a reason for, if they failed. */
export const excusable = pointCodes.filter((code) => toldOf(code).room !== undefined);

/** Everything that is asked of a client holds; what is only advised does not count. */
export const allPassed = (of: readonly Pick<Point, 'code' | 'result'>[]): boolean =>
  openIn(of).length === 0;

/**
 * What is to be excused before a report counts: nothing where all passed. Undefined where it counts in
 * no way: another point failed, one was not reached or is not in it, or the profile is strict.
 */
export function toExcuse(
  of: readonly { code: string; result: string }[],
  profile: string,
): PointCode[] | undefined {
  const open = openIn(of);
  const rest = open.filter(({ code, result }) => result !== 'failed' || !excusable.includes(code));
  if (open.length > 0 && (rest.length > 0 || profile !== 'standard')) return undefined;
  return open.map(({ code }) => code);
}

/** What we ask for and is neither passed nor of no use there. A report may know other points besides. */
function openIn(of: readonly { code: string; result: string }[]) {
  const results = new Map(of.map(({ code, result }) => [code, result]));
  return pointCodes
    .map((code) => ({ code, result: results.get(code) }))
    .filter(
      ({ code, result }) =>
        result !== 'passed' && result !== 'not_applicable' && toldOf(code).advised !== true,
    );
}
