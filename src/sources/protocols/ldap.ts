import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { Refusal } from '../../errors.ts';
import { readSubject } from '../attributes.ts';
import type { Admit, Caller, Expiry, NotLetIn, Protocol } from '../contract.ts';
import { Unreadable } from '../unreadable.ts';
import { codes, type Entry } from './ldap-answers.ts';
import { connectLdap, isThere, makeHosts } from './ldap-connect.ts';
import { attributesAsked, type Person, personOf } from './ldap-entry.ts';
import { filled } from './ldap-filter.ts';
import { groupsOf, mayCome } from './ldap-groups.ts';
import type { LdapLine } from './ldap-line.ts';
import { presets } from './ldap-presets.ts';
import { certificatesIn, type LdapSettings, ldapSettings } from './ldap-settings.ts';
import { verdictOf } from './ldap-verdict.ts';
import { type Lines, makeLines } from './lines.ts';
import { unavailable } from './outgoing.ts';

/**
 * A department's directory (LDAP, RFC 4511): our own account finds the entry of a name, and the
 * password is tried by a bind as that entry, on connections that are used for nothing else. The
 * directory says whether it is right; nothing of it is kept here.
 */
export const ldap: Protocol = {
  kind: 'password',
  settings: ldapSettings,
  mapping: presets.openldap.mapping,
  presets,
  origins: () => [],
  open(settings, { source_id, clock, mapping, all }) {
    const parsed = ldapSettings.parse(settings);
    const directory = directoryOf(source_id, parsed, clock);
    return {
      kind: 'bind',
      verify: (username, password, admit) =>
        verify(parsed, attributesAsked(parsed, mapping, all), directory, {
          ...{ username, password, admit },
        }),
    };
  },
  async probe(settings, { clock }) {
    const parsed = ldapSettings.parse(settings);
    const line = await connected(parsed, clock);
    try {
      await isThere(parsed.base, line, 'base');
      // A name of nobody at all is answered sooner than a wrong password (Never 11).
      await isThere(parsed.nobody_dn, line, 'nobody_dn');
    } finally {
      line.close();
    }
  },
  /** The certificates that the servers show; what expires is seen there. */
  async fetch(settings, { clock }) {
    const parsed = ldapSettings.parse(settings);
    if (parsed.tls === 'off' || parsed.tls === 'line_protected') return undefined;
    const shown: string[] = [];
    let fault: unknown;
    for (const host of parsed.hosts) {
      try {
        const line = await connected({ ...parsed, hosts: [host] }, clock);
        shown.push(line.certificate() ?? '');
        line.close();
      } catch (thrown) {
        fault = thrown;
      }
    }
    if (shown.length === 0) throw fault;
    return shown.join('');
  },
  expiries(settings, document) {
    const { ca } = ldapSettings.parse(settings);
    return [...expiriesIn('certificate', document), ...expiriesIn('ca', ca)];
  },
};

interface Typed {
  username: string;
  password: string;
  admit: Admit;
}

/** Longer than any account's name; such a one is not asked for. */
const NAME_LIMIT = 255;

async function verify(
  settings: LdapSettings,
  asked: string[],
  directory: Directory,
  { username, password, admit }: Typed,
): Promise<Caller | NotLetIn> {
  // RFC 4513 §5.1.2. Some servers take a password up to its first zero byte: that one is empty too.
  if (password === '' || password.includes('\0')) return { refused: 'wrong', knew: false };
  if (username === '' || username.length > NAME_LIMIT || /[\0\p{Cs}]/u.test(username))
    return { refused: 'missing', knew: false };
  const [entry, second] = await on(directory, 'reading', (line) =>
    find(line, settings, asked, username),
  );
  const person = entry && !second ? personOf(settings, asked, entry) : undefined;
  const heard = await admit(keyOf(person) ?? `?${username}`);
  // Whoever is not there, or twice, or was tried too often, costs the same questions (Never 11).
  const dn = (heard && person?.dn) || settings.nobody_dn;
  const result = await on(directory, 'trying', (line) => line.bind(dn, password));
  const verdict = verdictOf(result);
  if (!heard) return { refused: 'too_often', knew: false };
  if (!person) return { refused: second ? 'ambiguous' : 'missing', knew: false };
  if (person.dn === '') return { refused: 'malformed', knew: false };
  const knew = verdict === 'right' || verdict.knew;
  if (person.locked) return { refused: 'locked', knew };
  if (verdict !== 'right') return verdict;
  const groups = await groupsOf(settings, { person, username }, directory.reading);
  if (!mayCome(settings, groups)) return { refused: 'locked', knew };
  const { subject, attributes } = person;
  const known = settings.groups ? { ...attributes, groups } : attributes;
  return { subject: readSubject(subject), attributes: known, amr: ['pwd'] };
}

