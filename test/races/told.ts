import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWTPayload } from 'jose';
import { expect, vi } from 'vitest';
import type { EndReason } from '../../src/sessions/reasons.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { type Answer, type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { hop, post, refusalIn, somebody } from '../oidc/rig.ts';
import { citizen, seedClients, tokensOf, type Visitor } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

export const WAIT = { timeout: 60_000, interval: 50 };
export let two: TwoNodes;
export let subhall: RelyingParty;
export let ears: Ears;

/** Two nodes on this database, and a second client that both know of. */
export async function begin(databaseUrl: string, more: Record<string, string> = {}): Promise<void> {
  two = await startTwoNodes(databaseUrl, more);
  [subhall, ears] = [await startRelyingParty('subhall'), await patientEars()];
  await seedClients(two.base, [subhall], { backchannel_logout_uri: ears.url });
  for (const node of two.nodes) {
    await vi.waitFor(async () => {
      const { status } = await post(`${node}/introspect`, subhall, { token: 'none' });
      expect(status).toBe(200);
    }, WAIT);
  }
}

export async function end(): Promise<void> {
  await two?.stop();
  await subhall?.stop();
  await ears?.stop();
}

export interface SignedIn {
  who: Visitor;
  identity_id: string;
  session_id: string;
  tokens: { hall: Answer['body']; subhall: Answer['body'] };
  known: { hall: JWTPayload; subhall: JWTPayload };
  /** Asked for and not yet exchanged. */
  code: { code: string; verifier: string };
}

/** Somebody who signed in at the hall through the first node, and went to the sub-hall through the second. */
export async function signedIn(name: string): Promise<SignedIn> {
  const [issuer, other] = two.nodes;
  const { identity_id, ...person } = await citizen(two.base, name, somebody());
  const who = visitor();
  const tokens = {
    hall: await tokensOf({ issuer }, two.hall, who, { identity_id, ...person }),
    subhall: await hop({ issuer: other }, subhall, who),
  };
  two.who = who;
  const row = await two.base.db('sessions').where({ identity_id }).first('id');
  return {
    ...{ who, identity_id, session_id: row?.id as string, tokens, code: await two.code() },
    known: {
      hall: await two.hall.verified(issuer, tokens.hall.id_token ?? ''),
      subhall: await subhall.verified(issuer, tokens.subhall.id_token ?? ''),
    },
  };
}

export const clientsOf = async ({ session_id }: SignedIn) =>
  (await sessions.receiptsOf(two.base, [session_id]))[0]?.clients;

const heardBy = {
  hall: () => two.hall.tokens,
  subhall: () => ears.tokens,
};

/** Every participant was told, this often, of its own session and subject; and there is one receipt each. */
export async function expectTold(
  one: SignedIn,
  reason: EndReason,
  times = { hall: 1, subhall: 1 },
) {
  const confirmed = [
    { client_id: 'hall', state: 'confirmed' },
    { client_id: 'subhall', state: 'confirmed' },
  ];
  await expect.poll(() => clientsOf(one), WAIT).toMatchObject(confirmed);
  for (const party of [two.hall, subhall]) {
    const id = party.id as 'hall' | 'subhall';
    const told = await Promise.all(
      heardBy[id]().map((token) => party.verified(two.nodes[0], token)),
    );
    const { sub, sid } = one.known[id] as { sub: string; sid: string };
    const ours = told.filter((token) => token['sid'] === sid);
    expect(ours.map((token) => token.sub)).toEqual(Array(times[id]).fill(sub));
  }
  const trail = (await auditTrail(two.base)).filter(
    ({ session_id }) => session_id === one.session_id,
  );
  const of = (kind: string) => trail.filter((event) => event.kind === kind);
  expect(of('session.ended').map(({ detail }) => detail)).toEqual([{ reason, owed: 2 }]);
  const clients = of('delivery.delivered').map(({ client_id }) => client_id);
  expect(clients.sort()).toEqual(['hall', 'subhall']);
}

/** Nothing that the session gave opens anything at either node, and the browser has to sign in again. */
export async function expectClosed({ who, tokens, code }: SignedIn): Promise<void> {
  const refused = [400, 'invalid_grant'];
  const told = ({ status, body }: Answer) => [status, body.error];
  for (const node of two.nodes) {
    for (const party of [two.hall, subhall]) {
      const { access_token = '', refresh_token = '' } = tokens[party.id as 'hall' | 'subhall'];
      expect((await party.userinfo(node, access_token)).status).toBe(401);
      expect(refresh_token).not.toBe('');
      expect(told(await party.refresh(node, refresh_token))).toEqual(refused);
      const { address } = party.ask(node, { prompt: 'none' });
      expect(refusalIn(await who.open(address))).toBe('login_required');
    }
    expect(told(await two.hall.exchange(node, code.code, code.verifier))).toEqual(refused);
  }
}

/** The artefact store, too, has taken note of every ending. */
export const settled = () =>
  expect.poll(() => two.base.db('outbox').where({ state: 'due' }), WAIT).toEqual([]);

interface Ears {
  url: string;
  /** Logout tokens as they came, answered or not. */
  tokens: string[];
  /** From now on nothing is answered, until the function given is called: then all with 200. */
  hold(): () => void;
  stop(): Promise<void>;
}

/** A back-channel endpoint that can keep its caller waiting for the 200. */
async function patientEars(): Promise<Ears> {
  const tokens: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    tokens.push(new URLSearchParams(body).get('logout_token') ?? '');
    await gate;
    response.writeHead(200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/backchannel`,
    tokens,
    hold() {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
