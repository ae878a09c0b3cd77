import { type Field, leavesOf } from '../../views/admin/form-shown.ts';
import type { Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { settingWords } from '../../views/locales/sources/words.ts';
import { draw, walk } from './form-draw.ts';

/** One thing that a change changes, in the words of its form. */
export interface Difference {
  label: string;
  was: string;
  to: string;
}

/** What is other in one value than in the other, input by input; of a secret only that it is. */
export function differences(
  protocol: string,
  fields: readonly Field[],
  before: unknown,
  after: unknown,
  lang: Lang,
): Difference[] {
  const t = sentences(lang).console.connecting;
  const label = (name: string) => settingWords(protocol, name, lang).label;
  const [old, now] = [draw(fields, before).values, draw(fields, after).values];
  const shown = (value: string | undefined) => (value ? value : t.absent);
  const labels = new Map(leavesOf(fields).map((leaf) => [leaf.name, leaf.label]));
  const plain = Object.keys({ ...old, ...now })
    .filter((name) => (old[name] ?? '') !== (now[name] ?? ''))
    .map((name) => ({
      label: label(labels.get(name) ?? labelOfShape(fields, name) ?? name),
      was: shown(old[name]),
      to: shown(now[name]),
    }));
  const [kept, next] = [secretsIn(fields, before), secretsIn(fields, after)];
  const secret = [...new Set([...kept.keys(), ...next.keys()])]
    .filter((name) => kept.get(name) !== next.get(name))
    .map((name) => ({
      label: label(labels.get(name) ?? name),
      was: kept.has(name) ? t.set : t.absent,
      to: next.has(name) ? t.replaced : t.absent,
    }));
  return [...plain, ...secret];
}

function secretsIn(fields: readonly Field[], value: unknown): Map<string, string> {
  const found = new Map<string, string>();
  walk(fields, value, (leaf, inner) => {
    if (leaf.secret && inner !== undefined) found.set(leaf.name, String(inner));
  });
  return found;
}

/** A group that comes or goes, a way that is taken instead of another. */
function labelOfShape(fields: readonly Field[], name: string): string | undefined {
  for (const field of fields) {
    if (field.kind !== 'group' && field.kind !== 'ways') continue;
    if (name === `${field.name}:on` || name === `${field.name}:as`) return field.label;
    const inner =
      field.kind === 'group' ? field.fields : field.ways.flatMap(({ fields }) => fields);
    const found = labelOfShape(inner, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
