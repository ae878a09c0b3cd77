import type { z } from 'zod';
import type { RingSecrets } from '../src/crypto/ring.ts';
import { type ConfigFault, ConfigFaults } from './faults.ts';
import { halfParties, type OutsideSettings, outsideOf } from './outside.ts';
import {
  developmentSecrets,
  keysUsedTwice,
  misspelt,
  refusedInProduction,
  type Texts,
} from './production.ts';
import { names, notesOf, type SettingName, secretNames, settings } from './settings.ts';

/** Where the trail is sent to; the files as paths. */
export interface SyslogReceiver {
  host: string;
  port: number;
  ca: string | undefined;
  cert: string | undefined;
  key: string | undefined;
}

/** The settings as read. Secrets stand behind functions, so that no print of a Config shows one. */
export interface Config {
  production: boolean;
  issuer: string;
  /** A deployment for developers, with made-up people only. */
  sandbox: boolean;
  /** Whose acceptance reports count here; undefined: nobody's. */
  sandboxIssuer: string | undefined;
  /** Blocks of private space in which applications of the sandbox may lie (CIDR). */
  sandboxNetworks: readonly string[];
  /** Private space (CIDR) in which outside parties may be reached. */
  outsideNetworks: readonly string[];
  host: string;
  port: number;
  databasePool: number;
  /** Of the embedded database; absolute. */
  dataDir: string;
  auditHeadsFile: string;
  auditOnlineDays: number;
  /** Undefined: nothing is archived. */
  auditArchiveDir: string | undefined;
  /** Undefined: nothing is sent. */
  auditSyslog: SyslogReceiver | undefined;
  trustedProxies: number;
  sessionIdleMinutes: number;
  sessionHours: number;
  recoveryWaitHours: number;
  /** Calls of /auth a minute from one network; 0: no limit. */
  authPerNetwork: number;
  /** 0: sources are not probed. */
  sourceProbeSeconds: number;
  /** Of this machine, with their ports. */
  sourceHttpHosts: string[];
  keyRotationDays: number;
  ownerName: string;
  helpLine: string;
  /** Domains that work addresses of developers may have; empty: any. */
  developerMailDomains: string[];
  logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** Undefined: the embedded database. */
  databaseUrl(): string | undefined;
  /** Undefined: what passes is kept in PostgreSQL too. */
  redisUrl(): string | undefined;
  ring(): RingSecrets;
  /** By whom people are reached and checked. */
  outside(): OutsideSettings;
  /** Undefined: `/metrics` is for this machine alone. */
  metricsToken(): string | undefined;
  /** What cookies are signed with; the first one signs, all verify. */
  formKeys(): Buffer[];
}

/**
 * Reads every setting from an environment. Throws ConfigFaults naming all that is wrong; neither
 * that nor a Config ever prints a secret.
 */
export function readConfig(env: Texts = process.env): Config {
  const production = env['NODE_ENV'] === 'production';
  const texts: Record<string, string | undefined> = {};
  for (const name of names) texts[name] = env[name] || standIn(name, texts, production);

  const read = settings.safeParse(texts);
  const faults = [
    ...(read.error?.issues ?? []).map((issue) => {
      const name = issue.path[0] as SettingName;
      return faultOf(name, texts[name] ? issue.message : 'is absent.');
    }),
    ...misspelt(env, names),
    ...keysUsedTwice(texts, secretNames),
    ...(read.success
      ? [
          ...keylessVersions(read.data),
          ...halfReceiver(read.data),
          ...halfParties(read.data, faultOf),
          ...twoInOne(read.data),
        ]
      : []),
    ...(production ? refusedInProduction(texts, secretNames) : []),
  ];
  if (!read.success || faults.length > 0) throw new ConfigFaults(faults);
  return configOf(read.data, production);
}

/** What is read for an absent variable; a place-holder takes the value of a setting above it. */
function standIn(name: SettingName, texts: Texts, production: boolean): string | undefined {
  const { otherwise, inDevelopment } = notesOf(name);
  if (production) return otherwise;
  return (otherwise ?? inDevelopment ?? developmentSecrets[name])?.replace(
    /<([A-Z_]+)>/,
    (_, other: string) => texts[other] ?? '',
  );
}

const faultOf = (variable: SettingName, fault: string): ConfigFault => ({
  variable,
  fault,
  mend: notesOf(variable).mend,
});

