import type { Protocol } from './contract.ts';
import { cas } from './protocols/cas.ts';
import { ldap } from './protocols/ldap.ts';
import { oauth2 } from './protocols/oauth2.ts';
import { oidc } from './protocols/oidc.ts';
import { passwordTable } from './protocols/password-table.ts';
import { saml } from './protocols/saml.ts';
import { ticket } from './protocols/ticket.ts';

/** The protocols that exist. A new one is a file, a name here, a line below and a rig in test/sources. */
export type ProtocolName =
  | 'oauth2'
  | 'oidc'
  | 'cas'
  | 'ldap'
  | 'password-table'
  | 'saml'
  | 'ticket';

export const protocols = {
  oauth2,
  oidc,
  cas,
  ldap,
  'password-table': passwordTable,
  saml,
  ticket,
} satisfies Record<ProtocolName, Protocol>;

export const isProtocol = (name: string): name is ProtocolName => Object.hasOwn(protocols, name);