/** The entries of a name: two are enough to see that there is more than one. */
async function find(
  line: LdapLine,
  settings: LdapSettings,
  attributes: string[],
  username: string,
): Promise<Entry[]> {
  const { base, scope, filter } = settings;
  const asked = { base, scope, attributes, filter: filled(filter, { username }), limit: 2 };
  const { result, entries } = await line.search(asked);
  if (isOfTheName(result.code)) return [];
  // A limit of the server's own, with less than two entries, hides how many there are.
  const enough = result.code === codes.sizeLimit && entries.length > 1;
  if (result.code === codes.success || enough) return entries;
  const fault = `directory search ${result.code}`;
  throw ofOneQuestion.has(result.code) ? new Unreadable(fault) : unavailable(fault);
}

/**
 * RFC 4511 appendix A.1: limits of time, size and effort, a comparing that cannot be, unwilling, other:
 * one name alone may bring them about.
 */
const ofOneQuestion = new Set<number>([3, codes.sizeLimit, 11, 18, codes.unwilling, 80]);

/** A name that its attribute cannot hold is nobody's. */
const isOfTheName = (code: number): boolean =>
  code === codes.invalidAttributeSyntax || code === codes.invalidDnSyntax;

/** The account behind a name, by which tries are counted. */
function keyOf(person: Person | undefined): string | undefined {
  try {
    return person && readSubject(person.subject);
  } catch {
    return undefined;
  }
}

/** What lies idle leads to the host that failed just now: whoever comes next finds another. */
async function on<T>(
  directory: Directory,
  which: 'reading' | 'trying',
  work: (line: LdapLine) => Promise<T>,
): Promise<T> {
  try {
    return await directory[which].on(work);
  } catch (fault) {
    if (fault instanceof Refusal && fault.code === 'sources.unavailable') {
      directory.reading.drop();
      directory.trying.drop();
    }
    throw fault;
  }
}

/** The connections of this process to one directory. */
interface Directory {
  print: string;
  /** Bound as our own account, for ever: they search. */
  reading: Lines<LdapLine>;
  /** Bound as whoever came last: nothing is ever searched on them. */
  trying: Lines<LdapLine>;
}

const directories = new Map<string, Directory>();

/** As long as the settings of the source are these. */
function directoryOf(source_id: string, settings: LdapSettings, clock: Clock): Directory {
  const print = createHash('sha256').update(JSON.stringify(settings)).digest('base64url');
  const known = directories.get(source_id);
  if (known?.print === print) return known;
  known?.reading.close();
  known?.trying.close();
  const hosts = makeHosts(settings, clock);
  const lines = () =>
    makeLines({
      connect: (made) => connectLdap(settings, hosts, made),
      most: settings.connections,
      patienceMs: settings.patience_ms,
      idleMs: settings.idle_s * 1_000,
    });
  const directory = { print, reading: lines(), trying: lines() };
  directories.set(source_id, directory);
  return directory;
}

/** A line of its own, for a look at the directory rather than for a person. */
const connected = (settings: LdapSettings, clock: Clock): Promise<LdapLine> =>
  connectLdap(settings, makeHosts(settings, clock), () => {});

/** The earliest end of the certificates in a PEM text. */
function expiriesIn(what: string, pem = ''): Expiry[] {
  const ends = certificatesIn(pem).map(({ validTo }) => new Date(validTo).getTime());
  return ends.length > 0 ? [{ what, at: new Date(Math.min(...ends)) }] : [];
}
