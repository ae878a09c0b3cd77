import { z } from 'zod';
import * as form from './forms.ts';
import { notes, type SettingNotes } from './notes.ts';
import { outside } from './outside.ts';

/**
 * Every setting of the gateway, once: its form, what it does, and what stands in for it. They are
 * read in this order, so that a stand-in may take the value of a setting above it. Longer than 250
 * lines on purpose: one list, which docs/settings.md is drawn from.
 */
export const settings = z.object({
  NODE_ENV: form.oneOf('development', 'test', 'production').register(notes, {
    about: 'The mode. Production asks for every secret, for https and for a database of its own.',
    example: 'production',
    otherwise: 'development',
    mend: 'Use production on a server, and leave it away elsewhere.',
  }),
  HOST: form.oneLine(255).register(notes, {
    about:
      'The network address to listen on. The loopback address by default: what is to be reached from outside is said aloud.',
    example: '0.0.0.0',
    otherwise: '127.0.0.1',
    mend: 'Give an address of this machine.',
  }),
  PORT: form.wholeNumber(1, 65_535).register(notes, {
    about: 'The port to listen on.',
    example: '3000',
    otherwise: '3000',
    mend: 'Give a free port.',
  }),
  ISSUER: form.issuer().register(notes, {
    about:
      'The address of the gateway as browsers and clients know it. It stands in every token, and changing it later ends every connection with a client.',
    example: 'https://id.example.cn',
    inDevelopment: 'http://localhost:<PORT>',
    mend: 'Give the origin as the proxy in front answers it.',
  }),
  SANDBOX: form.oneOf('true', 'false').register(notes, {
    about:
      'A deployment for developers of departments: made-up people only, failures at will, the acceptance of applications (acceptance.md). It needs a database and an issuer of its own. The first start marks the database as a sandbox or as none, for good, and no start under the other value is possible.',
    example: 'true',
    otherwise: 'false',
    mend: 'Give true for the sandbox, with a database of its own, and leave it away elsewhere.',
  }),
  SANDBOX_ISSUER: form.issuer().optional().register(notes, {
    about:
      'The address of the sandbox whose acceptance reports count here. Absent: none do, and no application can be submitted. Its keys are asked for at <SANDBOX_ISSUER>/jwks; where that lies at a private address, OUTSIDE_NETWORKS names its block. Not given to the sandbox itself.',
    example: 'https://sandbox.id.example.cn',
    mend: 'Give the ISSUER of the sandbox, which is another one than ours.',
  }),
  SANDBOX_NETWORKS: form.networks().optional().register(notes, {
    about:
      'The blocks of private addresses in which applications may lie that developers register in the sandbox. Anybody with a work address may register there, and the acceptance robot goes where their applications are: name what a stranger may be led into, and nothing else. Absent: none. Elsewhere two members of staff decide on each application’s networks.',
    example: '10.20.0.0/16',
    inDevelopment: '127.0.0.0/8,::1/128',
    mend: 'Give blocks of private space in CIDR notation, separated by commas.',
  }),
  DATABASE_URL: form.postgresUrl().optional().register(notes, {
    about:
      'The PostgreSQL database. In development it may be absent: an embedded PostgreSQL then keeps its data below DATA_DIR.',
    example: 'postgresql://songhua:<password>@db.example.cn/songhua',
    secret: true,
    mend: 'Give postgresql://user:password@host/database; characters such as @ or / in the password are written in percent form.',
  }),
  REDIS_URL: form.redisUrl().optional().register(notes, {
    about:
      'The Redis that holds what passes: sessions of browsers, codes, access tokens. Absent: PostgreSQL holds it. Sentinel is written redis+sentinel://:<password>@host:port,host:port/master; with TLS rediss: and rediss+sentinel:.',
    example: 'redis://:<password>@redis.example.cn:6379',
    secret: true,
    mend: 'Give redis://:password@host:port or redis+sentinel://:password@host:port,host:port/master; characters such as @ or / in the password are written in percent form.',
  }),
  DATABASE_POOL: form.wholeNumber(2, 200).register(notes, {
    about:
      'How many connections to the database one process may hold. All processes together stay below what the database allows.',
    example: '20',
    otherwise: '10',
    mend: 'Give a number from 2 to 200.',
  }),
  DATA_DIR: form.path().register(notes, {
    about:
      'Where the embedded database and, in development, the audit heads are kept. Not used in production.',
    example: '.data/gateway',
    otherwise: '.data/gateway',
    mend: 'Give a directory that the process may write to.',
  }),
  SONGHUA_FIELD_KEYS: form.namedKeys().register(notes, {
    about:
      'The keys that seal names, numbers and contacts at rest, as id:key,id:key. The first one seals, all of them open: a key at the end is known and not yet used. Losing them loses the data. How to change them: operations.md.',
    example: '2027a:<43 characters>,2026a:<43 characters>',
    secret: true,
    mend: 'Put each key as id:key, with commas between; an id has small letters, digits and -.',
  }),
  SONGHUA_MATCH_KEYS: form.numberedKeys().register(notes, {
    about:
      'The keys of the hashes by which people, accounts and secrets are found, as version:key. MATCH_VERSIONS says which of them are in use; the others are known, for secrets of clients that were hashed with them.',
    example: '1:<43 characters>',
    secret: true,
    mend: 'Put each key as version:key, with commas between; versions are whole numbers from 1.',
  }),
  MATCH_VERSIONS: form.matchVersions().register(notes, {
    about:
      'Which versions of SONGHUA_MATCH_KEYS are in use. One, but during a change of key two neighbours: both are written, the first is looked up by. The steps are 1, then 1,2, then 2,1, then 2, each on every node before the next (operations.md).',
    example: '1',
    otherwise: '1',
    mend: 'Give one version, or two that follow one another in either order, whose keys are all in SONGHUA_MATCH_KEYS.',
  }),
  SONGHUA_SUBJECT_KEY: form.key().register(notes, {
    about:
      'The key that makes the subjects which clients know people by. It is never changed: with another key everybody is a stranger at every client.',
    example: '<43 characters>',
    secret: true,
    mend: 'Give 32 bytes as base64url, 43 characters.',
  }),
  SONGHUA_AUDIT_KEY: form.key().register(notes, {
    about:
      'The key that authenticates audit events and signs their seals. It is kept apart from the database and its backups.',
    example: '<43 characters>',
    secret: true,
    mend: 'Give 32 bytes as base64url, 43 characters.',
  }),
  SONGHUA_FORM_KEYS: form.keys().register(notes, {
    about:
      'The keys that sign cookies and form tokens, with commas between. The first one signs; cookies that another one signed are still accepted, so that a new key put in front ends no sign-in.',
    example: '<43 characters>',
    secret: true,
    mend: 'Give keys of 32 bytes as base64url, 43 characters each, with commas between.',
  }),
  AUDIT_HEADS_FILE: form.path().register(notes, {
    about:
      'The file that takes the head of every audit seal, outside the database: on another disk, best on another machine.',
    example: '/var/lib/songhua-heads/audit-heads.ndjson',
    inDevelopment: '<DATA_DIR>/audit-heads.ndjson',
    mend: 'Give the path of a file that the process may append to.',
  }),
  AUDIT_ONLINE_DAYS: form.wholeNumber(180, 36_500).register(notes, {
    about:
      'How many days a month of the trail stays in the database after its end, at least; the law asks for six months (网络安全法 第二十三条). Older months are archived and dropped where AUDIT_ARCHIVE_DIR is given.',
    example: '400',
    otherwise: '180',
    mend: 'Give days from 180 to 36500.',
  }),
  AUDIT_ARCHIVE_DIR: form.path().optional().register(notes, {
    about:
      'The directory that takes the archives of old months of the trail: outside the database, best on storage that is written once. Absent: nothing is archived, and every month stays in the database.',
    example: '/var/lib/songhua-archive',
    mend: 'Give the path of a directory that the process may write to.',
  }),
  AUDIT_SYSLOG_URL: form.syslogUrl().optional().register(notes, {
    about:
      'The receiver of syslog (RFC 5424 over TLS, RFC 5425) that takes every sealed event, and the head of every seal, beside AUDIT_HEADS_FILE. Without a port, 6514. Its certificate must be for this host. Absent: nothing is sent. All nodes have the same one, and whichever sends goes on where the last one ended (audit.md).',
    example: 'tls://log.example.cn:6514',
    mend: 'Give tls://host or tls://host:port, without a path; syslog without TLS is not spoken.',
  }),
  AUDIT_SYSLOG_CA: form.path().optional().register(notes, {
    about:
      'A file with the authorities (PEM) that may have signed the certificate of the receiver; they take the place of those that Node knows. Read for each connection, as are the two below.',
    example: '/etc/songhua/log-ca.pem',
    mend: 'Give the path of a file, and AUDIT_SYSLOG_URL beside it.',
  }),
  AUDIT_SYSLOG_CERT: form.path().optional().register(notes, {
    about:
      'A file with the certificate (PEM) that the gateway shows to a receiver that asks for one.',
    example: '/etc/songhua/log-client.pem',
    mend: 'Give the paths of both files, AUDIT_SYSLOG_CERT and AUDIT_SYSLOG_KEY, and AUDIT_SYSLOG_URL beside them.',
  }),
  AUDIT_SYSLOG_KEY: form.path().optional().register(notes, {
    about: 'The file with the private key (PEM) of that certificate, without a password.',
    example: '/etc/songhua/log-client.key',
    mend: 'Give the paths of both files, AUDIT_SYSLOG_CERT and AUDIT_SYSLOG_KEY, and AUDIT_SYSLOG_URL beside them.',
  }),
  TRUSTED_PROXIES: form.wholeNumber(0, 10).register(notes, {
    about:
      'How many proxies of our own stand in front. The address of a browser is the entry that the outermost of them wrote into X-Forwarded-For; with 0 the header is not believed.',
    example: '1',
    otherwise: '0',
    mend: 'Count the proxies that a request passes, from 0 to 10.',
  }),
  SESSION_IDLE_MINUTES: form.wholeNumber(1, 1440).register(notes, {
    about: 'After how many minutes without any activity a person has to sign in again.',
    example: '30',
    otherwise: '30',
    mend: 'Give minutes from 1 to 1440.',
  }),
  SESSION_HOURS: form.wholeNumber(1, 168).register(notes, {
    about: 'After how many hours a session ends in any case.',
    example: '12',
    otherwise: '12',
    mend: 'Give hours from 1 to 168.',
  }),
  RECOVERY_WAIT_HOURS: form.wholeNumber(1, 720).register(notes, {
    about:
      'How long a forgotten password that is recovered by a check online waits, after its owner was told; a paper from a counter waits for nothing.',
    example: '72',
    otherwise: '72',
    mend: 'Give hours from 1 to 720.',
  }),
  AUTH_PER_NETWORK: form.wholeNumber(0, 1_000_000).register(notes, {
    about:
      'How often people of one network address may come to /auth in a minute, and as often to /signout, at each process; 0 for no limit. More is answered with 429.',
    example: '3000',
    otherwise: '3000',
    mend: 'Give a number from 0 to 1000000.',
  }),
  SOURCE_PROBE_SECONDS: form.wholeNumber(0, 3600).register(notes, {
    about:
      'About how often each department login system is asked whether it answers, by one of the nodes. 0: never; then only sign-ins show it.',
    example: '60',
    otherwise: '60',
    mend: 'Give seconds from 0 to 3600.',
  }),
  SOURCE_HTTP_HOSTS: form.loopbackHosts().optional().register(notes, {
    about:
      'Hosts of this machine, with ports, that department login systems with allow_http may be asked at in clear while ISSUER is https: for a test bed. Absent: none; every source speaks https.',
    example: '127.0.0.1:4001,localhost:4002',
    mend: 'Give localhost, 127.0.0.1 or [::1], each with its port, separated by commas.',
  }),
  KEY_ROTATION_DAYS: form.wholeNumber(1, 730).register(notes, {
    about: 'How many days a signing key signs before the next one, published by then, takes over.',
    example: '90',
    otherwise: '90',
    mend: 'Give days from 1 to 730.',
  }),
  METRICS_TOKEN: form.key().optional().register(notes, {
    about:
      'What a reader of /metrics sends as a bearer token. Absent: /metrics answers only readers on the same machine, and only while TRUSTED_PROXIES is 0.',
    example: '<43 characters>',
    secret: true,
    mend: 'Give 32 bytes as base64url, 43 characters.',
  }),
  DEVELOPER_MAIL_DOMAINS: form.domains().optional().register(notes, {
    about:
      'The domains that work addresses of developers may have, those below them included: for the sandbox, where anybody registers, and for the invitations of departments elsewhere. Absent: any.',
    example: 'jl.gov.cn,example.cn',
    mend: 'Give domains without @, with commas between.',
  }),
  ...outside,
  OWNER_NAME: form.oneLine(60).register(notes, {
    about: 'The owner of the site (主办单位) as the foot of every page names it.',
    example: '吉林省政务服务主管部门',
    inDevelopment: '松花开发环境',
    mend: 'Give the name of the office in one line.',
  }),
  HELP_LINE: form.oneLine(40).register(notes, {
    about: 'The telephone number that pages give to people who need help.',
    example: '0431-12345',
    otherwise: '12345',
    mend: 'Give one telephone number.',
  }),
  LOG_LEVEL: form
    .oneOf('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace')
    .register(notes, {
      about: 'How much is logged. No level logs personal data.',
      example: 'warn',
      otherwise: 'info',
      mend: 'Use info when in doubt.',
    }),
});

export type SettingName = keyof typeof settings.shape;

export const names = Object.keys(settings.shape) as SettingName[];
export const secretNames = names.filter((name) => name.startsWith('SONGHUA_'));

export function notesOf(name: SettingName): SettingNotes {
  const found = notes.get(settings.shape[name]);
  if (!found) throw new Error(`${name} has no notes`);
  return found;
}
