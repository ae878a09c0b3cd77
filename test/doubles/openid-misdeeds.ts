import type { Garbled } from './http.ts';

/** What the provider can be made to do wrong; each stays until `mend()`. */
export interface Misdeeds {
  /** Signs with a key that it does not publish, under the published key's id. */
  foreignSignature?: boolean;
  /** Sends the ID token without a signature (`alg` none). */
  unsigned?: boolean;
  /** userinfo has two document numbers. */
  repeats?: boolean;
  /** Answers as if another visit had asked. */
  otherState?: boolean;
  /** Makes the ID token for another client. */
  wrongAudience?: boolean;
  /** Puts another issuer into the ID token. */
  wrongIssuer?: boolean;
  /** Puts another issuer beside the code (RFC 9207). */
  mixUp?: boolean;
  /** Its signed tokens, changed before they leave; of userinfo also the JSON. */
  rewrites?: Partial<Record<'idToken' | 'userinfo', (token: string) => string>>;
  /** Put into the ID token before it is signed, as a piece of JSON. */
  alsoSays?: string;
  /** It takes a code as often as it comes. */
  keepsCodes?: boolean;
  /** Its clock is off by so many seconds. */
  clockOff?: number;
  noNonce?: boolean;
  /** Whoever comes signed in there so many seconds ago, whatever was asked. */
  oldSignIn?: number;
  /** It says when the person signed in, also where nobody asked. */
  datesSignIn?: boolean;
  /** Signs userinfo, with the published key or with another. */
  signsUserinfo?: 'well' | 'foreign';
  /** userinfo speaks of somebody else. */
  foreignUserinfo?: boolean;
  /** It is there, but broken: 503 to everything, or to these endpoints. */
  down?: boolean | Endpoint[];
  /** It takes requests and answers nothing, to everything or these endpoints. */
  hang?: boolean | Endpoint[];
  /** What it answers at an endpoint cannot be read. */
  garbles?: { at: Endpoint; how: Garbled };
  /** The person presses cancel. */
  cancel?: boolean;
  /** It sends this OAuth error back instead of a code. */
  error?: string;
  /** It no longer knows our secret. */
  forgotUs?: boolean;
  /** Something happens while an endpoint is being waited for. */
  meanwhile?: Partial<Record<Endpoint, () => Promise<unknown>>>;
  /** It has no sign-out for browsers. */
  noSignOut?: boolean;
  /** Whoever signs out there is not sent back. */
  staysAtSignOut?: boolean;
  /** It answers with more than anybody would read. */
  flood?: boolean;
}

export type Endpoint = 'discovery' | 'authorize' | 'token' | 'jwks' | 'userinfo';
