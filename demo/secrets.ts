import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'oidc-provider';
import { authenticator } from 'otplib';
import { type KeyWithCertificate, selfSigned } from '../test/doubles/saml-keys.ts';
import { type HandedOut, handedOut } from '../test/doubles/ticket-shapes.ts';
import type { OpenIdSecrets } from './sources/openid-system.ts';
import { type MemberKey, memberKeys } from './staff/members.ts';

/** What the sample province's systems agreed on, kept so that a second start knows the same. */
export interface Secrets {
  clients: Record<ServiceId, string>;
  sources: {
    gjj: OpenIdSecrets;
    yibao: { client_secret: string };
    jiaoyu: KeyWithCertificate;
    shuiwu: HandedOut;
  };
  /** The same for whoever connects one of these systems once more. */
  second: { gjj: string; yibao: string; shuiwu: HandedOut };
  /** Of the self-service machine. */
  machine: string;
  /** The private key of the strict client. */
  strict: JWK;
  /** Of our account in the old table's database. */
  table_password: string;
  /** What calls to the route of text messages and to the authority are signed with. */
  outside: { sms: string; authority: string };
  /** Of the people who run the province. */
  staff: Record<MemberKey, { password: string; totp_secret: string }>;
}

export type ServiceId = 'jishiban' | 'gjj-hall' | 'shebao-hall' | 'xuexi';

export const secretsFile = (dataDir: string): string => join(dataDir, 'demo-secrets.json');

/** Reads them, and makes those that are not there yet; only their owner can read the file. */
export function secretsIn(dataDir: string): Secrets {
  const file = secretsFile(dataDir);
  const known: { sources?: Partial<Secrets['sources']> } & Partial<Omit<Secrets, 'sources'>> =
    existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const all: Secrets = {
    clients: {
      jishiban: secret(),
      'gjj-hall': secret(),
      'shebao-hall': secret(),
      xuexi: secret(),
      ...known.clients,
    },
    sources: {
      gjj: known.sources?.gjj ?? openId(),
      yibao: known.sources?.yibao ?? { client_secret: secret() },
      // RSA, as SAML systems have it: not made again, since that takes a while.
      jiaoyu: known.sources?.jiaoyu ?? selfSigned('jiaoyu'),
      shuiwu: known.sources?.shuiwu ?? handedOut(),
    },
    second: known.second ?? {
      ...{ gjj: secret(), yibao: secret() },
      shuiwu: { ...handedOut(), app_id: 'songhua-app-2', access_key: 'key-of-songhua-2' },
    },
    machine: known.machine ?? secret(),
    strict: known.strict ?? signingKey(),
    table_password: known.table_password ?? secret(),
    outside: known.outside ?? { sms: secret(), authority: secret() },
    staff: {
      ...Object.fromEntries(memberKeys.map((key) => [key, access()])),
      ...known.staff,
    } as Secrets['staff'],
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(all, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return all;
}

/** A password that a person can type, and the seed of an authenticator. */
const access = () => ({
  password: `Songhua-${randomBytes(6).toString('hex')}`,
  totp_secret: authenticator.generateSecret(32),
});

const secret = () => randomBytes(32).toString('base64url');

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = { kid: secret().slice(0, 12), alg: 'ES256', use: 'sig' };
  return { ...privateKey.export({ format: 'jwk' }), ...named } as JWK;
}

const openId = (): OpenIdSecrets => ({
  client_secret: secret(),
  signing_key: signingKey(),
  cookie_key: secret(),
});
