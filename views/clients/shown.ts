import type { Words } from '../frame.ts';
import type { zhCN as acceptance } from '../locales/acceptance/zh-CN.ts';
import type { zhCN } from '../locales/portal/zh-CN.ts';

/** Where an application is on its way. */
export type AppState = keyof typeof zhCN.home.states;

/** A point of the acceptance. */
export type PointCode = keyof typeof acceptance.points;

/** The groups of questions, in the order in which they are asked. */
export const groups = ['about', 'contacts', 'addresses', 'protocol', 'data', 'more'] as const;
export type Group = (typeof groups)[number];

export interface ContactShown {
  name: string;
  phone: string;
  mail: string;
}

export interface ClaimShown {
  scope: string;
  basis: 'duty' | 'consent';
  optional?: boolean;
  law: string;
  purpose: Words;
  kept_months?: number;
}

/** An application as its developers see it: its registration, and of its secrets only the dates. */
export interface AppShown {
  id: string;
  names: Words;
  department_names: Words;
  state: AppState;
  descriptions: Words | null;
  purpose: string | null;
  matters: readonly string[];
  contacts:
    | { responsible: ContactShown; technical: ContactShown; duty?: ContactShown | undefined }
    | undefined;
  application_type: 'web' | 'native';
  redirect_uris: readonly string[];
  post_logout_redirect_uris: readonly string[];
  backchannel_logout_uri: string | null;
  initiate_login_uri: string | null;
  home_uri: string | null;
  networks: readonly string[];
  profile: 'standard' | 'strict';
  auth_method: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
  grant_types: readonly string[];
  id_token_alg: string;
  level_floor: number;
  accepted_sources: readonly string[] | null;
  notices_uri: string | null;
  subscriptions: readonly string[];
  resources: readonly string[];
  default_max_age: number | null;
  id_token_encrypted_alg: string | null;
  id_token_encrypted_enc: string | null;
  userinfo_signed_alg: string | null;
  userinfo_encrypted_alg: string | null;
  userinfo_encrypted_enc: string | null;
  /** Applications of one sector see the same person under the same number. */
  sector: string;
  scopes: string;
  claims: readonly ClaimShown[];
  jwks: { keys: readonly { kid: string; kty: string }[] } | null;
  jwks_uri: string | null;
  secrets: readonly { created_at: Date; expires_at: Date | null }[];
  logo: string | null;
  review_due_at: Date | null;
  ends_at: Date | null;
}
