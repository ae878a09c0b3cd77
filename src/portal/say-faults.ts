import { hrefOf } from '../../views/clients/app.tsx';
import { labelOf } from '../../views/clients/labels.ts';
import type { FieldFault, Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Fault } from '../faults.ts';
import { faultWords } from '../http/again.ts';
import { parsed } from './carry.ts';
import { linesOf } from './lines.ts';
import { askedAt } from './parts.ts';

/** A form that was refused: where it stands, what was typed, and in whose language its page speaks. */
interface Refused {
  /** The address of its page. */
  path: string;
  /** The application that the address names. */
  id: string | undefined;
  typed: Readonly<Record<string, unknown>>;
  lang: Lang;
}

/** Everything that is wrong with a form, each thing at the field where it can be put right. */
export const sayFaults = (faults: readonly Fault[], refused: Refused): FieldFault[] =>
  faults.map((fault) => {
    if (refused.path === '/clients/new') return ofFresh(fault, refused);
    const { field } = fault;
    const { typed, id, lang } = refused;
    const part = askedAt(field);
    const asked = hidden.test(field) ? '' : part && id ? hrefOf(id, part) : refused.path;
    return {
      ...{
        field,
        label: labelOf(field, lang),
        sentence: words(fault, refused, textOf(typed[field])),
      },
      ...(asked !== refused.path && { elsewhere: asked }),
    };
  });

/** Fields that nobody sees, or that a form of ours does not have. */
const hidden = /^(invitation|session|delivery)?$/;

/** What a new application was said to be stands in fields, or in the text that was brought along. */
function ofFresh(fault: Fault, refused: Refused): FieldFault {
  const { typed, lang } = refused;
  const field = fault.field === 'department_code' ? 'department' : fault.field;
  const carried = textOf(typed['carried']).trim();
  const named = Object.keys(typed).some(
    (name) => name.startsWith('names.') && textOf(typed[name]).trim() !== '',
  );
  const here = /^names\b/.test(field) ? named : textOf(typed[field]).trim() !== '';
  if (carried === '' || field === 'department' || field === 'carried' || here)
    return {
      field,
      label: labelOf(field, lang),
      sentence: words({ ...fault, field }, refused, ''),
    };
  const value = parsed(carried)?.[field];
  const lines = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  const said = words(fault, refused, lines.join('\n'));
  const what = labelOf(field, lang) ?? field;
  return {
    ...{ field: 'carried', label: labelOf('carried', lang) },
    sentence: sentences(lang).faults.at(what, said),
  };
}

const words = (fault: Fault, { lang }: Refused, lines: string): string =>
  faultWords(fault, lang, fault.at === undefined ? undefined : linesOf(lines)[fault.at]);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
