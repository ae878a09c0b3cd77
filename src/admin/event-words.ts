import type { Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { zhCN } from '../../views/locales/console/events/zh-CN.ts';
import { type AuditKind, kinds } from '../audit/kinds.ts';
import type { At } from './at.ts';
import { handleOf } from './handles.ts';

export const actorKinds = ['identity', 'client', 'source', 'staff', 'developer', 'system'] as const;
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** An event without its words does not compile. */
zhCN satisfies Record<AuditKind, string>;

export const auditKinds = Object.keys(kinds) as AuditKind[];

/** What happened, in words; an event of an older gateway may be of a kind that is no more. */
export function kindWords(kind: string, lang: Lang): string {
  const words: Record<string, string> = sentences(lang).console.event_kinds;
  return wordsOf(words, kind) ?? kind;
}

/** What a code of the trail means: the title of a refusal, or a cause of the statistics; '' for none of them. */
export function codeWords(code: string | null, lang: Lang): string {
  if (code === null) return '';
  const { refusals, console } = sentences(lang);
  const titles: Record<string, { title: string }> = refusals;
  return wordsOf(titles, code)?.title ?? wordsOf(console.dashboard.cause_words, code) ?? '';
}

/**
 * Who or what, with the code of it; an internal id does not leave the gateway as it is. Of the staff
 * the name, where `names` has it by the id.
 */
export function party(
  { base, frame }: At,
  kind: string | null,
  id: string | null,
  names?: ReadonlyMap<string, string>,
): string {
  const { object_kinds: objects, trail: t } = sentences(frame.lang).console;
  const named = actorKinds.find((one) => one === kind);
  // What a newer gateway wrote may be of a kind that has no words here.
  const words = named ? t[`p_${named}`] : (wordsOf<string>(objects, kind ?? '') ?? kind ?? '');
  if (id === null) return words;
  const name = kind === 'staff' ? names?.get(id) : undefined;
  if (name !== undefined) return `${words} ${name}`;
  return `${words} ${UUID.test(id) ? handleOf(base.ring, 'identity', id) : id}`;
}

const wordsOf = <Words>(all: Record<string, Words>, key: string): Words | undefined =>
  Object.hasOwn(all, key) ? all[key] : undefined;
