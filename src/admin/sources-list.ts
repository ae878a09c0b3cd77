import { h } from 'preact';
import { z } from 'zod';
import { healthWords, LastSuccess, lastWords, sourceStates } from '../../views/admin/sources.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { filters } from '../http/list-address.ts';
import * as measures from '../measures/measures.ts';
import * as sources from '../sources/sources.ts';
import type { At } from './at.ts';
import { carrying } from './policy.ts';
import { isYoung } from './source-health.ts';
import { answerTable } from './table.ts';

/** The list of sources: how each does. */

const counted = ['login.succeeded', 'login.failed'] as const;

export async function list(at: At): Promise<void> {
  const t = sentences(at.frame.lang).console;
  const wanted = filters(at.ctx, {
    q: z.string().max(100).optional(),
    state: z.enum(sources.states).optional(),
    health: z.enum(['ok', 'down', 'not_open']).optional(),
  });
  const lang = at.frame.lang;
  const all = await sources.overview(at.base, at.scope.department_ids);
  const counts = await measures.bySeries(at.base, '24h', { series: 'source' }, counted);
  const lasts = await measures.last(at.base, 'source', 'login.succeeded');
  const count = (id: string, measure: string) =>
    String(
      counts
        .filter((one) => one.series_id === id && one.measure === measure)
        .reduce((sum, one) => sum + one.count, 0),
    );
  const named = wanted.q?.trim().toLowerCase();
  const rows = all.filter(
    (one) =>
      (!wanted.state || one.state === wanted.state) &&
      (!wanted.health || one.health === wanted.health) &&
      (!named || `${one.id} ${Object.values(one.names).join(' ')}`.toLowerCase().includes(named)),
  );
  const { columns } = t.sources;
  const options = <K extends string>(words: Record<K, string>) => [
    { value: '', label: t.table.all },
    ...Object.entries<string>(words).map(([value, label]) => ({ value, label })),
  ];
  await answerTable(at, {
    section: 'sources',
    title: t.sources.title,
    intro: t.sources.intro,
    empty: t.sources.empty,
    filters: [
      { name: 'q', label: t.sources.search, value: wanted.q },
      {
        name: 'state',
        label: columns.state,
        value: wanted.state,
        options: options(t.sources.states),
      },
      {
        name: 'health',
        label: columns.health,
        value: wanted.health,
        options: options(t.sources.health),
      },
    ],
    ...(carrying(at.staff.grants, 'connect a source').length > 0 && {
      above: h(
        'p',
        null,
        h(
          'a',
          { href: '/admin/sources/new', class: 'button' },
          sentences(lang).console.connecting.new,
        ),
      ),
    }),
    rows,
    href: (one) => `/admin/sources/${one.id}`,
    columns: [
      { title: columns.name, text: (one) => inWords(one.names, lang) },
      { title: columns.id, text: (one) => one.id },
      { title: columns.department, text: (one) => inWords(one.department.names, lang) },
      {
        title: columns.state,
        text: (one) => t.sources.states[one.state],
        cell: (one) => sourceStates.state(one, lang),
      },
      {
        title: columns.health,
        text: (one) => healthWords(one, lasts.get(one.id), lang),
        cell: (one) => sourceStates.health(one, lasts.get(one.id), lang),
      },
      { title: columns.ceiling, text: (one) => String(one.ceiling), number: true },
      { title: columns.registration, text: (one) => t.sources.registrations[one.registration] },
      {
        title: columns.last,
        text: (one) => lastWords(lasts.get(one.id), lang, isYoung(at.base, one)),
        cell: (one) =>
          h(LastSuccess, { last: lasts.get(one.id), lang, young: isYoung(at.base, one) }),
      },
      { title: columns.ok, text: (one) => count(one.id, 'login.succeeded'), number: true },
      { title: columns.failed, text: (one) => count(one.id, 'login.failed'), number: true },
    ],
  });
}
