// Whole, since every rule stands beside the planted break that it was seen to find.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check, type RuleName, rules } from './architecture/rules.ts';
import { type File, scan } from './architecture/scan.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function productFiles(): File[] {
  return ['src', 'config', 'views', 'migrations']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(root, path).split(sep).join('/'),
      text: readFileSync(path, 'utf8'),
    }));
}

describe('the code', () => {
  const violations = check(productFiles().map(scan));

  test.each(Object.keys(rules) as RuleName[])('%s', (rule) => {
    const found = violations.filter((one) => one.rule === rule);
    expect(found.map(({ path, what }) => `${path} ${what}`)).toEqual([]);
  });
});

/** A small product in which everything is in order. */
const clean: Record<string, string> = {
  'migrations/0001_links.ts':
    'export const up = `create table links (id uuid); create table config_version (x int)`;',
  'config/index.ts': 'export const read = () => process.env["PORT"];',
  'views/layout.tsx': "import { h } from 'preact';\nexport const layout = h;",
  'views/login/picker.tsx':
    "import { layout } from '../layout.tsx';\nexport const picker = layout;",
  'src/base.ts': 'export interface Base { now: Date }',
  'src/config-version.ts': 'export const version = `select version from config_version`;',
  'src/outbox/outgoing.ts':
    "import { request } from 'node:http';\nexport const a = [request, fetch];",
  'src/oidc/server.ts':
    "import { createServer, type ClientRequest } from 'node:http';\nexport const a = (x: { fetch: ClientRequest }) => [createServer, x.fetch];",
  'src/audit/syslog-door.ts':
    "import { isIP } from 'node:net';\nimport { connect } from 'node:tls';\nexport const a = [isIP, connect];",
  'src/sources/driver.ts':
    "import { isIP, type Socket } from 'node:net';\nexport const a = (socket: Socket) => isIP(socket.remoteAddress ?? '');",
  'src/audit/audit.ts':
    "/** The trail. Owns the events; does not own their seals' heads. */\nexport const append = 1;",
  'src/keys/keys.ts':
    "import { append } from '../audit/audit.ts';\n// Owns the signing keys.\nexport const k = append;",
  'src/identities/store.ts':
    "import type { Base } from '../base.ts';\nexport const read = (db: (t: string) => Base) => [db('links'), `select 1 from links`];",
  'src/identities/identities.ts':
    "import * as store from './store.ts';\n/** Owns who is who. */\nexport const resolve = store.read;",
  'src/http/errors.ts':
    "import Koa from 'koa';\nimport { layout } from '../../views/layout.tsx';\nexport const app = [Koa, layout];",
  'src/login/routes.ts':
    "import Router from '@koa/router';\nimport * as identities from '../identities/identities.ts';\nimport { picker } from '../../views/login/picker.tsx';\nexport const r = [Router, identities, picker];",
  'src/clients/routes.ts':
    "import Router from '@koa/router';\nimport * as identities from '../identities/identities.ts';\nexport const r = [Router, identities];",
  'src/oidc/internals.ts':
    "import c from 'oidc-provider/lib/consts/index.js';\nexport const inside = c;",
  'src/oidc/provider.ts':
    "import { Provider } from 'oidc-provider';\nimport { inside } from './internals.ts';\nexport const p = [Provider, inside];",
  'src/app.ts': "import { r } from './login/routes.ts';\nexport const app = r;",
  'src/main.ts': "import { app } from './app.ts';\napp;",
};

/** The rules that a change of the small product breaks, each with the file at fault. */
function broken(change: Record<string, string>): string[] {
  const files = Object.entries({ ...clean, ...change }).map(([path, text]) => scan({ path, text }));
  return check(files).map(({ rule, path }) => `${rule}: ${path}`);
}

const importing = (...modules: string[]) =>
  modules
    .map((module, at) => `import * as m${at} from '${module}';\nexport const x${at} = m${at};`)
    .join('\n');

