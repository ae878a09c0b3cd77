import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { cert, key } from '../doubles/certificate.ts';

export interface Site {
  port: number;
  /** Method, path and headers of every request that came, in order. */
  asked: { method: string; url: string; headers: Record<string, unknown>; body: string }[];
  stop(): Promise<void>;
}

/** A real server at one address of this machine; over TLS it is hall.example. */
export async function site(
  answer: RequestListener,
  { host = '127.0.0.1', port = 0, tls = false } = {},
): Promise<Site> {
  const asked: Site['asked'] = [];
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const { method = '', url = '', headers } = request;
    asked.push({ method, url, headers, body });
    answer(request, response);
  };
  const server = tls ? createTlsServer({ key, cert }, listener) : createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
