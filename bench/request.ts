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
  /** A body of another type. */
  written?: { type: string; body: string };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const PATIENCE_MS = 15_000;
const FORM = 'application/x-www-form-urlencoded';

/** Ports behind one host, and whose turn it is. */
const behind = new Map<string, { ports: readonly number[]; turn: number }>();

/** What goes to `issuer` goes to these ports in turn, as if a proxy stood in front. */
export function spread(issuer: string, ports: readonly number[]): void {
  behind.set(new URL(issuer).host, { ports, turn: 0 });
}

function portFor(host: string): { port?: number } {
  const several = behind.get(host);
  if (!several) return {};
  several.turn += 1;
  const port = several.ports[several.turn % several.ports.length];
  return port === undefined ? {} : { port };
}

/** Plain node:http with kept connections: the lightest client at hand, since it shares the machine. */
export function ask(url: string, asking: Asking = {}): Promise<Answered> {
  const { host, hostname } = new URL(url);
  if (!['localhost', '127.0.0.1'].includes(hostname))
    throw new RangeError(`not loopback: ${hostname}`);
  const sending =
    asking.form === undefined
      ? asking.written
      : { type: FORM, body: new URLSearchParams(asking.form).toString() };
  const headers: Record<string, string | number> = { ...asking.headers, host };
  if (sending) {
    headers['content-type'] = sending.type;
    headers['content-length'] = Buffer.byteLength(sending.body);
  }
  const begun = performance.now();
  return new Promise((answered, failed) => {
    const sent = open(url, {
      method: asking.method ?? (sending ? 'POST' : 'GET'),
      headers,
      agent,
      ...portFor(host),
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
    sent.end(sending?.body);
  });
}

/** Ends the kept connections, so that a server can stop. */
export const hangUp = (): void => agent.destroy();
