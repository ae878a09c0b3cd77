import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../src/clock.ts';
import { presets } from '../../src/sources/protocols/ticket-presets.ts';
import { bodyOf, garbled } from './http.ts';
import { elsewhere, type Pages } from './pages.ts';
import type { TicketMisdeeds } from './ticket-misdeeds.ts';
import {
  type HandedOut,
  handedOut,
  type Shape,
  type ShapeName,
  shapes,
  type TicketAccount,
} from './ticket-shapes.ts';

export type { TicketAccount } from './ticket-shapes.ts';

export interface TicketGateway {
  origin: string;
  /** Settings for `sources.register`, protocol `ticket`. */
  settings: Record<string, unknown>;
  misdeeds: TicketMisdeeds;
  mend(): void;
  /** Who is at the keyboard there from now on, where no page asks. */
  signsIn(account: TicketAccount): void;
  /** Walks from the sign-in address to where the platform sends the browser back. */
  visit(url: string): Promise<URL>;
  /** The signed calls it took, newest last. */
  asked: { path: string; params: Record<string, string> }[];
  stop(): Promise<void>;
}

export interface TicketOptions extends Pages<TicketAccount> {
  clock?: Clock;
  port?: number;
  shape?: ShapeName;
  /** What it handed out to us; made anew when not said. */
  keys?: HandedOut;
  /** What it handed out for further applications of ours. */
  also?: readonly HandedOut[];
}

/** Its results. */
const GOOD = '0';
const TICKET_FAULT = '1001';
const REGISTRATION_FAULT = '4001';

/**
 * A platform of the ticket family over real HTTP on 127.0.0.1 that can be told to do wrong: sign-in
 * with a ticket for one use, ticket to token, token to person, each call signed.
 */
