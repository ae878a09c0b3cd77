import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { names, notesOf, settings } from '../config/settings.ts';
import { kinds } from '../src/audit/kinds.ts';
import { excusable, type PointCode, pointCodes, toldOf } from '../src/clients/acceptance/points.ts';
import { type Switch, switches } from '../src/clients/acceptance/switches.ts';
import { type RefusalCode, refusals } from '../src/errors.ts';
import { type MetricName, metricNames } from '../src/http/metric-names.ts';
import {
  langs,
  mailOnly,
  type TemplateName,
  templateNames,
  templates,
} from '../src/messages/templates.ts';
import { openapi as records } from '../src/records/openapi.ts';
import { en } from '../views/locales/en.ts';
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
  'messages.md': messagesPage,
  'acceptance.md': acceptancePage,
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

function acceptancePage(): string {
  // A point or a switch without words does not compile.
  const points: Record<PointCode, string[]> = en.acceptance.points;
  const names: Record<Switch, string> = en.acceptance.switches;
  return [
    '# The acceptance of an application',
    '',
    made,
    '',
    'In the sandbox a robot signs in at your application as a browser without scripts would, makes one',
    'answer of the gateway wrong at a time, and looks whether your application lets it in. It takes two',
    'or three minutes. The points stand in `src/clients/acceptance/points.ts`, their sentences in',
    '`views/locales/acceptance`; why it works like this is in [ADR 0042](adr/0042-acceptance.md).',
    '',
    'You name three addresses, all at hosts and ports that you have registered:',
    '',
    '- **start**: opening it begins a sign-in;',
    '- **inside**: a page that only who is signed in may see; a stranger is sent to sign in, or gets 401 or 403;',
    '- **sign out**: a link, or where a form of the page inside is posted to.',
    '',
    'Both ways of signing out are tried, so `backchannel_logout_uri` and a `post_logout_redirect_uri`',
    'must be registered. The robot signs in through the made-up department (`sandbox-department`) at level 4,',
    'or by a password of ours, level 2, where you accept only that. A run passes when every point',
    'passed or does not apply; points that are only advised do not count. The report is signed by the',
    'sandbox and counts in production for 90 days, for the same client, profile and redirect addresses.',
    '',
    `## The ${pointCodes.length} points`,
    '',
    '| point | what must hold | standard | what to do |',
    '|---|---|---|---|',
    ...pointCodes.map((code) => {
      const { standard, advised, strict } = toldOf(code);
      const [what = '', advice = ''] = points[code];
      const only = strict ? ' (profile strict)' : advised ? ' (advice only)' : '';
      return `| \`${code}\` | ${what}${only} | ${standard} | ${advice} |`;
    }),
    '',
    '## What may be excused',
    '',
    'A library may be certified and not pass a point, because the standard leaves room there. If a run failed',
    'nothing else, its report is signed all the same. Whoever hands the application in writes why, in 10 to 500',
    'characters, in the form of handing in: which program it is, why it cannot be mended, and who sees to what is',
    'to protect instead. Two members of staff read it before all else and decide. Not for clients of the profile',
    'strict, and no other point ([ADR 49](adr/0049-excused-points.md)).',
    '',
    '| point | what leaves room |',
    '|---|---|',
    ...excusable.map((code) => `| \`${code}\` | ${toldOf(code).room} |`),
    '',
    '## Failures that you can switch on yourself',
    '',
    'In the sandbox, for your client alone, for at most an hour.',
    '',
    '| switch | name | what happens |',
    '|---|---|---|',
    ...(Object.keys(switches) as Switch[]).map(
      (one) => `| \`${one}\` | ${names[one]} | ${switches[one]} |`,
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

function messagesPage(): string {
  const named = (name: TemplateName) => {
    const words = new Set<string>();
    const places = new Proxy({} as Record<string, string>, {
      get(_, word) {
        words.add(String(word));
        return `{${String(word)}}`;
      },
    });
    const written = langs.map((lang) => {
      const { subject, text } = templates[name][lang];
      return { lang, subject, text: (text as (words: object) => string)(places) };
    });
    return [
      `### ${name}`,
      '',
      `Words: ${[...words].map((word) => `\`${word}\``).join(', ')}`,
      '',
      ...written.map(({ lang, subject, text }) => `- \`${lang}\`: **${subject}** ${text}`),
      '',
    ];
  };
  const mails = templateNames.filter((name) => mailOnly.has(name));
  return [
    '# Messages',
    '',
    made,
    '',
    'Every text that goes out by SMS or mail, in its three languages, from `src/messages/templates.ts`.',
    'In which of them somebody is written to: [ADR 0052](adr/0052-languages-of-messages.md). The bold words are',
    'the subject of a mail; an SMS has none.',
    '',
    '## By SMS, or by mail',
    '',
    'Register these with your SMS route, one template for each name and language, and put the codes of the',
    'route into `SMS_TEMPLATES`: `name=CODE` is the Chinese one, `name.ko=CODE` and `name.en=CODE` the others.',
    'Where a language has no code, its people are sent the Chinese one; a name without a code is not sent by SMS.',
    '',
    ...templateNames.filter((name) => !mailOnly.has(name)).flatMap(named),
    '## By mail alone',
    '',
    'To developers and to those who answer for an application. No route has to know them.',
    '',
    ...mails.flatMap(named),
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
