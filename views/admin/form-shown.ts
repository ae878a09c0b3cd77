/** A form as it is drawn: its fields, what stands in them, what is wrong with them. */

export type Field = Leaf | Group | Ways;

interface Common {
  /** Of the input; unique in the form. */
  name: string;
  /** By which its label is found: the keys on the way to it, without those of ways. */
  label: string;
  /** Its key in what it is part of; undefined of a way that is the value itself. */
  key: string | undefined;
  /** It may be left out, and nothing stands in for it. */
  optional: boolean;
  default?: unknown;
}

/** One input. */
export interface Leaf extends Common {
  kind: 'text' | 'long' | 'date' | 'number' | 'yes' | 'choice' | 'lines' | 'pairs';
  secret: boolean;
  choices?: readonly string[];
  /** What the lines, or the values of the pairs, are. */
  of?: 'texts' | 'lists' | 'numbers' | 'json';
}

/** Fields that belong together; an optional one is there only when its box is ticked. */
export interface Group extends Common {
  kind: 'group';
  fields: readonly Field[];
}

/** Several ways to say one thing, of which one is chosen. */
export interface Ways extends Common {
  kind: 'ways';
  ways: readonly Way[];
}

export interface Way {
  id: string;
  /** The word itself, one text, or an object; `tag` is the property that names the way in it. */
  is: 'constant' | 'text' | 'object';
  tag?: string;
  fields: readonly Field[];
}

/** Whether an optional group is there, and which way is taken, are inputs too. */
export const presence = (name: string) => `${name}:on`;
export const choice = (name: string) => `${name}:as`;

/** The names of a secret's two inputs; the word in them keeps what was typed out of every page. */
export const secretInput = (name: string) => `secret.${name}`;
export const secretChoice = (name: string) => `secret-how.${name}`;

/** What stands in a form: by the names of its inputs. Of a secret never more than that it is there. */
export interface Drawn {
  values: Readonly<Record<string, string>>;
  secrets: ReadonlySet<string>;
}

export type FaultWord =
  | 'missing'
  | 'address'
  | 'number'
  | 'choice'
  | 'shape'
  | 'least'
  | 'most'
  | 'short'
  | 'long'
  | 'few'
  | 'many'
  | 'said'
  | 'line'
  | 'secret_kept'
  | 'secret_missing'
  | 'secret_moved'
  | 'this_machine'
  | 'taken'
  | 'not_yours';

/** What is wrong with an input. */
export interface FormFault {
  /** Of the input that it stands beside. */
  name: string;
  fault: FaultWord;
  /** The number of a limit. */
  limit?: number;
  /** In the words of the settings, where they have some of their own. */
  said?: string;
}

/** Each input, those of every way among them. */
export const leavesOf = (fields: readonly Field[]): Leaf[] =>
  fields.flatMap((one) => {
    if (one.kind === 'group') return leavesOf(one.fields);
    return one.kind === 'ways' ? one.ways.flatMap((way) => leavesOf(way.fields)) : [one];
  });
