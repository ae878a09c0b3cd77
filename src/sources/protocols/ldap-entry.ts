import type { Mapping } from '../mapping.ts';
import type { Entry } from './ldap-answers.ts';
import { BerFault, textIn } from './ldap-ber.ts';
import type { LdapSettings } from './ldap-settings.ts';

/** An account as its entry holds it. */
export interface Person {
  dn: string;
  /** Empty when the entry has no such key, or several. */
  subject: string;
  locked: boolean;
  attributes: Record<string, string | string[]>;
}

/** Never asked for, and never handed on: what some directories show to whoever may read. */
const secret = new Set([
  'userpassword',
  'unicodepwd',
  'ntpassword',
  'lmpassword',
  'sambantpassword',
  'sambalmpassword',
  'pwdhistory',
  'sambapasswordhistory',
  'authpassword',
  'krbprincipalkey',
  'ipanthash',
]);

/**
 * What is asked for of an entry: what the mapping and the settings name, and no more. `all`: where the
 * settings leave it to the mapping, everything that it has.
 */
export function attributesAsked(settings: LdapSettings, mapping: Mapping, all = false): string[] {
  const { subject, locked, groups } = settings;
  const inGroups = groups && !groups.search ? [groups.attribute] : [];
  const others = settings.attributes ?? [...namesIn(mapping), ...(all ? ['*'] : [])];
  const asked = [subject, ...(locked ? [locked.attribute] : []), ...inGroups, ...others];
  return [...new Set(asked)].filter((name) => !secret.has(plain(name)));
}

/** The entry in our terms, each attribute under the name by which it was asked for. */
export function personOf(settings: LdapSettings, asked: readonly string[], entry: Entry): Person {
  const values = new Map<string, Buffer[]>();
  for (const { name, values: more } of entry.attributes)
    values.set(plain(name), [...(values.get(plain(name)) ?? []), ...more]);
  const spelling = new Map(asked.map((name) => [plain(name), name]));
  const theirs = new Map(entry.attributes.map(({ name }) => [plain(name), name]));
  const { locked } = settings;
  const marks = (locked && values.get(plain(locked.attribute)))?.map((mark) =>
    plain(mark.toString()),
  );
  return {
    dn: entry.dn,
    subject: subjectIn(settings, values.get(plain(settings.subject)) ?? []),
    locked: locked?.values.some((value) => marks?.includes(plain(value))) ?? false,
    attributes: Object.fromEntries(
      [...values]
        .filter(([name, them]) => !secret.has(name) && them.length > 0)
        .map(([name, them]) => {
          const texts = them.map(shown);
          const [only = ''] = texts;
          return [spelling.get(name) ?? theirs.get(name) ?? name, texts.length > 1 ? texts : only];
        }),
    ),
  };
}

/** What is compared in a directory without case and padding: names of attributes, marks, DNs. */
export const plain = (text: string): string => text.trim().toLowerCase();

/** Exactly one value is a key. */
function subjectIn({ subject_form }: LdapSettings, values: Buffer[]): string {
  const [value] = values;
  if (!value || values.length > 1) return '';
  if (subject_form === 'hex') return value.toString('hex');
  if (subject_form === 'guid') return value.length === 16 ? guid(value) : '';
  try {
    return textIn(value);
  } catch {
    return '';
  }
}

/** [MS-DTYP] §2.3.4.2: the first three parts have their lowest byte first. */
function guid(bytes: Buffer): string {
  const parts = [
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    bytes.subarray(8, 10),
    bytes.subarray(10),
  ];
  return parts.map((part) => part.toString('hex')).join('-');
}

/** Text, or for bytes that are none, their hexadecimal digits. */
function shown(value: Buffer): string {
  try {
    return textIn(value);
  } catch (fault) {
    if (fault instanceof BerFault) return value.toString('hex');
    throw fault;
  }
}

/** The attributes that a mapping reads: of a pointer its first step. */
function namesIn({ fields, acr }: Mapping): string[] {
  const paths: string[] = acr === undefined ? [] : [acr];
  const read = (rule: unknown): void => {
    if (typeof rule === 'string') paths.push(rule);
    if (typeof rule !== 'object' || rule === null) return;
    if ('path' in rule) read(rule.path);
    if ('join' in rule && Array.isArray(rule.join)) rule.join.forEach(read);
  };
  Object.values(fields).forEach(read);
  return paths
    .map((path) => (path.startsWith('/') ? (path.split('/')[1] ?? '') : path))
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .filter((name) => /^[A-Za-z][\w.;-]{0,99}$/.test(name) && name !== 'groups');
}
