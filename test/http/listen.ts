import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { type Logger, pino } from 'pino';
import { answerBrokenRequests } from '../../src/http/broken-request.ts';
import { errors } from '../../src/http/errors.ts';
import { headers } from '../../src/http/headers.ts';
import { wholeAddress } from '../../src/http/input.ts';
import { locale } from '../../src/http/locale.ts';
import { requestLog } from '../../src/http/log.ts';
import { requestId } from '../../src/http/request-id.ts';
import { testClock } from '../support/clock.ts';

export interface Listening {
  origin: string;
  /** Everything that was logged, as text. */
  logged: () => string;
  stop(): Promise<void>;
}

/** The middleware in the order of the product, and `inside` it what a test serves, on a port of its own. */
export async function listen(
  inside: (app: Koa, origin: string) => void,
  { https = false } = {},
): Promise<Listening> {
  const lines: string[] = [];
  const log: Logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const app = new Koa();
  const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) =>
    handle(request, response),
  );
  answerBrokenRequests(server);
  const origin = await opened(server);
  app.use(requestId()).use(requestLog(log)).use(headers({ https }));
  app.use(locale({ issuer: origin, clock: testClock() }));
  app.use(errors(log)).use(wholeAddress());
  inside(app, origin);
  const handle = app.callback();
  return {
    origin,
    logged: () => lines.join(''),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function opened(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}
