import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { names, notesOf, settings } from '../config/settings.ts';
import { kinds } from '../src/audit/kinds.ts';
import { type RefusalCode, refusals } from '../src/errors.ts';
import { type MetricName, metricNames } from '../src/http/metric-names.ts';
import { openapi as records } from '../src/records/openapi.ts';
import { zhCN } from '../views/locales/zh-CN.ts';

/**
 * Makes the pages of docs/ that are drawn from the code: `npm run docs` writes them,
 * `npm run docs -- --check` writes nothing and fails when one of them is not current.
 */
const pages = {
  'settings.md': settingsPage,
  'errors.md': errorsPage,
  'audit-events.md': auditPage,
  'metrics.md': metricsPage,
  'openapi/records.json': () => `${JSON.stringify(records(), null, 2)}\n`,
} satisfies Record<string, () => string>;

const made =
  '<!-- Made by `npm run docs`. Do not edit: change the source that the first lines name. -->';

function settingsPage(): string {
  return [
    '# Settings',
    '',
    made,
    '',
    'Every setting is an environment variable, declared in `config/settings.ts`. They are read once',
    'at the start; when any cannot be used, the gateway does not start and names all of them at once,',
    'never with their values.',
    '',
    'A key is 32 random bytes as base64url (43 characters). Make each one afresh:',
    '',
    '```sh',
    `node -p "crypto.randomBytes(32).toString('base64url')"`,
    '```',
    '',
    'In development the secrets of `config/development.env` stand in for absent ones. They are public,',
    'and production refuses to start with any of them, with an `http` issuer, or without a database of',
    'its own.',
    '',
    '| variable | when it is absent | in production |',
    '|---|---|---|',
    ...names.map(
      (name) => `| [\`${name}\`](#${name.toLowerCase()}) | ${standsIn(name)} | ${asked(name)} |`,
    ),
    '',
    ...names.flatMap((name) => [
      `## ${name}`,
      '',
      notesOf(name).about + (notesOf(name).secret ? ' **A secret: never printed.**' : ''),
      '',
      `For example \`${notesOf(name).example}\`. When it is refused: ${lowerFirst(notesOf(name).mend)}`,
      '',
    ]),
  ].join('\n');
}

function standsIn(name: (typeof names)[number]): string {
  const { otherwise, inDevelopment, secret } = notesOf(name);
  if (name === 'DATABASE_URL') return 'the embedded database';
  if (mayBeAbsent(name)) return 'none: it may be absent';
  if (secret) return '`config/development.env`';
  return `\`${otherwise ?? inDevelopment}\``;
}

const asked = (name: (typeof names)[number]) =>
  notesOf(name).otherwise === undefined && !mayBeAbsent(name) ? 'must be given' : 'the same';

/** Nothing stands in for it anywhere; production has a database of its own. */
const mayBeAbsent = (name: (typeof names)[number]) =>
  settings.shape[name] instanceof z.ZodOptional && name !== 'DATABASE_URL';

function errorsPage(): string {
  return [
    '# Refusals',
    '',
    made,
    '',
    'Every refusal that the gateway can make, from `src/errors.ts`, with what the person reads',
    '(`views/locales/zh-CN.ts`; Korean and English stand beside it) and what the operator may do.',
    'Codes are never reused. OAuth endpoints answer clients with the errors of OAuth 2.0 instead.',
    '',
    ...(Object.keys(refusals) as RefusalCode[]).flatMap((code) => {
      const { title, what, now } = zhCN.refusals[code];
      return [
        `## ${code}`,
        '',
        `Status ${refusals[code].status}. ${refusals[code].advice}`,
        '',
        `> **${title}** ${what} ${now}`,
        '',
      ];
    }),
  ].join('\n');
}

function auditPage(): string {
  return [
    '# Audit events',
    '',
    made,
    '',
    'Every kind of audit event, from `src/audit/kinds.ts`. An event says who did what to what, when and',
    'with what outcome; it carries ids and keyed hashes, never values. How events are sealed and',
    'verified stands in [audit.md](audit.md).',
    '',
    '| kind | what it says |',
    '|---|---|',
    ...Object.entries(kinds).map(
      ([kind, words]) => `| \`${kind}\` | ${words.replaceAll('|', '\\|')} |`,
    ),
    '',
  ].join('\n');
}

function metricsPage(): string {
  const rows = (of: 'process' | 'gateway') =>
    (Object.keys(metricNames) as MetricName[])
      .filter((name) => metricNames[name].of === of)
      .flatMap((name) => {
        const { kind, labels, help, ...more } = metricNames[name];
        const watch = 'watch' in more ? `**Look when:** ${more.watch}` : '';
        const said = [help, watch].filter(Boolean).join(' ').replaceAll('|', '\\|');
        return `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(' ') || 'none'} | ${said} |`;
      });
  return [
    '# Metrics',
    '',
    made,
    '',
    '`GET /metrics` answers in the text format of Prometheus (0.0.4), from `src/http/metric-names.ts`.',
    'With `METRICS_TOKEN` set, a reader sends it as a bearer token. Without it, only a reader on the same',
    'machine is answered, never one that came through a proxy, and nobody where `TRUSTED_PROXIES` is not 0;',
    'for anybody else there is no such page.',
    'How to watch with it: [operations.md](operations.md#watching).',
    '',
    'No label holds anything about a person: labels are routes, classes of status, sources, clients, kinds',
    'and causes, all of them few. Counts of events follow the sealed trail and are a second or two late.',
    '',
    '## Of one process',
    '',
    'Add these up over nodes. Beside them stand the metrics of the process itself (`process_*`: memory,',
    'CPU, file descriptors; `nodejs_*`: event loop lag, garbage collection, heap).',
    '',
    '| metric | kind | labels | what it says |',
    '|---|---|---|---|',
    ...rows('process'),
    '',
    '## Of the whole gateway',
    '',
    'Every node reads these from the database and tells the same: take the maximum over nodes, never the sum.',
    '',
    '| metric | kind | labels | what it says |',
    '|---|---|---|---|',
    ...rows('gateway'),
    '',
  ].join('\n');
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function current(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const checking = process.argv.includes('--check');
for (const [name, page] of Object.entries(pages)) {
  const file = new URL(name, import.meta.url);
  const text = page();
  if (text === current(file)) continue;
  if (checking) {
    console.error(`docs/${name} is not current: run \`npm run docs\` and commit what it writes.`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`docs/${name} written`);
  }
}
