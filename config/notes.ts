import { z } from 'zod';

/** What is told of a setting where it is declared; docs/settings.md is made of these. */
export interface SettingNotes {
  /** What it does, in a sentence or two. */
  about: string;
  /** A value as it would stand in the environment. */
  example: string;
  /** The text that is read when the variable is absent, in every mode. */
  otherwise?: string;
  /** The same, for development and tests only: production then asks for a value. `<PORT>` is filled in. */
  inDevelopment?: string;
  /** Never printed; in development it comes from config/development.env. */
  secret?: boolean;
  /** How to mend a bad value, in one sentence. */
  mend: string;
}

export const notes = z.registry<SettingNotes>();
