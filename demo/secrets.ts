import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'oidc-provider';
import type { SourceId } from './sources/vocabularies.ts';

/** What the sample province's systems agreed on, kept so that a second start knows the same. */
export interface Secrets {
  clients: Record<'jishiban' | 'gjj-hall', string>;
  sources: Record<SourceId, { client_secret: string; signing_key: JWK; cookie_key: string }>;
}

export const secretsFile = (dataDir: string): string => join(dataDir, 'demo-secrets.json');

/** Reads them, or makes them at the first start; only their owner can read the file. */
export function secretsIn(dataDir: string): Secrets {
  const file = secretsFile(dataDir);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const made: Secrets = {
    clients: { jishiban: secret(), 'gjj-hall': secret() },
    sources: { gjj: department(), yibao: department() },
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}

const secret = () => randomBytes(32).toString('base64url');

function department() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signing_key = {
    ...privateKey.export({ format: 'jwk' }),
    kid: secret().slice(0, 12),
    alg: 'ES256',
    use: 'sig',
  };
  return { client_secret: secret(), signing_key: signing_key as JWK, cookie_key: secret() };
}
