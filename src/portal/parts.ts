import type { Part } from '../../views/clients/app.tsx';
import type * as clients from '../clients/clients.ts';
import type { At } from './at.ts';

/** The pages of one application that this deployment has. */
export const openParts = ({ needs }: Pick<At, 'needs'>): readonly Part[] => [
  'overview',
  'about',
  'logo',
  'contacts',
  'addresses',
  'protocol',
  'data',
  'more',
  'credentials',
  // What it is tried with is there only: made-up citizens, failures at will.
  ...(needs.gate.sandbox ? (['acceptance', 'failures'] as const) : []),
  'request',
  'log',
  'deliveries',
];

/** On which page of an application each field of its registration is asked for. */
const pages: Partial<Record<clients.Field, Part>> = {
  ...{ names: 'about', descriptions: 'about', purpose: 'about', matters: 'about' },
  ...{ home_uri: 'about', contacts: 'contacts', logo: 'logo' },
  ...{ application_type: 'addresses', redirect_uris: 'addresses', networks: 'addresses' },
  ...{ post_logout_redirect_uris: 'addresses', backchannel_logout_uri: 'addresses' },
  initiate_login_uri: 'addresses',
  ...{ profile: 'protocol', auth_method: 'protocol', id_token_alg: 'protocol' },
  ...{ grant_types: 'protocol', level_floor: 'protocol', accepted_sources: 'protocol' },
  ...{ sector: 'data', scopes: 'data', claims: 'data' },
  ...{ notices_uri: 'more', subscriptions: 'more', resources: 'more', default_max_age: 'more' },
  ...{ id_token_encrypted_alg: 'more', id_token_encrypted_enc: 'more' },
  ...{ userinfo_signed_alg: 'more', userinfo_encrypted_alg: 'more' },
  userinfo_encrypted_enc: 'more',
  ...{ jwks: 'credentials', jwks_uri: 'credentials' },
};

/** The page of a field, or of a part of it (`contacts.duty.mail`). */
export const askedAt = (field: string): Part | undefined =>
  pages[field.split('.')[0] as clients.Field];
