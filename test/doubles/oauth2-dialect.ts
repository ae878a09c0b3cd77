import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/clock.ts';
import { systemClock } from '../../src/clock.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
import type { Person } from '../sources/rig.ts';
import { bodyOf, type Garbled, garbled, json } from './http.ts';
import type { Asked, Shape } from './oauth2-shapes.ts';
import { elsewhere, type Pages } from './pages.ts';

type Endpoint = 'authorize' | 'token' | 'userinfo';

/** What the system can be made to do wrong; each stays until `mend()`. */
export interface Misdeeds {
  cancel?: boolean;
  /** 503 to everything, or to these endpoints. */
  down?: boolean | Endpoint[];
  /** It takes requests and answers nothing. */
  hang?: boolean | Endpoint[];
  forgotUs?: boolean;
  flood?: boolean;
  /** What it answers at an endpoint cannot be read. */
  garbles?: { at: Endpoint; how: Garbled };
  /** It brings back the state of another visit, or none. */
  otherState?: boolean;
  noState?: boolean;
  /** Another issuer beside the code. */
  otherIss?: boolean;
  /** A token made for another client. */
  wrongAudience?: boolean;
  /** userinfo speaks of somebody else. */
  foreignUserinfo?: boolean;
  /** Two document numbers. */
  repeats?: boolean;
  /** Sealed with another key, or not at all. */
  foreignKey?: boolean;
  unsealed?: boolean;
  /** Its answers, changed before they leave. */
  rewrites?: Partial<Record<Endpoint, (text: string) => string>>;
  /** What `rewrites` gives stands for bytes, one for each character. */
  inBytes?: boolean;
  /** It answers so to a code that it does not know. */
  statusOfBadCode?: number;
}

export interface OAuth2Dialect {
  origin: string;
  settings: Record<string, unknown>;
  mapping: Mapping;
  misdeeds: Misdeeds;
  mend(): void;
  /** Who is at the keyboard there from now on. */
  signsIn(person: Person): void;
  /** Walks from the way there to where the browser is sent back. */
  visit(url: string): Promise<URL>;
  asked: Record<Endpoint, number>;
  stop(): Promise<void>;
}

interface Code {
  /** The application that it was made for. */
  of: Shape;
  person: Person;
  callback: string;
  challenge: string | undefined;
}

export interface DialectOptions extends Pages<Person> {
  clock?: Clock;
  port?: number;
  /** The same shape for further applications of ours, each with a name and secret of its own. */
  also?: readonly Shape[];
}

/**
 * A department system that is almost OAuth 2, over real HTTP on 127.0.0.1, in one of the shapes.
 * Like some of its kind it takes a code as often as it comes, but only from whom it was made for.
 */
