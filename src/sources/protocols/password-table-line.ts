import type { Line } from './lines.ts';

/** What a query gave, all as text: what a column means is not the driver's to say. */
export interface Table {
  columns: string[];
  rows: (string | null)[][];
}

/** One connection to a department's database. */
export interface TableLine extends Line {
  ask(sql: string, values: string[]): Promise<Table>;
}
