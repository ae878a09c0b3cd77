import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client, Control } from 'ldapts';
import { freePort } from '../support/gateway.ts';
import { type Account, BASE, NOBODY, settingsFor } from './ldap-directory.ts';
import { authority, certificate, key } from './table-certificate.ts';

/** OpenLDAP itself, as a child of the test on 127.0.0.1, with a configuration and data of its own. */
export interface Slapd {
  /** In clear and for StartTLS. */
  port: number;
  ldapsPort: number;
  /** Settings of `ldap` with a port that leads here. */
  settings(port: number, tls: 'starttls' | 'ldaps'): Record<string, unknown>;
  /** `policy` names one of `policies`; `is` what its policy keeps of it. */
  put(account: Account, policy?: keyof typeof policies, is?: Record<string, string>): Promise<void>;
  remove(subject: string): Promise<void>;
  change(dn: string, attribute: string, values: string[]): Promise<void>;
  /** The place of the account of this subject. */
  dnOf(subject: string): string;
  /** The people lie elsewhere from now on; something that points there may stand in their place. */
  move(pointing?: boolean): Promise<void>;
  moveBack(): Promise<void>;
  /** A group of these accounts. */
  group(name: string, members: string[]): Promise<void>;
  count(): Promise<number>;
  /** How many binds have begun: the server counts them as ended only after it has answered. */
  binds(): Promise<number>;
  stop(): Promise<void>;
}

const SUFFIX = 'dc=health,dc=test';
const ROOT = `cn=root,${SUFFIX}`;
export const READER = `cn=songhua,${SUFFIX}`;

/** What the department asks of passwords. */
export const policies = {
  /** The administrator has set the password: it must be changed. */
  reset: { pwdMustChange: 'TRUE' },
  /** Locked after two wrong ones. */
  strict: { pwdLockout: 'TRUE', pwdMaxFailure: '2' },
  /** A password lives for a second. */
  old: { pwdMaxAge: '1' },
  /** The same, and it may be used a few more times. */
  grace: { pwdMaxAge: '1', pwdGraceAuthNLimit: '5' },
} as const;

const program = (name: string) =>
  ['/usr/sbin', '/usr/lib/openldap', '/usr/local/libexec']
    .map((dir) => join(dir, name))
    .find(existsSync);

/** Whether suites that need OpenLDAP cannot run here; says so once. In CI they fail instead. */
export function noSlapd(suite: string): boolean {
  if (program('slapd') || process.env['CI']) return false;
  console.error(`${suite} was skipped: apt-get install slapd`);
  return true;
}

const words = ['xingMing', 'zhengjianLeixing', 'zhengjianHaoma', 'shoujiHao', 'zhuangTai'];
const ARC = '1.3.6.1.4.1.4203.666.11.9001';

