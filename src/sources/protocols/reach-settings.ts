import { z } from 'zod';
import { isNetwork } from '../../outbox/networks.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An address of the web; whether it may be plain http, `isWeb` says beside the other settings. */
export const web = z.url({ protocol: /^https?$/ });

/** Whether an address may be asked: https, and plain http on this machine only where it is allowed. */
export function isWeb(address: string, allowHttp: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && allowHttp && loopback.has(hostname));
}

/** What every source that is asked over the web says about the way to it. */
export const reach = {
  origins: z.array(web).default([]).describe('Further origins that its sign-in redirects through.'),
  networks: z
    .array(
      z.string().refine(isNetwork, 'must be a block of private addresses, such as 10.20.0.0/16'),
    )
    .max(20)
    .default([])
    .describe('Blocks of private addresses that it may be reached in; public ones need none.'),
  patience_ms: z
    .int()
    .min(100)
    .max(10_000)
    .default(5_000)
    .describe('How long one answer of the source is waited for.'),
  allow_http: z
    .boolean()
    .default(false)
    .describe('Development only: plain http, and only to this machine.'),
};
