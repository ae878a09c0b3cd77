import type { Running } from '../http.ts';
import type { Account } from '../population.ts';
import type { SourceId, SystemId } from './vocabularies.ts';

/** A department's login system as it runs: what Songhua is told of it. */
export interface LoginSystem extends Running {
  id: SourceId;
  protocol: string;
  settings: Record<string, unknown>;
  /** The same system connected once more, on the console: what its department agreed on for that. */
  second: {
    settings: Record<string, unknown>;
    /** The shape that the form begins with. */
    preset?: string;
  };
  /** Where its own pages are, or its directory; a table has none. */
  address?: string;
  /** Of a table: the department's side of it, to lock a row or put another hash. */
  database_url?: string;
}

/** How its own pages call it and its accounts. */
export interface Look {
  id: SystemId;
  title: string;
  account_word: string;
}

/** What every login system begins with. */
export interface Beginning {
  look: Look;
  port: number;
  accounts: readonly Account[];
}
