import * as cas from './cas.ts';
import * as ldap from './ldap.ts';
import * as oauth2 from './oauth2.ts';
import * as oidc from './oidc.ts';
import type { Family } from './run.ts';
import * as saml from './saml.ts';
import * as signOuts from './sign-outs.ts';
import * as ticket from './ticket.ts';

/** Every protocol whose answers come from outside as texts, and its part of all mutants. */
export const families: Record<string, { start(): Promise<Family>; part: number }> = {
  saml: { start: saml.start, part: 0.25 },
  cas: { start: cas.start, part: 0.25 },
  oidc: { start: oidc.start, part: 0.25 },
  ldap: { start: ldap.start, part: 0.25 },
  // Beside the four: their answers are JSON over TLS, and signed by nobody.
  oauth2: { start: oauth2.start, part: 0.1 },
  ticket: { start: ticket.start, part: 0.1 },
  'sign-outs': { start: signOuts.start, part: 0.2 },
};
