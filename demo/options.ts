import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PORTS } from './places.ts';

export interface Options {
  /** The gateway's; the next ones are taken too. */
  port: number;
  dataDir: string;
  /** Forget everything first. */
  reset: boolean;
  /** Written when everything is ready. */
  json: string | undefined;
  /** Where what passes is kept instead of PostgreSQL. */
  redis: string | undefined;
  /** Only say what there is. */
  help: boolean;
}

export const usage = `npm run demo -- [--port 3000] [--data DIR] [--reset] [--json FILE] [--redis URL]

  --port N     the gateway's port; the next ten are used too (3000)
  --data DIR   where everything is kept (.data/demo below the checkout)
  --reset      forget everything and begin anew
  --json FILE  write addresses, secrets and accounts there when everything is ready
  --redis URL  keep what passes in that Redis: redis://127.0.0.1:6379
  --help       print this`;

const LAST = 65_536 - PORTS;

/** Reads the command line; throws an Error that says what is wrong in one sentence. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '3000' },
      data: { type: 'string' },
      reset: { type: 'boolean', default: false },
      json: { type: 'string' },
      redis: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port < 1 || port > LAST) {
    throw new Error(`--port ${values.port}: a number from 1 to ${LAST} is needed`);
  }
  return {
    port,
    dataDir: values.data
      ? resolve(values.data)
      : fileURLToPath(new URL('../.data/demo', import.meta.url)),
    reset: values.reset,
    json: values.json ? resolve(values.json) : undefined,
    redis: values.redis,
    help: values.help,
  };
}
