/** One client of the strict profile, without an application of its own: scripts drive it (`--json`). */
import type { JWK } from 'oidc-provider';
import type * as clients from '../src/clients/clients.ts';
import type { Places } from './places.ts';
import type { Secrets } from './secrets.ts';
import { words } from './words.ts';

export const STRICT = 'gongzuotai';
/** A name only: nothing is asked there. */
const RESOURCE = 'https://workbench.example/api';
const SCOPE = 'openid profile realname records';
const names = words('一体化工作台', '일체화 작업대', 'Integrated workbench');

/** Nothing is done there; whoever drives it reads the code from the address. Any other port does too. */
const redirectOf = ({ hall }: Places): string => `${hall}/workbench/callback`;

export const strictClient = (places: Places, { strict }: Secrets): clients.Registration => ({
  id: STRICT,
  department_code: 'zhengwu',
  names,
  sector: STRICT,
  profile: 'strict',
  auth_method: 'private_key_jwt',
  // On this machine everything is http, which strict clients may come back to on loopback only.
  application_type: 'native',
  redirect_uris: [redirectOf(places)],
  post_logout_redirect_uris: [`${places.hall}/`],
  jwks: { keys: [openOf(strict)] },
  scopes: `${SCOPE} offline_access`,
  grant_types: ['authorization_code', 'refresh_token'],
  resources: [RESOURCE],
});

/** What a script needs to be this client. */
export const strictEntry = (places: Places, { strict }: Secrets) => ({
  client_id: STRICT,
  profile: 'strict' as const,
  scope: SCOPE,
  jwk: strict,
  redirect_uri: redirectOf(places),
  post_logout_redirect_uri: `${places.hall}/`,
  resource: RESOURCE,
  name: names['zh-CN'],
});

/** A province of yesterday's demo has it too, on the port of today. */
export const strictDiffers = (client: clients.Client, wanted: clients.Registration): boolean =>
  client.redirect_uris[0] !== wanted.redirect_uris[0] ||
  client.jwks?.keys[0]?.kid !== (wanted.jwks as clients.KeySet).keys[0]?.kid;

const openOf = ({ kty, crv, x, y, kid, alg, use }: JWK) => ({ kty, crv, x, y, kid, alg, use });
