import type { Context } from 'koa';
import type { Again, Lang } from '../../views/frame.ts';
import { fill, sentences } from '../../views/locales/catalogue.ts';
import type { Refusal } from '../errors.ts';
import type { Fault } from '../faults.ts';

/** What is wrong with what was typed, or with what it was typed about; anything else has a page of its own. */
const correctable = new Set([400, 409]);

/** Whether the page of the form can say it: a person's browser asked, and the form can be put right. */
export const canSay = (ctx: Context, { status }: Refusal): boolean =>
  correctable.has(status) && ctx.accepts('html', 'json') === 'html';

/** A form as it was sent, for its page to show it again beside the refusal; never a secret. */
export function againOf(ctx: Context, { code, detail }: Refusal): Again {
  const t = sentences(ctx.state.lang ?? 'zh-CN');
  const { what, now } = t.refusals[code];
  const said = (ctx.state.lang ?? 'zh-CN') === 'zh-CN' ? what + now : `${what} ${now}`;
  const sent = Object.entries(ctx.state.body ?? {});
  return {
    ...{ code, action: ctx.path, form: textOf(ctx.state.body?.['_form']) },
    field: detail.field,
    sentence: code === 'http.bad_input' ? t.forms.bad_input : fill(said, detail.words),
    values: Object.fromEntries(
      sent.flatMap(([name, value]) =>
        name.startsWith('_') || /password|secret/.test(name) || typeof value !== 'string'
          ? []
          : [[name, value]],
      ),
    ),
  };
}

/** What is wrong with a field and what would be right; of a list, at which line, unless `line` shows it. */
export function faultWords(
  { rule, at, words }: Pick<Fault, 'rule' | 'at' | 'words'>,
  lang: Lang,
  line?: string,
): string {
  const t = sentences(lang).faults;
  const said = fill(t.rules[rule], { ...words });
  if (at === undefined) return said;
  return line ? t.at(line, said) : t.entry(at + 1, said);
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