export async function startOAuth2Dialect(
  shape: Shape,
  options: DialectOptions = {},
): Promise<OAuth2Dialect> {
  const clock = options.clock ?? systemClock;
  const applications = [shape, ...(options.also ?? [])];
  const codes = new Map<string, Code>();
  const tokens = new Map<string, Pick<Code, 'of' | 'person'>>();
  let atKeyboard: Person = { subject: 'nobody' };
  const server = createServer((request, response) => {
    answer(request, response).catch((fault) => {
      response.writeHead(500).end(String(fault));
    });
  });
  await new Promise<void>((ready) => server.listen(options.port ?? 0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const double: OAuth2Dialect = {
    origin,
    settings: shape.settings(origin),
    mapping: shape.mapping,
    misdeeds: {},
    mend: () => {
      double.misdeeds = {};
    },
    signsIn: (person) => {
      atKeyboard = person;
    },
    async visit(url) {
      const response = await fetch(url, { redirect: 'manual' });
      const location = response.headers.get('location');
      if (!location) throw new Error(`the system answered ${response.status} and no way back`);
      return new URL(location);
    },
    asked: { authorize: 0, token: 0, userinfo: 0 },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };

  const applies = (misdeed: boolean | Endpoint[] | undefined, endpoint: Endpoint) =>
    Array.isArray(misdeed) ? misdeed.includes(endpoint) : misdeed === true;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    const { paths } = shape;
    const endpoint: Endpoint | undefined =
      asked.path === paths.authorize
        ? 'authorize'
        : asked.path === paths.userinfo && (shape.isUserinfo?.(asked) ?? true)
          ? 'userinfo'
          : asked.path === paths.token
            ? 'token'
            : undefined;
    if (!endpoint) return elsewhere(options, request, response);
    double.asked[endpoint] += 1;
    const { hang, down, flood, garbles } = double.misdeeds;
    if (applies(hang, endpoint)) return;
    if (applies(down, endpoint)) return void response.writeHead(503).end('down');
    if (flood && endpoint !== 'authorize')
      return json(response, 200, { flood: 'x'.repeat(1_000_000) });
    if (endpoint === 'authorize') return authorize(request, response, asked);
    // Not to somebody who only looks whether the system is there.
    if (garbles?.at === endpoint && !(endpoint === 'token' && asked.method === 'GET'))
      return garbled(response, garbles.how);
    // Somebody looks whether the system is there.
    if (endpoint === 'token' && asked.method === 'GET') return void response.writeHead(405).end();
    const of = applications.find((one) => one.ours(asked, clock.now()));
    if (double.misdeeds.forgotUs || !of) return refuse(response, 'client');
    return endpoint === 'token' ? token(response, asked, of) : userinfo(response, asked, of);
  }

  async function authorize(request: IncomingMessage, response: ServerResponse, asked: Asked) {
    const { client, callback } = shape.names;
    const back = asked.query[callback];
    const of = applications.find(({ clientId }) => clientId === asked.query[client]);
    if (!of || !back) return json(response, 400, { error: 'invalid_request' });
    if (shape.knowsPkce && asked.query['code_challenge_method'] !== 'S256')
      return json(response, 400, { error: 'invalid_request' });
    const proceed = (person: Person | undefined) => {
      const to = new URL(back);
      const { otherState, noState, otherIss } = double.misdeeds;
      const { state } = asked.query;
      if (state !== undefined) to.searchParams.set('state', state);
      if (otherState) to.searchParams.set('state', 'state-of-another-visit');
      if (noState) to.searchParams.delete('state');
      if (shape.says?.iss) to.searchParams.set('iss', otherIss ? 'https://other.test' : origin);
      if (!person) to.searchParams.set('error', 'access_denied');
      else {
        const code = randomBytes(24).toString('base64url');
        codes.set(code, { of, person, callback: back, challenge: asked.query['code_challenge'] });
        to.searchParams.set(shape.code, code);
      }
      response.writeHead(302, { location: to.href }).end();
    };
    if (options.entrance) return options.entrance({ request, response, form: asked.form, proceed });
    return proceed(double.misdeeds.cancel ? undefined : atKeyboard);
  }

  function token(response: ServerResponse, asked: Asked, of: Shape) {
    const code = codes.get(shape.codeOf(asked) ?? '');
    const verifier = asked.form['code_verifier'] ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const callback = asked.form['redirect_uri'] ?? code?.callback;
    const proved = !shape.knowsPkce || challenge === code?.challenge;
    if (!code || code.of !== of || callback !== code.callback || !proved)
      return refuse(response, 'code');
    const made = randomBytes(24).toString('base64url');
    tokens.set(made, code);
    const { audience, subject } = shape.says ?? {};
    const { wrongAudience } = double.misdeeds;
    return say(response, 'token', {
      ...{ [shape.token]: made, expires_in: 1800 },
      ...(audience && { client_id: wrongAudience ? 'somebody-else' : of.clientId }),
      ...(subject && { openid: code.person.subject, session: `there-${code.person.subject}` }),
    });
  }

  function userinfo(response: ServerResponse, asked: Asked, of: Shape) {
    const found = tokens.get(shape.tokenOf(asked) ?? '');
    if (found?.of !== of) return refuse(response, 'token');
    const { person } = found;
    const { foreignUserinfo, repeats, foreignKey, unsealed } = double.misdeeds;
    const { subject } = person;
    const said = shape.person({ ...person, subject: foreignUserinfo ? 'somebody-else' : subject });
    const twice = (value: unknown) => (repeats ? [value, '220000190001010026'] : value);
    const told = Object.fromEntries(
      Object.entries(said).map(([name, value]) => [
        name,
        value === person.id_number ? twice(value) : value,
      ]),
    );
    const misdeed = foreignKey ? 'foreign key' : unsealed ? 'unsealed' : undefined;
    return say(response, 'userinfo', of.seal ? of.seal(told, misdeed) : told);
  }

  function say(response: ServerResponse, endpoint: Endpoint, data: unknown) {
    const text = JSON.stringify(shape.wrap(data));
    const rewritten = double.misdeeds.rewrites?.[endpoint]?.(text) ?? text;
    response
      .writeHead(200, { 'content-type': 'text/html;charset=UTF-8' })
      .end(Buffer.from(rewritten, double.misdeeds.inBytes ? 'latin1' : 'utf8'));
  }

  function refuse(response: ServerResponse, word: 'client' | 'code' | 'token') {
    const { status, body } = shape.fault(word);
    const { statusOfBadCode = status } = double.misdeeds;
    json(response, word === 'code' ? statusOfBadCode : status, body);
  }

  return double;
}

async function read(request: IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://double');
  const body = await bodyOf(request);
  const form = /json/.test(request.headers['content-type'] ?? '')
    ? (JSON.parse(body) as Record<string, string>)
    : Object.fromEntries(new URLSearchParams(body));
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    form,
    headers: request.headers as Record<string, string | undefined>,
  };
}
