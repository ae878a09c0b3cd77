/** A text in the three languages of the product; the shape of every `names` column. */
export interface Words {
  'zh-CN': string;
  ko: string;
  en: string;
}

/** Of a region, from the top: a child's is always lower than its parent's. */
export const levels = ['province', 'prefecture', 'county', 'township'] as const;

export type Level = (typeof levels)[number];

export type DepartmentState = 'open' | 'merged' | 'closed';

export interface Department {
  id: string;
  code: string;
  parent_id: string | null;
  kind: 'region' | 'department';
  /** A department has none. */
  level: Level | null;
  names: Words;
  /** GB/T 2260, six digits. */
  gb_code: string | null;
  position: number;
  state: DepartmentState;
  /** Of a merged one: what it is part of now, and stands under. */
  merged_into: string | null;
  version: number;
}
