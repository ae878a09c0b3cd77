import { z } from 'zod';
import { isKeyFor } from './oidc-keys.ts';
import { isWeb, reach, web } from './reach-settings.ts';
import { going } from './sign-out-settings.ts';

const secret = () => z.string().min(1).max(10_000).meta({ secret: true });
/** What ID tokens are signed with. */
export const signed = z.enum(['ES256', 'ES384', 'PS256', 'PS384', 'PS512', 'RS256', 'EdDSA']);
const lastDay = z.iso.date().optional();

/** The settings of one OpenID provider. Plain http is taken only on this machine, and only when allowed. */
export const oidcSettings = z
  .strictObject({
    issuer: web.describe('The issuer; its discovery document is read.'),
    metadata: z
      .strictObject({
        authorization_endpoint: web,
        token_endpoint: web,
        jwks_uri: web,
        userinfo_endpoint: web.optional(),
        end_session_endpoint: web.optional(),
        authorization_response_iss_parameter_supported: z.boolean().default(false),
      })
      .optional()
      .describe('What would stand in a discovery document, where there is none.'),
    client_id: z.string().min(1).max(255).describe('Our client_id there.'),
    client_secret: secret().optional().describe('Our secret there.'),
    client_auth: z
      .enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt'])
      .default('client_secret_basic')
      .describe('How we prove to the token endpoint that we are this client.'),
    client_key: secret()
      .optional()
      .describe('For private_key_jwt: our private key, PEM (PKCS #8) or JWK.'),
    client_key_alg: z.enum(['ES256', 'PS256']).default('ES256').describe('What it signs with.'),
    decryption_key: secret()
      .optional()
      .describe(
        'Where tokens come encrypted: our private key as a JWK with the kid it is known by, or PEM where it has none.',
      ),
    decryption_alg: z
      .enum(['RSA-OAEP-256', 'RSA-OAEP', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'])
      .default('RSA-OAEP-256')
      .describe('How it is encrypted for that key.'),
    id_token_signed_response_alg: signed
      .optional()
      .describe('With what ID tokens are signed; not said: what the discovery document says.'),
    userinfo_signed_response_alg: signed
      .optional()
      .describe('With what userinfo is signed; then nothing unsigned is taken from there.'),
    expires: z
      .strictObject({ client_secret: lastDay, client_key: lastDay, decryption_key: lastDay })
      .optional()
      .describe('The last day of each, so that somebody is told in time.'),
    max_age_s: z
      .int()
      .min(0)
      .max(86_400)
      .optional()
      .describe('How old a sign-in there may be; it must then say auth_time.'),
    scope: z
      .string()
      .regex(/(^| )openid( |$)/, 'must hold openid')
      .default('openid profile phone')
      .describe('What is asked for.'),
    sign_out: going,
    ...reach,
  })
  .superRefine((settings, context) => {
    const fault = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const { metadata, allow_http, client_auth, client_key, decryption_key } = settings;
    if (!isWeb(settings.issuer, allow_http)) fault(['issuer'], 'must be https');
    for (const [name, address] of Object.entries(metadata ?? {}))
      if (typeof address === 'string' && !isWeb(address, allow_http))
        fault(['metadata', name], 'must be https');
    const byKey = client_auth === 'private_key_jwt';
    if (!byKey && settings.client_secret === undefined)
      fault(['client_secret'], `is needed for ${client_auth}`);
    if (byKey && (client_key === undefined || !isKeyFor(client_key, settings.client_key_alg)))
      fault(['client_key'], `must be a private key for ${settings.client_key_alg}`);
    if (decryption_key !== undefined && !isKeyFor(decryption_key, settings.decryption_alg))
      fault(['decryption_key'], `must be a private key for ${settings.decryption_alg}`);
  });

export type OidcSettings = z.output<typeof oidcSettings>;

/** Where the browser may be sent. */
export const originsOf = ({ issuer, origins }: OidcSettings): string[] => [
  ...new Set([issuer, ...origins].map((address) => new URL(address).origin)),
];
