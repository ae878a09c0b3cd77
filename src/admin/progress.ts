import { h } from 'preact';
import { z } from 'zod';
import { ProgressCell } from '../../views/admin/progress.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as clients from '../clients/clients.ts';
import type { At } from './at.ts';
import { type ConsoleRoute, page } from './route.ts';
import { after, answerTable, pageOf } from './table.ts';

/** How far the applications of each department are; each number leads to the list of them. */
async function board(at: At): Promise<void> {
  const { lang } = at.frame;
  const t = sentences(lang).applications.board;
  const states = sentences(lang).console.clients.states;
  const rows = await clients.progress(at.base, at.scope, {
    limit: at.limit + 1,
    after: after(at, z.tuple([z.uuid()]))?.[0],
  });
  const href = (code: string, state?: clients.State) =>
    `/admin/clients?${new URLSearchParams({ department: code, ...(state && { state }) })}`;
  const totalOf = ({ counts }: clients.Progress) =>
    Object.values(counts).reduce((all, one) => all + one);
  await answerTable(at, {
    ...{ section: 'clients', title: t.title, intro: t.intro, empty: t.empty },
    ...pageOf(rows, at.limit, (one) => [one.department_id]),
    columns: [
      { title: t.department, text: (one) => inWords(one.names, lang) },
      ...clients.states.map((state) => ({
        title: states[state],
        text: (one: clients.Progress) => String(one.counts[state]),
        cell: (one: clients.Progress) =>
          h(ProgressCell, {
            count: one.counts[state],
            href: href(one.code, state),
            words: t.which(states[state], inWords(one.names, lang)),
          }),
        number: true,
      })),
      {
        title: t.total,
        text: (one) => String(totalOf(one)),
        cell: (one) =>
          h(ProgressCell, {
            count: totalOf(one),
            href: href(one.code),
            words: t.which(t.total, inWords(one.names, lang)),
          }),
        number: true,
      },
    ],
  });
}

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/progress', may: 'see clients', handle: board }),
];
