import { h } from 'preact';
import { z } from 'zod';
import { KeyActs, keyState } from '../../views/admin/keys.tsx';
import { RevokedKeys } from '../../views/admin/keys-lost.tsx';
import { dayWords } from '../../views/components/moment.tsx';
import type { Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as approvals from '../approvals/approvals.ts';
import * as keys from '../keys/keys.ts';
import * as lost from '../keys/lost.ts';
import { algs } from '../keys/make.ts';
import { reason } from './asking.ts';
import { type At, done } from './at.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { allows } from './scope.ts';
import { answerTable } from './table.ts';

const DAY_MS = 86_400_000;

/** The keys that sign tokens: which there are, and asking for one to be rotated or revoked. */

async function list(at: At): Promise<void> {
  const { base, frame, staff, needs } = at;
  const { lang } = frame;
  const t = sentences(lang).console.keys_page;
  const rows = await keys.list(base);
  const revoked = await lost.listRevoked(base);
  const day = (at: Date | null) => (at ? dayWords(at, lang) : t.none);
  const may_ask = await allows(base, staff.grants, 'ask for a change of a key', 'province');
  await answerTable(at, {
    section: 'keys',
    title: t.title,
    intro: `${t.intro} ${schedule(rows, needs.key_days, lang)}`,
    empty: t.empty,
    rows,
    columns: [
      { title: t.columns.alg, text: (key) => key.alg },
      { title: t.columns.kid, text: (key) => key.kid },
      {
        title: t.columns.state,
        text: (key) => t.states[key.state],
        cell: (key) => keyState(key.state, lang),
      },
      { title: t.columns.made, text: (key) => day(key.created_at) },
      { title: t.columns.signs, text: (key) => day(key.signs_from) },
      { title: t.columns.until, text: (key) => day(key.retires_at) },
    ],
    ...(revoked.length > 0 && {
      above: h(RevokedKeys, { lang, keys: revoked.map(lost.shown), now: base.clock.now() }),
    }),
    ...(may_ask && { below: h(KeyActs, { frame, keys: rows }) }),
  });
}

/** When each key that signs is replaced. */
function schedule(rows: readonly keys.ListedKey[], days: number, lang: Lang): string {
  const t = sentences(lang).lost_keys;
  const next = rows.flatMap(({ alg, state, signs_from }) =>
    state === 'current' && signs_from
      ? [t.due(alg, dayWords(new Date(signs_from.getTime() + days * DAY_MS), lang))]
      : [],
  );
  return t.schedule(days, next);
}

async function ask(at: At, asked: approvals.Asked, reason: string): Promise<void> {
  const { base, staff, needs } = at;
  await approvals.ask(
    base,
    { ...asked, place: 'province', reason, by: staff.staff_id },
    needs.approvals,
  );
  done(at, '/admin/keys', 'asked');
}

const may = 'ask for a change of a key';

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/keys', may: 'see keys', handle: list }),
  post({
    path: '/admin/keys/rotate',
    may,
    fields: { reason, alg: z.enum(algs), was: z.string().max(60) },
    handle: (at, { reason, ...params }) => ask(at, { act: 'keys.rotate', params }, reason),
  }),
  post({
    path: '/admin/keys/revoke',
    may,
    fields: { reason, kid: z.string().max(60) },
    handle: (at, { reason, ...params }) => ask(at, { act: 'keys.revoke', params }, reason),
  }),
];
