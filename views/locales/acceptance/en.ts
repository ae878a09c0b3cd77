// What the acceptance robot tries, in English. Longer than 250 lines on purpose: one catalogue.
import type { RefusalSentence } from '../sentence.ts';
import type { zhCN, refusals as zhRefusals } from './zh-CN.ts';

export const en: typeof zhCN = {
  title: 'Result of the acceptance',
  passed: 'passed',
  failed: 'failed',
  not_applicable: 'does not apply',
  not_reached: 'not reached',
  advised: 'advice only',
  waiting:
    'The run waits for its turn; then it takes two or three minutes. Load the page again to see how it goes.',
  running: 'The run is under way. It takes two or three minutes.',
  broken: 'The run broke off without a result. Start another one.',
  all_passed: (points: number) => `All ${points} points passed or do not apply.`,
  some_failed: (failed: number, not_reached: number) =>
    `${failed === 1 ? 'One point' : `${failed} points`} did not pass${not_reached ? `, and ${not_reached} could not be tried` : ''}. Follow the advice and run again.`,
  excusable: (points: number) =>
    `Every other point passed. ${points === 1 ? 'This one' : `These ${points}`} can be handed in with a written reason, on which two members of staff decide, and with the signed report of this page.`,
  may_be_excused: 'can be handed in with a reason',
  evidence: 'Seen',
  standard: 'Standard',
  seen: {
    quoted: (text) => `${text}`,
    client_answered: (status) => `the application answered ${status}`,
    gateway_answered: (status) => `the gateway answered ${status}`,
    looped: () => 'redirects without an end',
    left: (origin) => `left for ${origin}`,
    no_answer: (word) => `no answer (${word})`,
    held: () => 'the answer was not carried on',
    signed_in: () => 'signed in',
    not_signed_in: () => 'not signed in',
    shown_to_stranger: () => 'shown to a stranger',
    none_registered: () => 'none of the registered addresses',
    not_approved: (scopes) => `not approved: ${scopes}`,
    pkce: (method, length) => `method ${method}, ${length} characters`,
    absent: () => 'absent',
    same_twice: () => 'the same twice',
    characters: (count) => `${count} characters`,
    auth_methods: (registered, used) => `registered ${registered}, used ${used}`,
    no_code_verifier: () => 'no code_verifier',
    no_userinfo: () => 'userinfo is not asked',
    userinfo_encrypted: () => 'userinfo is encrypted for the client: only it can make another one',
    id_token_encrypted: () =>
      'the id token is encrypted for the client: only it can make another one',
    names_somebody_else: () => 'the page names somebody else',
    names_right_person: () => 'went on without it; the page names the right person',
    names_nobody: () =>
      'signed in, and the page shows neither sub nor name: whose claims are used cannot be seen',
    not_strict: () => 'the profile is standard',
    in_address: (names) => `in the address: ${names}`,
    requests: (count) => `${count} requests`,
    audience_is_issuer: () => 'aud is to be the issuer, and nothing else',
    old_cookies_signed_in: () => 'the cookies from before the sign-in are signed in now',
    cookies: (count) => `${count} cookies`,
    http_here: () => 'http on this machine',
    at_answer: () => 'the page stands at the address with the code',
    later_address: () => 'in a later address',
    header: (name, value) => `${name}: ${value}`,
    header_absent: (name) => `${name} is absent`,
    without_tls: (count, of) => `${count} of ${of} without TLS`,
    stacks: (count) => `${count} pages`,
    no_backchannel: () => 'no backchannel_logout_uri is registered',
    answered: (status) => `answered ${status}`,
    still_signed_in: () => 'still signed in',
    no_longer_signed_in: () => 'no longer signed in',
    other_session_ended: () => 'another session ended too',
    other_hint: () => 'of another session',
    no_return: () => 'no post_logout_redirect_uri',
    no_initiate: () => 'no initiate_login_uri is registered',
    no_level_asked: () => 'no level is asked for',
    nobody_let_in: () => 'nobody is let in any more',
    signed_in_before: () => 'signed in without the answer already',
    without_end: (count, of) =>
      count === '0'
        ? `none of ${of} ways ended in a loop`
        : `${count} of ${of} ways ended in a loop`,
    refreshed: (count, refused) => `${count} refreshed, ${refused} of them refused`,
    no_refresh: () => 'no refresh_token grant is registered',
  },
  seen_and: '; ',
  points: {
    'start.inside_closed': [
      'A stranger does not see the page inside',
      'The page inside looks for a session of the application first, and sends whoever has none to sign in.',
    ],
    'start.leads_here': [
      'The start address leads to the gateway',
      'The start address redirects the browser to the authorisation endpoint.',
    ],
    'request.code_flow': [
      'Only the code flow is used',
      'Ask for response_type=code, and for no implicit or hybrid flow.',
    ],
    'request.redirect_exact': [
      'The redirect address is exactly a registered one',
      'Send redirect_uri letter by letter as it is registered, without parameters of your own.',
    ],
    'request.scope': [
      'Only approved scopes are asked for',
      'Ask for openid, and besides for what is approved only.',
    ],
    'request.pkce': ['PKCE with S256', 'Make a verifier for each sign-in and send its SHA-256.'],
    'request.pkce_fresh': [
      'PKCE is fresh at each sign-in',
      'A code_verifier is never fixed, and never used twice.',
    ],
    'request.state': [
      'There is a state, and it is long enough',
      'Make state of secure random numbers, 16 characters at least.',
    ],
    'request.state_fresh': [
      'state is fresh at each sign-in',
      'Make a new state for each sign-in and bind it to this browser.',
    ],
    'request.nonce': [
      'There is a nonce, and it is long enough',
      'Make nonce of secure random numbers, 16 characters at least.',
    ],
    'request.nonce_fresh': [
      'nonce is fresh at each sign-in',
      'Make a new nonce for each sign-in and bind it to this browser.',
    ],
    'request.nothing_secret': [
      'No secret and no token stands in the address',
      'Secrets are for the token endpoint alone; they never pass through a browser.',
    ],
    'sign_in.works': [
      'Somebody can sign in',
      'Make a plain sign-in work first; the log of your requests says why one was refused.',
    ],
    'sign_in.as_registered': [
      'It says who it is as registered',
      'Use the registered method at the token endpoint, and send code_verifier.',
    ],
    'sign_in.token_in_header': [
      'The access token goes into a header only',
      'Send the access token in the Authorization header, never in an address.',
    ],
    'answer.state_checked': [
      'Another state is refused',
      'Compare state with what this browser was given, and stop where it differs.',
    ],
    'answer.state_required': [
      'An answer without state is refused',
      'Refuse an answer without state too; do not compare only where there is one.',
    ],
    'answer.other_browser': [
      'An answer from another browser signs nobody in',
      'Keep state in a cookie or session of the browser that began the sign-in, not in common for all.',
    ],
    'answer.iss_checked': [
      'Another iss is refused',
      'Compare iss of the answer with the issuer, and stop where it differs.',
    ],
    'answer.iss_required': [
      'An answer without iss is refused',
      'The discovery document promises iss: refuse an answer without it.',
    ],
    'answer.code_once': [
      'The same answer works once',
      'Forget state once it was used; a code that comes again begins no session.',
    ],
    'answer.denied': [
      'A refusal by the person is said in words',
      'Answer access_denied with a page that says so, not with status 500.',
    ],
    'answer.login_required': [
      'login_required is handled',
      'Answer login_required with another sign-in or a page that says so.',
    ],
    'answer.code_refused': [
      'A refused code is said in words',
      'Answer invalid_grant with a page that says so, not with status 500.',
    ],
    'answer.no_loop': [
      'An error does not start over without end',
      'Do not begin another sign-in by yourself after an error; let the person press a button.',
    ],
    'id_token.required': [
      'Without an id token nobody is signed in',
      'Begin a session by an id token only; an access token is not enough.',
    ],
    'id_token.signature': [
      'An id token with a wrong signature is refused',
      'Verify the signature with the key set, also where the token came straight from the token endpoint (openid-client: enableNonRepudiationChecks).',
    ],
    'id_token.unknown_key': [
      'An id token of an unknown key is refused',
      'Read the key set again once for an unknown kid, and refuse when it is still not there.',
    ],
    'id_token.new_key': [
      'Sign-in works after a change of keys',
      'Read the key set again for an unknown kid; never keep it for good.',
    ],
    'id_token.alg_none': [
      'An id token without a signature is refused',
      'Take the registered algorithm only, and never alg none.',
    ],
    'id_token.issuer': [
      'An id token of another issuer is refused',
      'iss of the id token must be exactly the issuer.',
    ],
    'id_token.audience': [
      'An id token for another application is refused',
      'aud must be your client_id.',
    ],
    'id_token.expired': [
      'An expired id token is refused',
      'Check exp, with a tolerance of a few minutes at most.',
    ],
    'id_token.nonce': [
      'An id token with another nonce is refused',
      'Compare nonce with what this browser was given.',
    ],
    'id_token.nonce_required': [
      'An id token without nonce is refused',
      'You sent a nonce: require it in the id token.',
    ],
    'id_token.clock_behind': [
      'A clock ten minutes behind is answered sensibly',
      'Keep the clock of the server right; refuse with a page, not with status 500.',
    ],
    'id_token.clock_ahead': [
      'A clock ten minutes ahead is answered sensibly',
      'Keep the clock of the server right; refuse with a page, not with status 500.',
    ],
    'level.checked': [
      'A level that is too low is refused',
      'You ask for a level: compare acr of the id token with it.',
    ],
    'userinfo.subject': [
      "Somebody else's userinfo is not used",
      'Compare sub of userinfo with sub of the id token, and stop or go on without it. The page inside shows sub or name of who is signed in, so that it can be seen.',
    ],
    'unavailable.token': [
      'A token endpoint that is away is said in words',
      'Answer its 503 with a page that asks to come back later, and sign nobody in.',
    ],
    'unavailable.userinfo': [
      'A userinfo endpoint that is away is said in words',
      'Answer its 503 with a page, or go on with what the id token says.',
    ],
    'unavailable.no_loop': [
      'A gateway that is away is not asked without end',
      'Respect Retry-After; do not begin another sign-in by yourself.',
    ],
    'pages.no_stack': [
      'No page shows the inside of the program',
      'Switch debug pages off; details of faults go to the log.',
    ],
    'refresh.goes_on': [
      'People go on after the access token has expired',
      'Use the refresh token, and keep the new one that comes back each time.',
    ],
    'session.renewed': [
      'The session gets a new name at sign-in',
      'Make a new session id once somebody has signed in; the old one is worth nothing.',
    ],
    'cookie.http_only': ['The session cookie is HttpOnly', 'Set HttpOnly on it.'],
    'cookie.secure': [
      'The session cookie is Secure',
      'Set Secure on it, best with the prefix __Host-.',
    ],
    'cookie.same_site': ['The session cookie says SameSite', 'Set SameSite=Lax or Strict on it.'],
    'cookie.no_token': [
      'No token stands in a cookie',
      'Keep tokens on the server, and in the cookie the session id alone.',
    ],
    'address.clean': [
      'No code and no token stands in an address after the answer',
      'Redirect to a clean address once the answer was taken.',
    ],
    'address.referrer': [
      'The page limits the referrer',
      'Set Referrer-Policy, for instance to same-origin (no-referrer makes browsers post your own forms with Origin: null).',
    ],
    'header.nosniff': ['The page says nosniff', 'Set X-Content-Type-Options: nosniff.'],
    'header.frame': [
      'The page stands in no frame of others',
      "Set frame-ancestors 'none' or X-Frame-Options.",
    ],
    'header.csp': [
      'The page has a content security policy',
      'Set Content-Security-Policy without inline scripts.',
    ],
    'header.no_store': ['Personal pages are not stored', 'Set Cache-Control: no-store.'],
    'header.hsts': ['The site insists on https', 'Set Strict-Transport-Security.'],
    'tls.everywhere': ['Every address is https', 'Register and use https addresses only.'],
    'backchannel.signature': [
      'A logout token with a wrong signature is refused',
      'Verify the signature with the key set; answer 400.',
    ],
    'backchannel.alg_none': [
      'A logout token without a signature is refused',
      'Never take alg none; answer 400.',
    ],
    'backchannel.issuer': ['A logout token of another issuer is refused', 'Check iss; answer 400.'],
    'backchannel.audience': [
      'A logout token for another application is refused',
      'Check aud; answer 400.',
    ],
    'backchannel.expired': ['An expired logout token is refused', 'Check exp and iat; answer 400.'],
    'backchannel.events': [
      'A logout token of another event is refused',
      'Look for the logout event in events; answer 400 without it.',
    ],
    'backchannel.nonce': [
      'A logout token with a nonce is refused',
      'A logout token has no nonce; answer 400 to one that has.',
    ],
    'backchannel.receipt': [
      'A logout token is confirmed within five seconds',
      'Register a back-channel address and answer 200 at once.',
    ],
    'backchannel.ends_session': [
      'The session is over then',
      'Find the session by sid and delete it on the server.',
    ],
    'backchannel.others_stay': ['Other sessions go on', 'End the one session that sid names.'],
    'sign_out.leads_here': [
      'Signing out tells the gateway',
      'Redirect the browser to end_session_endpoint.',
    ],
    'sign_out.hint': [
      'Signing out sends id_token_hint',
      'Send the id token of the sign-in as id_token_hint.',
    ],
    'sign_out.returns': [
      'Signing out comes back to a registered address',
      'Send a registered post_logout_redirect_uri, whose page opens for everybody.',
    ],
    'sign_out.session_over': [
      'The session here is over then',
      'Delete the session on the server, not the cookie alone.',
    ],
    'initiate.works': [
      'Others can begin a sign-in',
      'initiate_login_uri takes iss and redirects to the authorisation endpoint.',
    ],
    'initiate.target': [
      'Nobody is led to another site',
      'Take target_link_uri at your own hosts only.',
    ],
    'strict.par': [
      'Requests are pushed first',
      'Use PAR: the address holds client_id and request_uri alone.',
    ],
    'strict.dpop': [
      'Tokens are bound to a key',
      'Send a DPoP proof to the token endpoint and to userinfo.',
    ],
    'strict.dpop_fresh': ['Each DPoP proof is fresh', 'Make a new jti for each request.'],
    'strict.assertion': [
      'A private key says who it is',
      'Use private_key_jwt with the issuer as the only aud.',
    ],
    'strict.assertion_fresh': ['Each assertion is fresh', 'Make a new jti for each request.'],
  },
  switches: {
    consent_refused: 'The person refuses',
    login_required: 'Sign-in is required again',
    source_down: 'The department login system does not answer',
    gateway_unavailable: 'The authorisation endpoint is away',
    state_altered: 'state is another one',
    iss_altered: 'iss is another one',
    iss_missing: 'iss is missing',
    code_invalid: 'The code is none',
    token_unavailable: 'The token endpoint is away',
    access_short: 'Access tokens last a second',
    id_token_missing: 'No id token',
    id_token_signature: 'id token: wrong signature',
    id_token_unknown_key: 'id token: unknown key',
    id_token_new_key: 'id token: new key',
    id_token_alg_none: 'id token: no signature',
    id_token_issuer: 'id token: another iss',
    id_token_audience: 'id token: another aud',
    id_token_expired: 'id token: expired',
    id_token_nonce: 'id token: another nonce',
    id_token_nonce_missing: 'id token: no nonce',
    level_too_low: 'Level too low',
    clock_behind: 'Clock ten minutes behind',
    clock_ahead: 'Clock ten minutes ahead',
    userinfo_other_sub: "Somebody else's userinfo",
    userinfo_unavailable: 'Userinfo is away',
    logout_signature: 'Logout token: wrong signature',
    logout_alg_none: 'Logout token: no signature',
    logout_issuer: 'Logout token: another iss',
    logout_audience: 'Logout token: another aud',
    logout_expired: 'Logout token: expired',
    logout_events: 'Logout token: another event',
    logout_nonce: 'Logout token: with a nonce',
  },
};

