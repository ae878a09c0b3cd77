import {
  type Alter,
  type Asked,
  type Found,
  type LdapServer,
  type Result,
  startLdapServer,
  value,
} from './ldap-server.ts';

/**
 * A department's directory of made-up people, spoken to over LDAP, that can be told to do wrong. The
 * demo uses it too: it needs no package of the system.
 */
export interface Directory {
  server: LdapServer;
  /** Settings of `ldap`. */
  settings: Record<string, unknown>;
  /** The entry of this subject is so from now on, or there is one more. */
  put(account: Account): void;
  remove(subject: string): void;
  /** How often it was asked so far; binds of our own account are counted apart. */
  asked: { own: number; binds: number; searches: number; names: string[] };
  misdeeds: Misdeeds;
  mend(): void;
  stop(): Promise<void>;
}

export interface Account {
  subject: string;
  username: string;
  password: string;
  locked?: boolean;
  /** What else the entry says; a value said several times is an array. */
  attributes?: Record<string, string | Buffer | (string | Buffer)[]>;
  /** Said to whoever has the right password, instead of success. */
  right?: Result;
  /** Said to everybody. */
  always?: Result;
}

export interface Misdeeds {
  /** The base is gone, or is said to lie elsewhere. */
  base?: 'gone' | 'elsewhere';
  /** Our own password is another one now. */
  forgotUs?: boolean;
  /** Entries without end. */
  flood?: boolean;
  /** The document's number is said twice, differently. */
  repeated?: boolean;
  /** More is said to lie at other servers. */
  references?: string[];
  startTls?: 'refuse' | 'inject';
  alter?: Alter;
}

export const BASE = 'ou=people,dc=health,dc=test';
const READER = 'cn=songhua,dc=health,dc=test';
export const NOBODY = 'cn=nobody,dc=health,dc=test';
const OWN_PASSWORD = 'read only';
export const PASSWORD_POLICY = '1.3.6.1.4.1.42.2.27.8.5.1';
const PAGES = '1.2.840.113556.1.4.319';

/** Its words for what it knows of a person. */
export const mapping = {
  fields: {
    name: 'xingMing',
    id_type: 'zhengjianLeixing',
    id_number: 'zhengjianHaoma',
    phone_number: 'shoujiHao',
  },
};

/** The settings of any server that holds such people. */
export const settingsFor = (port: number) => ({
  hosts: [`127.0.0.1:${port}`],
  networks: ['127.0.0.0/8'],
  tls: 'off',
  nobody_dn: NOBODY,
  bind_dn: READER,
  bind_password: OWN_PASSWORD,
  base: BASE,
  filter: '(&(objectClass=person)(|(uid=:username)(shoujiHao=:username)))',
  subject: 'employeeNumber',
  locked: { attribute: 'zhuangTai' },
});

interface Entry {
  dn: string;
  account: Account;
  attributes: Map<string, [string, (string | Buffer)[]]>;
}