export async function startTicketGateway(options: TicketOptions = {}): Promise<TicketGateway> {
  const { clock = systemClock, shape: name = 'national', keys = handedOut() } = options;
  const shape: Shape = shapes[name];
  const applications = [keys, ...(options.also ?? [])];
  const tickets = new Map<string, { account: TicketAccount; app: string }>();
  const tokens = new Map<string, { account: TicketAccount; app: string }>();
  let there: TicketAccount = {};

  const http = createServer((request, response) => {
    answer(request, response).catch((fault) => response.writeHead(500).end(String(fault)));
  });
  await new Promise<void>((ready) => http.listen(options.port ?? 0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  const double: TicketGateway = {
    origin,
    settings: settingsFor(name, origin, keys),
    misdeeds: {},
    mend: () => {
      double.misdeeds = {};
    },
    signsIn: (account) => {
      there = account;
    },
    async visit(url) {
      const response = await fetch(url, { redirect: 'manual' });
      const location = response.headers.get('location');
      if (!location) throw new Error(`the platform answered ${response.status} and no way back`);
      return new URL(location);
    },
    asked: [],
    stop: () =>
      new Promise((stopped) => {
        http.close(() => stopped());
        http.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const body = await bodyOf(request);
    if (url.pathname === '/sso/login') return login(request, response, url, body);
    if (!url.pathname.startsWith('/gateway/')) return elsewhere(options, request, response);
    const params: Record<string, string> =
      shape.body === 'json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    const ticket = params[shape.ticketIn] ?? '';
    // A ticket that nobody gave out is somebody looking whether the platform is there.
    const real = tickets.has(ticket) || url.pathname === '/gateway/user';
    double.asked.push({ path: url.pathname, params });
    const { hang, down, downLater, hangLater, flood, forgotUs, garbles } = double.misdeeds;
    if (hang || (hangLater && real)) return;
    if (down || (downLater && real)) return void response.writeHead(503).end('down');
    if (garbles && real) return garbled(response, garbles);
    if (flood) return say(response, 'x'.repeat(1_000_000));
    const caller = applications.find((one) => shape.signed(request.headers, url, one, clock.now()));
    if (forgotUs || !caller) return say(response, result(REGISTRATION_FAULT, 'sign error'));
    const { app_id } = caller;
    if (url.pathname === '/gateway/token') return say(response, token(app_id, ticket));
    if (url.pathname === '/gateway/user')
      return say(response, user(app_id, { token: params[shape.tokenIn], ticket }));
    response.writeHead(404).end();
  }

  async function login(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: string,
  ): Promise<void> {
    const callback = url.searchParams.get(shape.callback);
    const app = applications.find(({ app_id }) => app_id === url.searchParams.get(shape.app));
    if (!app || !callback) return void response.writeHead(400).end('unknown application');
    const proceed = (account: TicketAccount | undefined) => {
      response.writeHead(302, { location: backTo(app.app_id, callback, account) }).end();
    };
    if (!options.entrance) return proceed(double.misdeeds.cancel ? undefined : there);
    const form = Object.fromEntries(new URLSearchParams(body));
    return options.entrance({ request, response, form, proceed });
  }

  /** The callback, with a ticket where somebody signed in. */
  function backTo(ours: string, callback: string, account: TicketAccount | undefined): string {
    const { otherApp, foreignTicket, otherState, noState } = double.misdeeds;
    const back = new URL(callback);
    if (otherState) back.searchParams.set('state', 'of-another-visit');
    if (noState) back.searchParams.delete('state');
    if (!account) return back.href;
    const ticket = randomBytes(24).toString('hex');
    const app = otherApp ? 'another-app' : ours;
    if (!foreignTicket) tickets.set(ticket, { account, app });
    back.searchParams.append(shape.ticket, ticket);
    return back.href;
  }

  function token(app: string, ticket: string): string {
    const { takesAny, takesTwice } = double.misdeeds;
    const found = tickets.get(ticket) ?? (takesAny ? { account: there, app } : undefined);
    if (!takesTwice) tickets.delete(ticket);
    if (found?.app !== app) return result(TICKET_FAULT, 'ticket used or expired');
    const accessToken = randomBytes(24).toString('hex');
    tokens.set(accessToken, found);
    const account = found.account[shape.subject];
    return result(GOOD, 'ok', { accessToken, account, session: `of-${accessToken}` });
  }

  /** By the token, or by the ticket itself where one call is all there is. */
  function user(app: string, by: { token: string | undefined; ticket: string }): string {
    const found = by.token ? tokens.get(by.token) : tickets.get(by.ticket);
    if (!by.token && !double.misdeeds.takesTwice) tickets.delete(by.ticket);
    if (found?.app !== app) return result(TICKET_FAULT, 'ticket or token used or expired');
    const { foreignUser, repeats, organisation, changes } = double.misdeeds;
    const said = {
      userType: organisation ? 'LEGAL_PERSON' : 'PERSON',
      ...found.account,
      ...(foreignUser && { [shape.subject]: 'somebody-else' }),
      ...(repeats && { [shape.number]: [found.account[shape.number], '220000190001010026'] }),
    };
    const body = result(GOOD, 'ok', said);
    return changes ? changes(body) : body;
  }

  return double;
}

const result = (code: string, msg: string, data: unknown = null) =>
  JSON.stringify({ code, msg, data });

const say = (response: ServerResponse, body: string) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(body);

/** The preset with the addresses of this platform, and what it handed out. */
export function settingsFor(name: ShapeName, origin: string, keys: HandedOut) {
  const preset = structuredClone(presets[name]?.settings ?? {}) as Record<
    'login' | 'token' | 'user',
    Record<string, unknown>
  >;
  preset.login['url'] = `${origin}/sso/login`;
  Object.assign(preset.token, {
    ...{ url: `${origin}/gateway/token`, subject: '/account', session: '/session' },
  });
  preset.user['url'] = `${origin}/gateway/user`;
  preset.user['only'] = { '/userType': ['PERSON'] };
  return {
    ...preset,
    ...shapes[name].settings(keys),
    ticket_faults: [TICKET_FAULT],
    registration_faults: [REGISTRATION_FAULT],
    ...{ allow_http: true, patience_ms: 800 },
  };
}