export const refusals: Record<keyof typeof zhRefusals, RefusalSentence> = {
  'clients.robot_running': {
    title: 'A run is under way',
    what: 'The acceptance of this application has not ended yet.',
    now: 'Wait until it has, and start another one then.',
  },
  'clients.robot_locked_out': {
    title: 'The robot cannot sign in there',
    what: 'The accepted sources or the lowest level leave no account with which the robot can sign in.',
    now: 'Add sandbox-department to the accepted sources, under “Protocol and level”, and start again.',
  },
  'clients.robot_address': {
    title: 'Not an address of this application',
    what: 'The robot asks only hosts and ports that the application has registered.',
    now: 'Give an address at one of them, or register it first.',
  },
  'clients.no_sandbox': {
    title: 'Reports cannot be verified now',
    what: 'The sandbox does not answer, or none is set up here.',
    now: 'Try again in a few minutes; if it stays like this, call the operators of this site.',
  },
  'clients.report_unreadable': {
    title: 'The report cannot be verified',
    what: 'It is cut off, was altered, or the sandbox did not sign it.',
    now: 'Download the whole report from the sandbox again.',
  },
  'clients.report_of_other': {
    title: 'The report is not of this application',
    what: 'Application, profile or redirect addresses in it are not those registered now.',
    now: 'Run the acceptance again in the sandbox with what is registered now.',
  },
  'clients.report_too_old': {
    title: 'The report is too old',
    what: 'A report counts for 90 days from its run.',
    now: 'Run the acceptance again in the sandbox.',
  },
  'clients.excuse_missing': {
    title: 'A reason is missing',
    what: 'A point of the acceptance was not passed, and no reason of 10 to 500 characters stands beside it.',
    now: 'Write why your program cannot do it, or mend it and run the acceptance again.',
  },
  'clients.report_failed': {
    title: 'The acceptance was not passed',
    what: 'Points in the report failed or were not reached.',
    now: 'Mend them and run the acceptance again in the sandbox.',
  },
};
