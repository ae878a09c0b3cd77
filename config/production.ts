import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { ConfigFault } from './faults.ts';

/** Settings as texts, by the variable's name. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** The public secrets that stand in where a secret is absent in development. */
export const developmentSecrets: Texts = parseEnv(
  readFileSync(new URL('./development.env', import.meta.url), 'utf8'),
);

/** The keys in the text of a secret, without their ids: a public key under another id is public still. */
const keysIn = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map((part) => part.slice(part.lastIndexOf(':') + 1).trim())
    .filter((part) => part !== '');

/** What production refuses although its form is right: public secrets and addresses without TLS. */
export function refusedInProduction(texts: Texts, secrets: readonly string[]): ConfigFault[] {
  const known = new Set(Object.values(developmentSecrets).flatMap(keysIn));
  const faults: ConfigFault[] = secrets
    .filter((variable) => keysIn(texts[variable]).some((key) => known.has(key)))
    .map((variable) => ({
      variable,
      fault: 'is a development secret, known to everybody.',
      mend: 'Make a key of your own: openssl rand 32 | basenc --base64url | tr -d =',
    }));
  if (texts['ISSUER']?.startsWith('http:')) {
    faults.push({
      variable: 'ISSUER',
      fault: 'is an http address.',
      mend: 'Production speaks https; the proxy in front holds the certificate.',
    });
  }
  if (!texts['DATABASE_URL']) {
    faults.push({
      variable: 'DATABASE_URL',
      fault: 'is absent, and the embedded database is for development.',
      mend: 'Give postgresql://user:password@host/database of a database of your own.',
    });
  }
  return faults;
}

/** A variable with our prefix that no setting reads is a slip of the pen, and would go unseen. */
export function misspelt(env: Texts, names: readonly string[]): ConfigFault[] {
  return Object.keys(env)
    .filter((variable) => variable.startsWith('SONGHUA_') && !names.includes(variable))
    .map((variable) => ({
      variable,
      fault: 'is not a setting.',
      mend: 'Look its name up in docs/settings.md, or remove it.',
    }));
}

/** One key, one purpose: the same key in two places would join what is kept apart. */
export function keysUsedTwice(texts: Texts, secrets: readonly string[]): ConfigFault[] {
  const firstIn = new Map<string, string>();
  const faults: ConfigFault[] = [];
  for (const variable of secrets) {
    for (const key of keysIn(texts[variable])) {
      const first = firstIn.get(key);
      if (first === undefined) firstIn.set(key, variable);
      else {
        const where = first === variable ? 'twice in itself' : `in ${first} too`;
        faults.push({
          variable,
          fault: `holds a key that stands ${where}.`,
          mend: 'Make another key for it.',
        });
      }
    }
  }
  return faults;
}