const configuration = (dir: string) => `
${['core', 'cosine', 'inetorgperson'].map((one) => `include /etc/ldap/schema/${one}.schema`).join('\n')}
${words
  .map(
    (word, at) =>
      `attributetype ( ${ARC}.1.${at} NAME '${word}' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`,
  )
  .join('\n')}
objectclass ( ${ARC}.2.1 NAME 'renYuan' AUXILIARY MAY ( ${words.join(' $ ')} ) )
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload back_monitor
moduleload ppolicy
moduleload memberof
pidfile ${dir}/pid
TLSCertificateFile ${dir}/cert.pem
TLSCertificateKeyFile ${dir}/key.pem
TLSCACertificateFile ${dir}/ca.pem
database monitor
access to * by dn.exact="${ROOT}" read
database mdb
maxsize 67108864
suffix "${SUFFIX}"
rootdn "${ROOT}"
rootpw root
directory ${dir}/data
dbnosync
overlay ppolicy
ppolicy_use_lockout
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${READER}" read by * none
`;

export async function startSlapd(): Promise<Slapd> {
  const server = program('slapd');
  if (!server) throw new Error('no slapd: apt-get install slapd');
  const dir = mkdtempSync(join(tmpdir(), 'songhua-slapd-'));
  mkdirSync(join(dir, 'data'));
  const files = {
    'slapd.conf': configuration(dir),
    'cert.pem': certificate,
    'key.pem': key,
    'ca.pem': authority,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const [port, ldapsPort] = [await freePort(), await freePort()];
  const config = join(dir, 'slapd.conf');
  const urls = `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${ldapsPort}/`;
  const child = spawn(server, ['-f', config, '-h', urls, '-d', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const gone = once(child, 'exit');
  const admin = new Client({ url: `ldap://127.0.0.1:${port}` });
  try {
    await answers(port, () => child.exitCode === null);
    await admin.bind(ROOT, 'root');
    await admin.add(SUFFIX, { objectClass: ['domain'], dc: 'health' });
    for (const ou of ['people', 'policies', 'groups'])
      await admin.add(`ou=${ou},${SUFFIX}`, { objectClass: ['organizationalUnit'], ou });
    await admin.add(READER, {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: 'songhua',
      userPassword: 'read only',
    });
    await admin.add(NOBODY, {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: 'nobody',
      userPassword: randomBytes(16).toString('hex'),
    });
    for (const [name, rules] of Object.entries(policies))
      await admin.add(policyDn(name), {
        objectClass: ['device', 'pwdPolicy'],
        ...{ cn: name, pwdAttribute: 'userPassword', ...rules },
      });
  } catch (fault) {
    child.kill();
    rmSync(dir, { recursive: true, force: true });
    throw new Error(`slapd: ${log}`, { cause: fault });
  }

  const places = new Map<string, string[]>();
  let number = 0;
  const change = (dn: string, type: string, values: string[]) =>
    admin.modify(
      dn,
      new Change({ operation: 'replace', modification: new Attribute({ type, values }) }),
    );
  async function remove(subject: string): Promise<void> {
    for (const dn of places.get(subject) ?? []) await admin.del(dn);
    places.delete(subject);
  }
  const manage = new Control('2.16.840.1.113730.3.4.2', { critical: true });
  let pointed = false;
  return {
    port,
    ldapsPort,
    settings: (to, tls) => ({
      ...settingsFor(to),
      ...{ tls, ca: authority, server_name: 'db.insurance.test' },
    }),
    async put({ subject, username, password, locked, attributes = {} }, policy, is = {}) {
      await remove(subject);
      number += 1;
      const dn = `cn=${number},${BASE}`;
      await admin.add(dn, {
        objectClass: ['inetOrgPerson', 'renYuan'],
        ...{ cn: String(number), sn: 'test', uid: username, userPassword: password },
        ...(subject !== '' && { employeeNumber: subject }),
        ...(locked && { zhuangTai: 'TRUE' }),
        ...(policy && { pwdPolicySubentry: policyDn(policy) }),
        ...(attributes as Record<string, string | string[]>),
      });
      for (const [name, value] of Object.entries(is)) await change(dn, name, [value]);
      places.set(subject, [...(places.get(subject) ?? []), dn]);
    },
    remove,
    change,
    dnOf: (subject) => places.get(subject)?.at(-1) ?? '',
    async move(pointing = false) {
      await admin.modifyDN(BASE, 'ou=gone');
      pointed = pointing;
      if (!pointing) return;
      const ref = 'ldap://127.0.0.1:9/ou=people,dc=elsewhere';
      await admin.add(BASE, { objectClass: ['referral', 'extensibleObject'], ou: 'people', ref });
    },
    async moveBack() {
      if (pointed) await admin.del(BASE, manage);
      pointed = false;
      await admin.modifyDN(`ou=gone,${SUFFIX}`, 'ou=people');
    },
    async group(name, members) {
      await admin.add(`cn=${name},ou=groups,${SUFFIX}`, {
        objectClass: ['groupOfNames'],
        cn: name,
        member: members,
      });
    },
    async count() {
      const { searchEntries } = await admin.search(SUFFIX, {
        filter: '(uid=*)',
        attributes: ['1.1'],
      });
      return searchEntries.length;
    },
    async binds() {
      const at = 'cn=Bind,cn=Operations,cn=Monitor';
      const { searchEntries } = await admin.search(at, {
        scope: 'base',
        attributes: ['monitorOpInitiated'],
      });
      return Number(searchEntries[0]?.['monitorOpInitiated']);
    },
    async stop() {
      await admin.unbind();
      child.kill();
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const policyDn = (name: string) => `cn=${name},ou=policies,${SUFFIX}`;

async function answers(port: number, lives: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (!lives()) throw new Error('it ended');
    const open = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      }).on('error', () => done(false));
    });
    if (open) return;
    await new Promise((tick) => setTimeout(tick, 50));
  }
  throw new Error('it does not listen');
}
