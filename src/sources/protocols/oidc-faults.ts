import * as client from 'openid-client';
import { Refusal } from '../../errors.ts';
import { Unreadable } from '../unreadable.ts';
import { unavailable } from './outgoing.ts';

/** Token endpoint errors that no browser can bring about: our registration at the source is broken. */
const ourRegistration = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
]);

/** The answer was no OAuth answer at all. */
const noAnswer = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/** What came was read, and is not what it should be: of somebody else, or not signed by the source. */
const doesNotHold = /^OAUTH_(JSON_ATTRIBUTE|JWT_|INVALID_RESPONSE|DECRYPTION)/;

/**
 * The refusal behind a failed step. `sources.unavailable` counts against the source and may trip its
 * breaker, so it never comes from anything that a browser can forge (a bad code, an error parameter):
 * that is `sources.bad_answer`; nor from an answer to one person's code or token that cannot be read:
 * that is Unreadable. Discovery is nobody's: whatever is wrong with it is the source's. The cause is not carried along: it holds tokens, claims or codes.
 */
export function refusalOf(error: unknown, step: 'discovery' | 'token' | 'userinfo'): Refusal {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof Refusal && step !== 'discovery') return at;
    if (at instanceof Refusal) return unavailable(String(at.detail.words?.['fault'] ?? at.code));
  }
  const fault = `${step} ${describe(error)}`;
  if (step === 'discovery') return unavailable(fault);
  if (step === 'userinfo')
    return doesNotHold.test(codeOf(error)) ? badAnswer(fault) : new Unreadable(fault);
  if (noAnswer.has(codeOf(error))) return new Unreadable(fault);
  const theirs =
    error instanceof client.WWWAuthenticateChallengeError ||
    (error instanceof client.ResponseBodyError && ourRegistration.has(error.error));
  return theirs ? unavailable(fault) : badAnswer(fault);
}

/** What came back does not hold; `fault` is what the operator reads. */
export const badAnswer = (fault: string) =>
  new Refusal('sources.bad_answer', { words: { fault: fault.slice(0, 200) } });

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
};

/** Code, OAuth error and the claim compared: words of the protocol, nothing of the person. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const oauth = (error as { error?: unknown }).error;
  const claim = claimOf(error.cause) ?? claimOf((error.cause as Error | undefined)?.cause);
  const words = [codeOf(error) || error.name, oauth, claim];
  return words.filter((word) => typeof word === 'string' && /^[\w.-]{1,60}$/.test(word)).join(' ');
}

function claimOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'claim' in cause ? cause.claim : undefined;
}
