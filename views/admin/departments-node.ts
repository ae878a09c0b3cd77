import type { Words } from '../frame.ts';

/** A node as the console shows it. */
export interface ShownNode {
  code: string;
  names: Words;
  kind: 'region' | 'department';
  level: 'province' | 'prefecture' | 'county' | 'township' | null;
  gb_code: string | null;
  position: number;
  state: 'open' | 'merged' | 'closed';
  version: number;
}

export const nodeHref = (code: string): string => `/admin/departments/${code}`;
