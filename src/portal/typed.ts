import { labelOf } from '../../views/clients/labels.ts';
import type { TextShown } from '../../views/components/text-shown.tsx';
import type { Lang } from '../../views/frame.ts';

/** What somebody typed into a form, to be shown where the form itself cannot be; never a secret. */
export const typedIn = (body: Readonly<Record<string, unknown>>, lang: Lang): TextShown[] =>
  Object.entries(body).flatMap(([name, value]) =>
    typeof value !== 'string' || value.trim() === '' || !isText(name)
      ? []
      : [{ name, label: labelOf(name, lang) ?? name, text: value }],
  );

/** Choices and ticks are made again with a click. */
const isText = (name: string) =>
  !/^_|password|secret|^code$|^(scope|source|subscription)\.|\.(basis|optional)$/.test(name) &&
  /^[\w.:-]{1,80}$/.test(name);
