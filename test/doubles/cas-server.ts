import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../src/clock.ts';
import { answerOf, type CasAccount, type Granted, type Shape } from './cas-answers.ts';
import type { CasMisdeeds, Endpoint } from './cas-misdeeds.ts';
import { bodyOf, garbled } from './http.ts';
import { elsewhere, type Pages } from './pages.ts';

export type { CasAccount } from './cas-answers.ts';

export interface CasServer {
  /** Where its pages begin. */
  server: string;
  /** Settings for `sources.register`, protocol `cas`. */
  settings: Record<string, unknown>;
  misdeeds: CasMisdeeds;
  mend(): void;
  /** Who is at the keyboard there from now on, where no page asks. */
  signsIn(account: CasAccount): void;
  /** Walks from the sign-in address to where the server sends the browser back. */
  visit(url: string): Promise<URL>;
  /** Where browsers that signed out there were to go back to. */
  signOuts: string[];
  /** What it was asked, newest last. */
  asked: { endpoint: Endpoint; params: Record<string, string> }[];
  stop(): Promise<void>;
}

export interface CasOptions extends Pages<CasAccount> {
  clock?: Clock;
  port?: number;
  shape?: Shape;
  /** Addresses that begin so are its registered services; without, all are. */
  services?: string[];
}

const LIFE_MS = 10_000;
const paths: Record<string, Endpoint> = {
  '/cas/login': 'login',
  '/cas/serviceValidate': 'validate',
  '/cas/p3/serviceValidate': 'validate',
};

/**
 * A CAS server over real HTTP on 127.0.0.1 that can be told to do wrong: CAS Protocol 3.0 with
 * `renew` (everybody signs in anew: it has no sessions), tickets for one use, bound to their service,
 * for ten seconds.
 */
export async function startCasServer(options: CasOptions = {}): Promise<CasServer> {
  const { clock = systemClock, shape = 'nested' } = options;
  const tickets = new Map<string, Granted>();
  let there: CasAccount = { user: 'nobody', attributes: {} };

  const http = createServer((request, response) => {
    answer(request, response).catch((fault) => response.writeHead(500).end(String(fault)));
  });
  await new Promise<void>((ready) => http.listen(options.port ?? 0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  const double: CasServer = {
    server: `${origin}/cas`,
    settings: { server: `${origin}/cas`, allow_http: true, patience_ms: 800 },
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
      if (!location) throw new Error(`the server answered ${response.status} and no way back`);
      return new URL(location);
    },
    signOuts: [],
    asked: [],
    stop: () =>
      new Promise((stopped) => {
        http.close(() => stopped());
        http.closeAllConnections();
      }),
  };

  const applies = (misdeed: boolean | Endpoint[] | undefined, endpoint: Endpoint) =>
    Array.isArray(misdeed) ? misdeed.includes(endpoint) : misdeed === true;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname === '/cas/logout') return signOut(response, url);
    const endpoint = paths[url.pathname];
    if (!endpoint) return elsewhere(options, request, response);
    const params = Object.fromEntries(url.searchParams);
    // A ticket that nobody gave out is somebody looking whether the server is there.
    const real = endpoint === 'validate' && tickets.has(params['ticket'] ?? '');
    double.asked.push({ endpoint, params });
    const { hang, down, downLater, hangLater, flood, garbles } = double.misdeeds;
    if (hang || (hangLater && real)) return;
    if (applies(down, endpoint) || (downLater && real))
      return void response.writeHead(503).end('down');
    if (garbles && real) return garbled(response, garbles);
    if (endpoint === 'login') return login(request, response, params);
    if (flood) return send(response, 'application/xml', 'x'.repeat(1_000_000));
    validate(response, url.pathname, params);
  }

  /** CAS Protocol 3.0 §2.3. */
  function signOut(response: ServerResponse, url: URL): void {
    const service = url.searchParams.get('service') ?? '';
    double.signOuts.push(service);
    if (!isService(service)) return void response.writeHead(200).end('signed out');
    response.writeHead(302, { location: service }).end();
  }

  async function login(
    request: IncomingMessage,
    response: ServerResponse,
    { service }: Record<string, string>,
  ): Promise<void> {
    if (!service || !isService(service)) return void response.writeHead(403).end('not a service');
    const proceed = (account: CasAccount | undefined) => {
      response.writeHead(302, { location: backTo(service, account) }).end();
    };
    if (!options.entrance) return proceed(there);
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    return options.entrance({ request, response, form, proceed });
  }

  /** The service's address, with a ticket where somebody signed in. */
  function backTo(service: string, account: CasAccount | undefined): string {
    const { lieOfOtherVisit, otherService, foreignTicket, noState, mixUp } = double.misdeeds;
    const back = new URL(mixUp ? stated(service, 'of-another-visit') : service);
    if (noState) back.searchParams.delete('state');
    if (!account) return back.href;
    const ticket = `ST-${tickets.size + 1}-${randomBytes(24).toString('base64url')}`;
    const bound = lieOfOtherVisit
      ? stated(service, 'of-another-visit')
      : otherService
        ? 'https://other.test/callback'
        : service;
    const at = clock.now();
    if (!foreignTicket)
      tickets.set(ticket, { account, service: bound, fresh: true, signedInAt: at, at });
    back.searchParams.append('ticket', ticket);
    return back.href;
  }

  const isService = (service: string) =>
    !options.services || options.services.some((begin) => service.startsWith(begin));

  function validate(response: ServerResponse, path: string, params: Record<string, string>) {
    const { ticket = '', service = '', renew, format } = params;
    const say = (said: Granted | string) => {
      const json = format === 'JSON';
      const body = answerOf(said, { json, attributes: /p3/.test(path), shape }, double.misdeeds);
      const type = json ? 'application/json' : 'application/xml;charset=utf-8';
      send(response, double.misdeeds.type ?? type, body);
    };
    if (double.misdeeds.code) return say(double.misdeeds.code);
    if (double.misdeeds.forgotUs) return say('UNAUTHORIZED_SERVICE');
    if (!ticket || !service) return say('INVALID_REQUEST');
    if (double.misdeeds.takesAny) {
      const now = clock.now();
      return say({ account: there, service, fresh: true, signedInAt: now, at: now });
    }
    const found = tickets.get(ticket);
    if (!double.misdeeds.takesTwice) tickets.delete(ticket);
    if (!found || clock.now().getTime() - found.at.getTime() > LIFE_MS)
      return say('INVALID_TICKET');
    if (found.service !== service) return say('INVALID_SERVICE');
    if (renew === 'true' && !found.fresh) return say('INVALID_TICKET_SPEC');
    say(found);
  }

  return double;
}

function stated(service: string, state: string): string {
  const url = new URL(service);
  url.searchParams.set('state', state);
  return url.href;
}

const send = (response: ServerResponse, type: string, body: string | Uint8Array) =>
  void response.writeHead(200, { 'content-type': type }).end(body);

/** Its word that the session of a ticket has ended (CAS Protocol 3.0 §2.3.3). */
export const casLogoutRequest = (ticket: string): string =>
  `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-1" Version="2.0" IssueInstant="2026-11-29T00:00:00Z"><saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID><samlp:SessionIndex>${ticket}</samlp:SessionIndex></samlp:LogoutRequest>`;
