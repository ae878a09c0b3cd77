import {
  type OutsideSeen,
  outsideSet,
  outsideState,
  outsideWords,
} from '../../views/admin/outside.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import * as authorities from '../identities/authorities.ts';
import * as messages from '../messages/messages.ts';
import * as outbox from '../outbox/overview.ts';
import type { At } from './at.ts';
import { type ConsoleRoute, page } from './route.ts';
import { answerTable } from './table.ts';

/** Those who carry messages to people and those who check people: which are configured, and how it stands with them. */

interface Row extends OutsideSeen {
  id: messages.Channel | authorities.CheckMethod;
  means: string;
  fault?: { word: string; at: Date } | undefined;
}

/** So many of the latest messages are looked through for an answer and a fault. */
const LATEST = 50;

async function channel(at: At, id: messages.Channel): Promise<Row> {
  const { base, needs } = at;
  const t = sentences(at.frame.lang).console.outside;
  const destination_ids = [`messages:${id}`];
  const [latest, [standing]] = await Promise.all([
    outbox.look(base, { destination_ids, limit: LATEST }),
    outbox.destinations(base, destination_ids),
  ]);
  const receipts = latest.flatMap(({ receipt }) => receipt ?? []);
  // 204: to nobody, and the other side was not asked (Never 11).
  const answer = receipts.find((one) => 'status' in one && one.status !== 204);
  const fault = receipts.find((one) => 'fault' in one);
  const configured = needs.senders.of(id) !== undefined;
  const named = (offered: boolean) =>
    messages.templateNames
      .filter((name) => id === 'mail' || !messages.mailOnly.has(name))
      .filter((name) => needs.senders.offers(id, name) === offered)
      .map((name) => t.messages[name])
      .join(t.comma);
  const [sends, lacks] = [named(true), named(false)];
  return {
    ...{ id, configured, failures: standing?.failures ?? 0 },
    rests_until: ahead(at, standing?.opened_until),
    answered_at: answer && new Date(answer.at),
    means: configured
      ? [sends && t.sends(sends), lacks && t.unregistered(lacks)].filter(Boolean).join(t.stop)
      : t.without[id],
    ...(fault && 'fault' in fault && { fault: { word: fault.fault, at: new Date(fault.at) } }),
  };
}

function authority(at: At, health: authorities.Health): Row {
  const { method, failures, opened_until, answered_at, fault, failed_at } = health;
  const t = sentences(at.frame.lang).console.outside;
  const configured = at.needs.authorities.offered.includes(method);
  return {
    ...{ id: method, configured, failures },
    rests_until: ahead(at, opened_until),
    answered_at: answered_at ?? undefined,
    means: (configured ? t.offers : t.without)[method],
    ...(fault && failed_at && { fault: { word: fault, at: failed_at } }),
  };
}

/** Of a breaker that ran out, the next call tries. */
const ahead = ({ base }: At, until: Date | null | undefined) =>
  until && until > base.clock.now() ? until : undefined;

async function list(at: At): Promise<void> {
  const { lang } = at.frame;
  const t = sentences(lang).console.outside;
  const health = await authorities.health(at.base);
  const rows = [
    await channel(at, 'sms'),
    await channel(at, 'mail'),
    ...authorities.weakestFirst.flatMap((method) =>
      health.filter((one) => one.method === method).map((one) => authority(at, one)),
    ),
  ];
  await answerTable(at, {
    section: 'outside',
    title: t.title,
    intro: t.intro,
    empty: t.empty,
    rows,
    columns: [
      { title: t.name, text: ({ id }) => t.names[id] },
      {
        title: t.set,
        text: ({ configured }) => (configured ? t.is_set : t.not_set),
        cell: (row) => outsideSet(lang, row),
      },
      { title: t.means, text: ({ means }) => means },
      {
        title: t.state,
        text: (row) => outsideWords(lang, row),
        cell: (row) => outsideState(lang, row),
      },
      {
        title: t.answered,
        text: ({ answered_at }) => (answered_at ? momentWords(answered_at, lang) : t.never),
        whole: true,
      },
      {
        title: t.fault,
        text: ({ fault }) =>
          fault ? t.fault_at(fault.word, momentWords(fault.at, lang)) : t.never,
      },
    ],
  });
}

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/outside', may: 'see outside services', handle: list }),
];