/** A version that is in use needs its key. */
function keylessVersions(read: z.infer<typeof settings>): ConfigFault[] {
  const known = new Set(read.SONGHUA_MATCH_KEYS.map(({ version }) => version));
  return read.MATCH_VERSIONS.filter((version) => !known.has(version)).map((version) =>
    faultOf('MATCH_VERSIONS', `names version ${version}, and SONGHUA_MATCH_KEYS has no key of it.`),
  );
}

/** A sandbox is one deployment and what relies on its reports another. */
function twoInOne(read: z.infer<typeof settings>): ConfigFault[] {
  if (read.SANDBOX_ISSUER === undefined) return [];
  if (read.SANDBOX === 'true')
    return [faultOf('SANDBOX_ISSUER', 'is given, and this deployment is the sandbox.')];
  return read.SANDBOX_ISSUER === read.ISSUER
    ? [faultOf('SANDBOX_ISSUER', 'is our own ISSUER.')]
    : [];
}

/** What belongs to a receiver needs one, and a certificate is nothing without its key. */
function halfReceiver(read: z.infer<typeof settings>): ConfigFault[] {
  const { AUDIT_SYSLOG_CERT: cert, AUDIT_SYSLOG_KEY: key } = read;
  const faults = (['AUDIT_SYSLOG_CA', 'AUDIT_SYSLOG_CERT', 'AUDIT_SYSLOG_KEY'] as const)
    .filter((name) => read[name] && !read.AUDIT_SYSLOG_URL)
    .map((name) => faultOf(name, 'is given, and AUDIT_SYSLOG_URL is absent.'));
  if (faults.length > 0 || Boolean(cert) === Boolean(key)) return faults;
  return [
    faultOf(
      cert ? 'AUDIT_SYSLOG_KEY' : 'AUDIT_SYSLOG_CERT',
      'is absent, and the other one is given.',
    ),
  ];
}

function receiverOf(read: z.infer<typeof settings>): SyslogReceiver | undefined {
  const { AUDIT_SYSLOG_CA: ca, AUDIT_SYSLOG_CERT: cert, AUDIT_SYSLOG_KEY: key } = read;
  return read.AUDIT_SYSLOG_URL && { ...read.AUDIT_SYSLOG_URL, ca, cert, key };
}

function configOf(read: z.infer<typeof settings>, production: boolean): Config {
  const [formKey] = read.SONGHUA_FORM_KEYS;
  if (!formKey) throw new RangeError('a key list is never empty');
  return {
    production,
    issuer: read.ISSUER,
    sandbox: read.SANDBOX === 'true',
    sandboxIssuer: read.SANDBOX_ISSUER,
    sandboxNetworks: read.SANDBOX_NETWORKS ?? (production ? [] : ['127.0.0.0/8', '::1/128']),
    outsideNetworks: read.OUTSIDE_NETWORKS ?? [],
    host: read.HOST,
    port: read.PORT,
    databasePool: read.DATABASE_POOL,
    dataDir: read.DATA_DIR,
    auditHeadsFile: read.AUDIT_HEADS_FILE,
    auditOnlineDays: read.AUDIT_ONLINE_DAYS,
    auditArchiveDir: read.AUDIT_ARCHIVE_DIR,
    auditSyslog: receiverOf(read),
    trustedProxies: read.TRUSTED_PROXIES,
    sessionIdleMinutes: read.SESSION_IDLE_MINUTES,
    sessionHours: read.SESSION_HOURS,
    recoveryWaitHours: read.RECOVERY_WAIT_HOURS,
    authPerNetwork: read.AUTH_PER_NETWORK,
    sourceProbeSeconds: read.SOURCE_PROBE_SECONDS,
    sourceHttpHosts: read.SOURCE_HTTP_HOSTS ?? [],
    keyRotationDays: read.KEY_ROTATION_DAYS,
    ownerName: read.OWNER_NAME,
    helpLine: read.HELP_LINE,
    developerMailDomains: read.DEVELOPER_MAIL_DOMAINS ?? [],
    logLevel: read.LOG_LEVEL,
    databaseUrl: () => read.DATABASE_URL,
    redisUrl: () => read.REDIS_URL,
    outside: () => outsideOf(read),
    metricsToken: () => read.METRICS_TOKEN?.toString('base64url'),
    formKeys: () => read.SONGHUA_FORM_KEYS,
    ring: () => ({
      fieldKeys: read.SONGHUA_FIELD_KEYS,
      matchKeys: read.SONGHUA_MATCH_KEYS,
      matchVersions: read.MATCH_VERSIONS,
      subjectKey: read.SONGHUA_SUBJECT_KEY,
      auditKey: read.SONGHUA_AUDIT_KEY,
      formKey,
    }),
  };
}
