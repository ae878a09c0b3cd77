import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedCalls } from './signed-calls.ts';

/** A made-up person as authorities know them. */
export interface Registered {
  name: string;
  id_number: string;
  /** Registered with an operator under that name and number. */
  phone?: string;
}

/**
 * Population register, operators and the comparison of faces in one: `/name`, `/operator` and
 * `/face`, with a page for the last one. Whoever opens that page is the person that `face` names.
 */
export async function startAuthority(people: Registered[], now?: () => Date) {
  const calls = signedCalls({ key_id: 'songhua-test', secret: 'another-secret-of-sixteen' }, now);
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

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://authority.test');
    if (request.method === 'GET') return page(url, response);
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
  });

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

  /** The page of the camera: compares at once, and sends the browser back. */
  function page(url: URL, response: import('node:http').ServerResponse): void {
    const visit = visits.get(url.searchParams.get('transaction') ?? '');
    if (!visit) return void response.writeHead(404).end();
    const back = new URL(visit.return_to);
    if (authority.face !== undefined) {
      const known = people.some(
        ({ name, id_number }) => name === visit.about.name && id_number === visit.about.id_number,
      );
      visit.result = known && authority.face === visit.about.id_number ? 'match' : 'no_match';
      visit.ticket = randomUUID();
      back.searchParams.set('ticket', visit.ticket);
    }
    response.writeHead(303, { location: back.href }).end();
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { key_id: calls.key_id, secret: calls.secret, networks: ['127.0.0.0/8'] };
  const text = `${calls.key_id}:${calls.secret}`;
  return Object.assign(authority, {
    origin,
    calls,
    asked,
    people,
    settings: {
      name_and_number: { url: `${origin}/name`, authority: 'population', ...key },
      operator: { url: `${origin}/operator`, authority: 'operators', ...key },
      face: { url: `${origin}/face`, authority: 'face', ...key },
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
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

export type AuthorityDouble = Awaited<ReturnType<typeof startAuthority>>;
