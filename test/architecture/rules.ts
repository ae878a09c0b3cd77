// Whole, since it is one list: every rule of the tree.
import { faces, mayImport, standOf } from './layers.ts';
import type { Scanned } from './scan.ts';

/** One break of one rule. */
export interface Violation {
  rule: RuleName;
  path: string;
  what: string;
}

type Finding = Omit<Violation, 'rule'>;
type Rule = (files: readonly Scanned[]) => Finding[];

const isProduct = (path: string) => /^(src|config|views|migrations)\//.test(path);

/** Each file with each module that it imports. */
const imports = (files: readonly Scanned[]) =>
  files.flatMap((file) => file.imports.map((to) => ({ file, to, path: file.path })));

/** Applies a test to each file: text when it is broken. */
const each =
  (broken: (file: Scanned) => string | false | undefined): Rule =>
  (files) =>
    files.flatMap((file) => {
      const what = broken(file);
      return what ? [{ path: file.path, what }] : [];
    });

/** The same for each import. */
const eachImport =
  (broken: (path: string, to: string) => boolean): Rule =>
  (files) =>
    imports(files)
      .filter(({ path, to }) => broken(path, to))
      .map(({ path, to }) => ({ path, what: `imports ${to}` }));

/** `store.ts`, or `links-store.ts` and a long `flush-statement.ts` where one file would not do. */
const isStore = (path: string) => /(^|[/-])(store|statement)\.ts$/.test(path);
const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'));
const stem = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '');

const mayTouchHttp = (path: string) => {
  const stand = standOf(path) ?? '';
  return (
    stand === 'app' ||
    stand === 'main' ||
    stand === 'routes' ||
    faces.has(stand) ||
    path.startsWith('src/http/')
  );
};

/** Tables outside a store.ts, each with its reason. */
const tablesElsewhere: Readonly<Record<string, string>> = {
  // The base layer has no folder for it: one row, read by every node twice a second.
  config_version: 'src/config-version.ts',
  // One row too, which the start reads before there are folders to ask.
  deployment: 'src/deployment.ts',
  // The limiter's library speaks with its table itself.
  tries: 'src/http/rate-limit.ts',
};

const drawers = /^(utils?|helpers?|common|shared|misc|lib|index)$/i;
const emptyWords = /(Service|Manager|Impl|Dto|DTO|Helper|Utils?)$/;

/** Files that open connections below HTTP, each with its reason. */
const socketsOpened: Readonly<Record<string, string>> = {
  'src/audit/syslog-door.ts': 'The receiver of syslog that the settings name (ADR 0019).',
  'src/messages/mail.ts':
    'The relay of mail that the settings name, through a library that speaks SMTP (ADR 0029).',
  'src/sources/protocols/address.ts':
    'Hands the driver of a database or directory the address that was checked.',
  'src/sources/protocols/ldap-secure.ts':
    'Puts TLS over the connection to a directory, which was opened by address.ts.',
};

