import type { SourceId } from './sources/vocabularies.ts';

/** Where everything of the sample province is found; all ports follow the gateway's. */
export interface Places {
  port: number;
  gateway: string;
  hall: string;
  fundHall: string;
  sources: Record<SourceId, string>;
}

export function placesFrom(port: number): Places {
  const at = (offset: number) => `http://localhost:${port + offset}`;
  return {
    port,
    gateway: at(0),
    hall: at(1),
    fundHall: at(2),
    sources: { gjj: at(3), yibao: at(4) },
  };
}

export const portOf = (address: string): number => Number(new URL(address).port);
