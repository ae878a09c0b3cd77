import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export interface Options {
  /** The gateway's; the four next ones are taken too. */
  port: number;
  dataDir: string;
  /** Forget everything first. */
  reset: boolean;
  /** Written when everything is ready. */
  json: string | undefined;
}

export const usage = `npm run demo -- [--port 3000] [--data DIR] [--reset] [--json FILE]

  --port N     the gateway's port; the next four are used too (3000)
  --data DIR   where everything is kept (.data/demo below the checkout)
  --reset      forget everything and begin anew
  --json FILE  write addresses, secrets and accounts there when everything is ready`;

/** Reads the command line; throws an Error that says what is wrong in one sentence. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '3000' },
      data: { type: 'string' },
      reset: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port < 1 || port > 65_531) {
    throw new Error(`--port ${values.port}: a number from 1 to 65531 is needed`);
  }
  return {
    port,
    dataDir: values.data
      ? resolve(values.data)
      : fileURLToPath(new URL('../.data/demo', import.meta.url)),
    reset: values.reset,
    json: values.json ? resolve(values.json) : undefined,
  };
}