export async function startDirectory({
  tls = false,
  anonymous = false,
  port = 0,
} = {}): Promise<Directory> {
  const entries: Entry[] = [];
  const asked = { own: 0, binds: 0, searches: 0, names: [] as string[] };
  let number = 0;

  function bindAs(dn: string, password: string, controls: Asked['controls']): Result {
    // RFC 4513 §5.1.2: anonymous, and successful.
    if (password === '') return { code: 0 };
    if (same(dn, READER)) {
      asked.own += 1;
      return { code: password === OWN_PASSWORD && !directory.misdeeds.forgotUs ? 0 : 49 };
    }
    asked.binds += 1;
    asked.names.push(dn);
    const entry = entries.find((one) => same(one.dn, dn));
    const { account } = entry ?? {};
    const right = account?.password === password;
    const result = account?.always ?? (right ? (account?.right ?? { code: 0 }) : { code: 49 });
    if (controls.has(PASSWORD_POLICY) || !result.controls?.[PASSWORD_POLICY]) return result;
    const { controls: _, ...silent } = result;
    return silent;
  }

  function search(mayRead: boolean, question: Asked): Found {
    asked.searches += 1;
    const { misdeeds } = directory;
    if (!mayRead) return { entries: [], result: { code: 50 } };
    if (misdeeds.base === 'gone') return { entries: [], result: { code: 32 } };
    if (misdeeds.base === 'elsewhere')
      return { entries: [], result: { code: 10, referral: 'ldap://127.0.0.1:9/' } };
    const there = [BASE, NOBODY].find((dn) => same(question.base, dn));
    if (question.scope === 'base' && there)
      return { entries: [{ dn: there, attributes: [] }], result: { code: 0 } };
    const all = entries.filter(
      ({ dn, attributes }) =>
        plainly(dn).endsWith(plainly(question.base)) &&
        question.meant((name) => attributes.get(name.toLowerCase())?.[1] ?? []),
    );
    const { references, flood: endless } = misdeeds;
    return {
      ...paged(all, question),
      ...(references && { references }),
      ...(endless && { endless }),
    };
  }

  function paged(all: Entry[], { limit, attributes, controls }: Asked): Found {
    const page = controls.get(PAGES);
    if (!page) {
      const few = limit > 0 ? all.slice(0, limit) : all;
      return {
        entries: shown(few, attributes),
        result: { code: few.length < all.length ? 4 : 0 },
      };
    }
    // Pages of two, whatever was asked for; the cookie is where the next one begins.
    const begin = page.at(-1) === 0x63 ? Number(/(\d+)c$/.exec(page.toString('latin1'))?.[1]) : 0;
    const next = begin + 2 < all.length ? `${begin + 2}c` : '';
    const said = value(0x30, value(0x02, Buffer.from([0])), value(0x04, next));
    return {
      entries: shown(all.slice(begin, begin + 2), attributes),
      result: { code: 0, controls: { [PAGES]: said } },
    };
  }

  function shown(these: Entry[], attributes: string[]): Found['entries'] {
    const wanted = new Set(attributes.map((name) => name.toLowerCase()));
    return these.map((entry) => ({
      dn: entry.dn,
      attributes: [...entry.attributes]
        .filter(([name]) => wanted.has('*') || wanted.has(name))
        .map(([name, [written, values]]): [string, (string | Buffer)[]] => [
          written,
          directory.misdeeds.repeated && name === 'zhengjianhaoma'
            ? [...values, '220000199001010015']
            : values,
        ]),
    }));
  }

  const server = await startLdapServer({
    tls,
    port,
    startTls: () => directory.misdeeds.startTls,
    alter: (message, about) => directory.misdeeds.alter?.(message, about),
    answers() {
      let mayRead = anonymous;
      return {
        bind(dn, password, controls) {
          const result = bindAs(dn, password, controls);
          mayRead = anonymous || (result.code === 0 && same(dn, READER));
          return result;
        },
        search: (question) => search(mayRead, question),
      };
    },
  });
  const directory: Directory = {
    server,
    settings: { ...settingsFor(server.port), ...(tls && { tls: 'ldaps' }) },
    asked,
    misdeeds: {},
    put(account) {
      directory.remove(account.subject);
      number += 1;
      const { subject, username, locked, attributes = {} } = account;
      const said: Record<string, string | Buffer | (string | Buffer)[]> = {
        objectClass: ['top', 'person', 'inetOrgPerson'],
        uid: username,
        ...(subject !== '' && { employeeNumber: subject }),
        ...(locked && { zhuangTai: 'TRUE' }),
        ...attributes,
      };
      entries.push({
        dn: `cn=${number},${BASE}`,
        account,
        attributes: new Map(
          Object.entries(said).map(([name, values]) => [
            name.toLowerCase(),
            [name, [values].flat()],
          ]),
        ),
      });
    },
    remove(subject) {
      const at = entries.findIndex(({ account }) => account.subject === subject);
      if (at >= 0) entries.splice(at, 1);
    },
    mend() {
      directory.misdeeds = {};
    },
    stop: server.stop,
  };
  return directory;
}

const plainly = (dn: string): string => dn.toLowerCase().replace(/\s*,\s*/g, ',');
const same = (one: string, other: string): boolean => plainly(one) === plainly(other);