describe('the rules', () => {
  test('find nothing where everything is in order', () => {
    expect(broken({})).toEqual([]);
  });

  // One planted break for each way to break a rule: all were seen to be found.
  const planted: [RuleName, string, string][] = [
    [
      'every file has its place in the design',
      'src/users/users.ts',
      '/** Owns users. */\nexport const a = 1;',
    ],
    ['every file has its place in the design', 'src/server.ts', 'export const a = 1;'],
    ['imports go downwards only', 'src/audit/upwards.ts', importing('../identities/identities.ts')],
    [
      'imports go downwards only',
      'src/sources/sideways.ts',
      importing('../identities/identities.ts'),
    ],
    ['imports go downwards only', 'src/identities/face.ts', importing('../clients/routes.ts')],
    ['imports go downwards only', 'src/audit/key.ts', importing('../keys/keys.ts')],
    ['imports go downwards only', 'src/crypto/trail.ts', importing('../audit/audit.ts')],
    ['imports go downwards only', 'config/top.ts', importing('../src/app.ts')],
    ['imports go downwards only', 'src/login/top.ts', importing('../app.ts')],
    ['imports go downwards only', 'src/login/engine.ts', importing('../oidc/provider.ts')],
    [
      'imports go downwards only',
      'src/identities/schema.ts',
      importing('../../migrations/0001_links.ts'),
    ],
    [
      'imports go downwards only',
      'src/audit/type.ts',
      "import type { A } from '../identities/identities.ts';\nexport type B = A;",
    ],
    [
      'imports go downwards only',
      'src/audit/inline.ts',
      "export type B = import('../identities/identities.ts').A;",
    ],
    [
      'imports go downwards only',
      'src/audit/late.ts',
      "export const b = () => import('../identities/identities.ts');",
    ],
    [
      'the product imports nothing of its tests, demo, bench and docs',
      'src/oidc/try.ts',
      importing('../../test/support/clock.ts'),
    ],
    [
      'the product imports nothing of its tests, demo, bench and docs',
      'src/app/seed.ts',
      importing('../../demo/population.ts'),
    ],
    [
      'there is no cycle, types included',
      'src/base.ts',
      "import type { A } from './clock.ts';\nexport type Base = A;",
    ],
    [
      'a store is private to its folder',
      'src/login/direct.ts',
      importing('../identities/store.ts'),
    ],
    [
      'each table is named in one store',
      'src/identities/sql.ts',
      'export const q = `select * from links where id = ?`;',
    ],
    [
      'each table is named in one store',
      'src/clients/store.ts',
      "export const q = (db: (t: string) => unknown) => db('links as l');",
    ],
    [
      'each table is named in one store',
      'src/sessions/store.ts',
      `export const q = (a: number) => \`select \${a} from sessions s left join links l on true\`;`,
    ],
    [
      'each table is named in one store',
      'src/sources/store.ts',
      'export const q = `insert into links(id) values (1)`;',
    ],
    [
      'each table is named in one store',
      'src/keys/store.ts',
      'export const q = `update config_version set x = 1`;',
    ],
    [
      'only config reads the environment',
      'src/db.ts',
      'export const url = process.env.DATABASE_URL;',
    ],
    ['only config reads the environment', 'src/db.ts', "export const url = process['env'];"],
    [
      'only config reads the environment',
      'src/db.ts',
      "import { env } from 'node:process';\nexport const url = env;",
    ],
    [
      'only routes, faces and http touch Koa',
      'src/identities/page.ts',
      "import type { Context } from 'koa';\nexport type C = Context;",
    ],
    ...[
      "export const a = () => fetch('https://hall.example/');",
      'const call = fetch;\nexport const a = call;',
      'export const a = { fetch };',
      "export const a = () => globalThis.fetch('https://hall.example/');",
      "export const a = () => new WebSocket('wss://hall.example/');",
      "import { request } from 'node:https';\nexport const a = request;",
      "import { get as read } from 'http';\nexport const a = read;",
      importing('node:http'),
      "import https from 'node:https';\nexport const a = https;",
      "export const a = () => import('node:http');",
      "export { request } from 'node:http';",
      importing('undici'),
    ].map((text): [RuleName, string, string] => [
      'only outbox/outgoing.ts makes requests',
      'src/identities/calling.ts',
      text,
    ]),
    ...[
      "import { connect } from 'node:tls';\nexport const a = connect;",
      "import { TLSSocket as Way } from 'tls';\nexport const a = Way;",
      "import { createConnection } from 'node:net';\nexport const a = createConnection;",
      "import { Socket } from 'node:net';\nexport const a = Socket;",
      "import { createSocket } from 'node:dgram';\nexport const a = createSocket;",
      "export const a = () => import('node:tls');",
      importing('node:net'),
      "import { createTransport } from 'nodemailer';\nexport const a = createTransport;",
    ].map((text): [RuleName, string, string] => [
      'only the doors that are named open sockets',
      'src/audit/syslog.ts',
      text,
    ]),
    // The door of syslog is one for syslog alone.
    [
      'only outbox/outgoing.ts makes requests',
      'src/audit/syslog-door.ts',
      "import { request } from 'node:https';\nexport const a = request;",
    ],
    ['only routes, faces and http touch Koa', 'src/db.ts', importing('@koa/router')],
    [
      'only routes, faces and http show views',
      'src/sources/page.ts',
      importing('../../views/layout.tsx'),
    ],
    [
      'views import nothing but each other',
      'views/login/notice.tsx',
      importing('../../src/base.ts'),
    ],
    ['views import nothing but each other', 'views/login/notice.tsx', importing('node:fs')],
    ['only oidc speaks with oidc-provider', 'src/login/engine.ts', importing('oidc-provider')],
    [
      'only oidc/internals.ts reaches into oidc-provider',
      'src/oidc/deep.ts',
      importing('oidc-provider/lib/models/client.js'),
    ],
    ['names say what a thing is', 'src/identities/utils.ts', 'export const a = 1;'],
    ['names say what a thing is', 'src/http/helpers/send.ts', 'export const a = 1;'],
    ['names say what a thing is', 'src/login/index.ts', 'export const a = 1;'],
    ['names say what a thing is', 'src/identities/merge.ts', 'export class IdentityService {}'],
    [
      'names say what a thing is',
      'src/identities/merge.ts',
      'export interface LinkManager { a: 1 }',
    ],
    ['there are no barrels', 'src/sources/all.ts', "export * from './contract.ts';"],
    [
      'a folder says first what it owns and what it does not',
      'src/outbox/outbox.ts',
      'export const owe = 1;\n/** Owns nothing. */',
    ],
    ['a file of more than 250 lines says why', 'src/login/long.ts', 'export {};\n'.repeat(251)],
    ['half of the files are short', 'src/login/short.ts', 'export {};\n'],
  ];

  test.each(planted)('%s: seen to fail in %s', (rule, path, text) => {
    const longer = '\n'.repeat(101);
    const change =
      rule === 'half of the files are short'
        ? Object.fromEntries(
            Object.entries(clean).map(([name, was]) => [name, `${was}${longer}// end`]),
          )
        : { [path]: text };
    if (rule === 'there is no cycle, types included') {
      change['src/clock.ts'] = "import type { Base } from './base.ts';\nexport type A = Base;";
    }
    const found = broken(change);
    expect(found.filter((one) => one.startsWith(`${rule}: `))).not.toEqual([]);
    expect(
      found.filter((one) => !one.endsWith(` ${Object.keys(change)[0]}`) && !one.startsWith(rule)),
    ).toEqual([]);
  });

  test('a break was planted for every rule there is', () => {
    expect([...new Set(planted.map(([rule]) => rule))].sort()).toEqual(Object.keys(rules).sort());
  });

  test('a long file passes with its reason in the first lines', () => {
    const reason = '// Longer than 250\n// lines on purpose: it is read from top to bottom.\n';
    expect(broken({ 'views/locales/ko.ts': reason + 'export {};\n'.repeat(300) })).toEqual([]);
  });

  test('comments and prose name tables and the environment as they like', () => {
    const text = '// select * from links, process.env\nexport const words = "links of a person";';
    expect(broken({ 'src/login/words.ts': text })).toEqual([]);
  });
});
