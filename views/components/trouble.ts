import type { Catalogue } from '../locales/zh-CN.ts';

/** What is wrong with a filled-in form: a sentence of `problems`, or of a refusal. */
export interface Trouble {
  code: keyof Catalogue['problems'] | keyof Catalogue['refusals'];
  /** The field to lead to: `username`, `password`, ... */
  field?: string;
  /** Minutes until it is worth trying again. */
  minutes?: number;
}
