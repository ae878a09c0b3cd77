import { Agent, request as open } from 'node:http';

/** One answer, read to its end, with how long that took. */
export interface Answered {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
  /** Milliseconds from the first byte sent to the last one read. */
  took: number;
}

export interface Asking {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  form?: Record<string, string>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const PATIENCE_MS = 15_000;

/** Plain node:http with kept connections: the lightest client at hand, since it shares the machine. */
export function ask(url: string, asking: Asking = {}): Promise<Answered> {
  const { hostname } = new URL(url);
  if (!['localhost', '127.0.0.1'].includes(hostname))
    throw new RangeError(`not loopback: ${hostname}`);
  const body = asking.form && new URLSearchParams(asking.form).toString();
  const headers: Record<string, string | number> = { ...asking.headers };
  if (body !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    headers['content-length'] = Buffer.byteLength(body);
  }
  const begun = performance.now();
  return new Promise((answered, failed) => {
    const sent = open(url, {
      method: asking.method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      agent,
    });
    sent.setTimeout(PATIENCE_MS, () =>
      sent.destroy(new Error(`no answer: ${new URL(url).pathname}`)),
    );
    sent.on('error', failed);
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', failed);
      response.on('end', () =>
        answered({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString(),
          took: performance.now() - begun,
        }),
      );
    });
    sent.end(body);
  });
}

/** Ends the kept connections, so that a server can stop. */
export const hangUp = (): void => agent.destroy();
