import type { Protocol } from './contract.ts';
import { cas } from './protocols/cas.ts';
import { ldap } from './protocols/ldap.ts';
import { oidc } from './protocols/oidc.ts';
import { passwordTable } from './protocols/password-table.ts';

/** The protocols that exist. A new one is a file, a name here, a line below and a rig in test/sources. */
export type ProtocolName = 'oidc' | 'cas' | 'ldap' | 'password-table';

export const protocols = {
  oidc,
  cas,
  ldap,
  'password-table': passwordTable,
} satisfies Record<ProtocolName, Protocol>;

export const isProtocol = (name: string): name is ProtocolName => Object.hasOwn(protocols, name);
