import type { SystemId } from './sources/vocabularies.ts';

/** How many ports in a row, from the gateway's on. */
export const PORTS = 13;

/** So many ports behind a province is the sandbox whose acceptance reports count there. */
export const SANDBOX_BEHIND = 100;

/** Where everything of the sample province is found; all ports follow the gateway's. */
export interface Places {
  port: number;
  gateway: string;
  /** Where the sandbox of this province is, should it run; of a sandbox, itself. */
  sandbox: string;
  hall: string;
  fundHall: string;
  insuranceHall: string;
  /** A service that asks for consent. */
  learning: string;
  /** The self-service machine of the hall. */
  machine: string;
  /** The codes of the sample staff, everybody's telephones, and the authorities. */
  authenticator: string;
  /** The login systems; the seventh is a table. */
  sources: Record<SystemId, string>;
}

export function placesFrom(port: number, sandbox = false): Places {
  const at = (offset: number) => `http://localhost:${port + offset}`;
  const doubleAt = (offset: number) => `http://127.0.0.1:${port + offset}`;
  return {
    port,
    gateway: at(0),
    sandbox: at(sandbox ? 0 : SANDBOX_BEHIND),
    hall: at(1),
    fundHall: at(2),
    insuranceHall: at(5),
    learning: at(11),
    machine: at(12),
    authenticator: at(6),
    sources: {
      gjj: at(3),
      yibao: doubleAt(4),
      jiaoyu: doubleAt(7),
      bdc: doubleAt(8),
      weijian: `ldap://127.0.0.1:${port + 9}`,
      shuiwu: doubleAt(10),
    },
  };
}

export const portOf = (address: string): number => Number(new URL(address).port);
