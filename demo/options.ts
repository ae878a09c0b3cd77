import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PORTS, SANDBOX_BEHIND } from './places.ts';

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
  /** A sandbox for developers instead: made-up citizens, failures at will, the acceptance robot. */
  sandbox: boolean;
  /** Only say what there is. */
  help: boolean;
}

export const usage = `npm run demo -- [--sandbox] [--port 3000] [--data DIR] [--reset] [--json FILE] [--redis URL]

  --sandbox    the sandbox for developers instead; it may run beside the other one, in another terminal
  --port N     the gateway's port; the next twelve are used too (3000; the sandbox 3100: a hundred above)
  --data DIR   where everything is kept (.data/demo below the checkout; the sandbox .data/sandbox)
  --reset      forget everything and begin anew
  --json FILE  write addresses, secrets and accounts there when everything is ready
  --redis URL  keep what passes in that Redis: redis://127.0.0.1:6379
  --help       print this`;

const FIRST = 3000;
const LAST = 65_536 - PORTS - SANDBOX_BEHIND;

/** Reads the command line; throws an Error that says what is wrong in one sentence. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      sandbox: { type: 'boolean', default: false },
      port: { type: 'string' },
      data: { type: 'string' },
      reset: { type: 'boolean', default: false },
      json: { type: 'string' },
      redis: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { sandbox } = values;
  const given = values.port ?? String(sandbox ? FIRST + SANDBOX_BEHIND : FIRST);
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > LAST) {
    throw new Error(`--port ${given}: a number from 1 to ${LAST} is needed`);
  }
  return {
    port,
    sandbox,
    dataDir: values.data
      ? resolve(values.data)
      : fileURLToPath(new URL(`../.data/${sandbox ? 'sandbox' : 'demo'}`, import.meta.url)),
    reset: values.reset,
    json: values.json ? resolve(values.json) : undefined,
    redis: values.redis,
    help: values.help,
  };
}