export const rules = {
  'every file has its place in the design': each(
    ({ path }) => standOf(path) === undefined && 'stands in no layer of DESIGN 3.2',
  ),

  'imports go downwards only': eachImport((path, to) => {
    if (!isProduct(to)) return false;
    const from = standOf(path);
    const target = standOf(to);
    return from !== undefined && target !== undefined && !mayImport(from, target);
  }),

  'the product imports nothing of its tests, demo, bench and docs': eachImport((_, to) =>
    /^(test|demo|bench|docs)\//.test(to),
  ),

  'there is no cycle, types included': (files) =>
    cycles(files).map((path) => ({
      path: path[0] ?? '',
      what: [...path, path[0]].join(' > '),
    })),

  'a store is private to its folder': eachImport(
    // The artefact stores are exchangeable behind their contract: the composition root chooses one.
    (path, to) =>
      isStore(to) &&
      folderOf(path) !== folderOf(to) &&
      !(path === 'src/app.ts' && folderOf(to) === 'src/oidc/artefacts'),
  ),

  'each table is named in one store': tablesInOneStore,

  'only config reads the environment': each(
    ({ path, readsEnvironment }) =>
      readsEnvironment && !path.startsWith('config/') && 'reads process.env',
  ),

  // ADR 0013. What a library sends is handed its fetch; drivers of databases are no requests.
  'only outbox/outgoing.ts makes requests': each(
    ({ path, callsOut }) =>
      callsOut && path !== 'src/outbox/outgoing.ts' && 'makes requests past the guarded way out',
  ),

  // Whoever else wants out goes through the door that checks addresses.
  'only the doors that are named open sockets': each(
    ({ path, opensSockets }) =>
      opensSockets && !(path in socketsOpened) && 'opens connections and is no door',
  ),

  'only routes, faces and http touch Koa': eachImport(
    (path, to) => /^(koa|@koa\/)/.test(to) && !mayTouchHttp(path),
  ),

  'only routes, faces and http show views': eachImport(
    (path, to) => to.startsWith('views/') && !path.startsWith('views/') && !mayTouchHttp(path),
  ),

  'views import nothing but each other': eachImport(
    (path, to) =>
      path.startsWith('views/') && !to.startsWith('views/') && !/^preact(\/|$)/.test(to),
  ),

  'only oidc speaks with oidc-provider': eachImport(
    (path, to) =>
      /^oidc-provider(\/|$)/.test(to) && !path.startsWith('src/oidc/') && path !== 'config/oidc.ts',
  ),

  'only oidc/internals.ts reaches into oidc-provider': eachImport(
    (path, to) => to.startsWith('oidc-provider/') && path !== 'src/oidc/internals.ts',
  ),

  'names say what a thing is': each(({ path, declares }) => {
    const parts = path.split('/').map((part) => part.replace(/\..*$/, ''));
    if (path !== 'config/index.ts' && parts.some((part) => drawers.test(part)))
      return 'is a drawer for anything';
    const types = declares.filter((name) => /^[A-Z]/.test(name));
    const empty = [stem(path), ...types].find((name) => emptyWords.test(name));
    return empty && `says nothing with ${empty}`;
  }),

  // A folder's own face may hand on what stands beside it; it begins with what the folder owns.
  'there are no barrels': each(({ path, onlyReexports }) => {
    const face = path.endsWith(`/${stem(path)}/${stem(path)}.ts`);
    return onlyReexports && !face && 'only hands on what others export';
  }),

  'a folder says first what it owns and what it does not': each(({ path, text }) => {
    const [, folder, file] = /^src\/([^/]+)\/([^/]+)\.ts$/.exec(path) ?? [];
    if (folder === undefined || folder !== file) return false;
    const comment = /^(?:\s*import[^;]*;)*\s*(\/\*\*?[\s\S]*?\*\/|(?:\/\/[^\n]*\n)+)/.exec(
      text,
    )?.[1];
    return (
      !(comment && /\b(owns?|not here)\b/i.test(comment)) && 'does not begin with what it owns'
    );
  }),

  'a file of more than 250 lines says why': each(({ lines, text }) => {
    const head = text
      .split('\n')
      .slice(0, 12)
      .join(' ')
      .replaceAll(/[\s/*]+/g, ' ');
    return (
      lines > 250 &&
      !/longer than 250 lines on purpose: \S/i.test(head) &&
      `has ${lines} lines and no reason`
    );
  }),

  'half of the files are short': (files) => {
    const lines = files.map((file) => file.lines).sort((a, b) => a - b);
    const median = lines[Math.floor(lines.length / 2)] ?? 0;
    return median > 100 ? [{ path: '', what: `the median of all files is ${median} lines` }] : [];
  },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

export function check(files: readonly Scanned[]): Violation[] {
  const product = files.filter(({ path }) => isProduct(path));
  return (Object.keys(rules) as RuleName[]).flatMap((rule) =>
    rules[rule](product).map((finding) => ({ rule, ...finding })),
  );
}

/** Every cycle of files once, by a walk in depth: what is met again while it is still open closes one. */
function cycles(files: readonly Scanned[]): string[][] {
  const known = new Map(files.map((file) => [file.path, file.imports]));
  const done = new Set<string>();
  const open: string[] = [];
  const found: string[][] = [];
  const walk = (path: string) => {
    if (open.includes(path)) found.push(open.slice(open.indexOf(path)));
    if (open.includes(path) || done.has(path)) return;
    open.push(path);
    for (const to of known.get(path) ?? []) if (known.has(to)) walk(to);
    open.pop();
    done.add(path);
  };
  for (const { path } of files) walk(path);
  return found;
}

/** One store may be split into the file that reads and a statement that it writes with; nothing more. */
const sameStore = (path: string, owners: readonly string[]) =>
  owners.length === 1 ||
  (path.endsWith('-statement.ts')
    ? owners.every((other) => folderOf(other) === folderOf(path))
    : owners.every(
        (other) =>
          other === path || (other.endsWith('-statement.ts') && folderOf(other) === folderOf(path)),
      ));

/** Tables are those that migrations create; SQL functions inside migrations may name any. */
function tablesInOneStore(files: readonly Scanned[]): Finding[] {
  const texts = (file: Scanned) => file.queries.join('\n;\n');
  const tables = files
    .filter(({ path }) => path.startsWith('migrations/'))
    .flatMap((file) => [...texts(file).matchAll(/create table (?:if not exists )?(\w+)/gi)])
    .map(([, table]) => table ?? '');
  return tables.flatMap((table) => {
    const named = new RegExp(
      `\\b(from|join|into|update|only|truncate|table)\\s+"?${table}"?(?![\\w.])`,
      'i',
    );
    const owners = files
      .filter((file) => !file.path.startsWith('migrations/') && named.test(texts(file)))
      .map(({ path }) => path);
    const allowed = tablesElsewhere[table];
    return owners
      .filter((path) => (allowed ? path !== allowed : !isStore(path) || !sameStore(path, owners)))
      .map((path) => ({
        path,
        what: `names the table ${table}${owners.length > 1 ? `, as do ${owners.filter((other) => other !== path).join(', ')}` : ''}`,
      }));
  });
}
