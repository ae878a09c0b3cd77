import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedCalls } from './signed-calls.ts';

/** A made-up person as authorities know them. */
export interface Registered {
  name: string;
  id_number: string;
  /** Registered with an operator under that name and number. */
  phone?: string;
}

/** Somebody before the camera, on the way from us and back. */
export interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  about: Registered;
  /** Compares with whoever has this ID number; undefined: nobody stood there, and the person goes away. */
  compare(face: string | undefined): void;
}

interface Options {
  key?: { key_id: string; secret: string };
  now?: (() => Date) | undefined;
  /** The page of the camera for people who try it; without, it compares at once. */
  camera?(visit: Visit): void;
}

const testKey = { key_id: 'songhua-test', secret: 'another-secret-of-sixteen' };

/**
 * Population register, operators and the comparison of faces in one: `/name`, `/operator` and
 * `/face`, with `/camera` as the page of the last one, for a server that hands it what comes there.
 * Whoever opens that page is the person that `face` names, where no page asks.
 */
export function authorityAt(
  origin: string,
  people: Registered[],
  { key = testKey, now, camera }: Options = {},
) {
  const calls = signedCalls(key, now);
  const asked: Record<string, unknown>[] = [];
  const visits = new Map<
    string,
    { about: Registered; return_to: string; ticket?: string; result?: string }
  >();
  const authority = {
    /** Whose face is before the camera: an ID number; undefined: nobody's, the person goes away. */
    face: undefined as string | undefined,
    /** An answer about another transaction. */
    mixes_up: false,
    /** What it says instead of yes and no. */
    says: undefined as string | undefined,
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', origin);
    if (request.method === 'GET' || url.pathname === '/camera') {
      page(url, request, response);
      return;
    }
    void calls.handle(request, response, (body) => {
      asked.push(body);
      const transaction_no = authority.mixes_up ? randomUUID() : body['transaction_no'];
      if (authority.says) return { transaction_no, result: authority.says };
      if (url.pathname === '/face') return face(body, transaction_no);
      const found = people.find(
        (one) => one.name === body['name'] && one.id_number === body['id_number'],
      );
      const right =
        found && (url.pathname === '/name' || (found.phone && found.phone === body['phone']));
      const covered = body['id_type'] === 'resident_id';
      return { transaction_no, result: right ? 'match' : covered ? 'no_match' : 'not_covered' };
    });
  }

  function face(body: Record<string, unknown>, transaction_no: unknown): object {
    const id = String(body['transaction_no']);
    if (body['step'] === 'begin') {
      const about = { name: String(body['name']), id_number: String(body['id_number']) };
      visits.set(id, { about, return_to: String(body['return_to']) });
      return { transaction_no, url: `${origin}/camera?transaction=${id}` };
    }
    const visit = visits.get(id);
    const right = visit?.ticket !== undefined && visit.ticket === body['ticket'];
    // A ticket counts once.
    if (visit) delete visit.ticket;
    return { transaction_no, result: right ? visit?.result : 'no_match' };
  }

  /** The page of the camera: compares, and sends the browser back. */
  function page(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const visit = visits.get(url.searchParams.get('transaction') ?? '');
    if (!visit) return void response.writeHead(404).end();
    const { about, return_to } = visit;
    const compare = (face: string | undefined) => {
      const back = new URL(return_to);
      if (face !== undefined) {
        const known = people.some(
          ({ name, id_number }) => name === about.name && id_number === about.id_number,
        );
        visit.result = known && face === about.id_number ? 'match' : 'no_match';
        visit.ticket = randomUUID();
        back.searchParams.set('ticket', visit.ticket);
      }
      response.writeHead(303, { location: back.href }).end();
    };
    if (camera) camera({ request, response, about, compare });
    else compare(authority.face);
  }

  const settings = { key_id: calls.key_id, secret: calls.secret, networks: ['127.0.0.0/8'] };
  const text = `${calls.key_id}:${calls.secret}`;
  return Object.assign(authority, {
    origin,
    calls,
    asked,
    people,
    answer,
    settings: {
      name_and_number: { url: `${origin}/name`, authority: 'population', ...settings },
      operator: { url: `${origin}/operator`, authority: 'operators', ...settings },
      face: { url: `${origin}/face`, authority: 'face', ...settings },
    },
    env: {
      CHECK_NAME_URL: `${origin}/name`,
      CHECK_NAME_KEY: text,
      CHECK_OPERATOR_URL: `${origin}/operator`,
      CHECK_OPERATOR_KEY: text,
      CHECK_FACE_URL: `${origin}/face`,
      CHECK_FACE_KEY: text,
      OUTSIDE_NETWORKS: '127.0.0.0/8',
    },
  });
}

/** The same with a server of its own. */
export async function startAuthority(people: Registered[], now?: () => Date) {
  const server = createServer((request, response) => authority.answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const authority = authorityAt(`http://127.0.0.1:${port}`, people, { now });
  return Object.assign(authority, {
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

export type AuthorityDouble = Awaited<ReturnType<typeof startAuthority>>;
