import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the client answers to a POST; 'hang' keeps the request open until it is told otherwise. */
export type Mode = 'accept' | 'refuse' | 'hang' | 'redirect' | 'endless';

export interface FaultyClient {
  url: string;
  mode: Mode;
  /** The form of every POST that arrived whole, in order. */
  received: Record<string, string>[];
  /** Requests that followed a redirect; there should be none. */
  redirected: number;
  /** Resolves when `received` has at least `count`. */
  arrival(count: number): Promise<void>;
  /** Nobody listens at the address any more; `up` listens there again. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** A client's back-channel endpoint that misbehaves as it is told: a real server on 127.0.0.1. */
export async function faultyClient(mode: Mode = 'accept'): Promise<FaultyClient> {
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    if (request.url !== '/backchannel') {
      client.redirected += 1;
      response.writeHead(200).end();
      return;
    }
    client.received.push(Object.fromEntries(new URLSearchParams(await text(request))));
    for (const look of waiting) look();
    answer(client.mode, response);
  });
  let port = 0;
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const client: FaultyClient = {
    url: '',
    mode,
    received: [],
    redirected: 0,
    arrival: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (client.received.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    down: close,
    up: listen,
    stop: close,
  };
  await listen();
  client.url = `http://127.0.0.1:${port}/backchannel`;
  return client;
}

function answer(mode: Mode, response: ServerResponse): void {
  switch (mode) {
    case 'accept':
      response.writeHead(200).end();
      break;
    case 'refuse':
      response.writeHead(500).end('no');
      break;
    case 'redirect':
      response.writeHead(307, { location: '/elsewhere' }).end();
      break;
    case 'endless': {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
      break;
    }
    case 'hang':
      break;
  }
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}
