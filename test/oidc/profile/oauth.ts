import { vi } from 'vitest';
import type * as clients from '../../../src/clients/clients.ts';
import type { Answer, RelyingParty } from '../../doubles/relying-party.ts';
import { keyPair, type StrictParty, startStrictParty } from '../../doubles/strict-party.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { codeOf, somebody } from '../rig.ts';

/** A resource of the hall and of the bank. */
export const API = 'https://api.example/cases';
/** The key by which the hall signs its requests. */
export const signing = keyPair('signs');

export interface Rig {
  g: TestGateway;
  /** A strict client. */
  bank: StrictParty;
  person: Citizen;
  /** A browser in which the person is signed in. */
  who: Visitor;
  stop(): Promise<void>;
}

/** The gateway with the hall (a secret, standard), the sub-hall (the same) and the bank (strict). */
export async function startRig(hall: Partial<clients.Registration> = {}): Promise<Rig> {
  const scopes = 'openid profile realname offline_access records';
  const asked = { scopes, jwks: { keys: [signing.open] }, resources: [API], ...hall };
  const g = await startTestGateway({ hall: asked });
  const bank = await startSigner(g, 'bank', { profile: 'strict', scopes, resources: [API] });
  const person = await citizen(g.base, 'profile-person', somebody());
  const who = visitor();
  await signInLocally(who, g.hall.ask(g.issuer).address, person);
  return {
    ...{ g, bank, person, who },
    async stop() {
      await bank.stop();
      await g.stop();
    },
  };
}

/** One more client that signs for itself; back when the gateway knows it. */
export async function startSigner(
  g: TestGateway,
  id: string,
  more: Partial<clients.Registration> = {},
): Promise<StrictParty> {
  const party = await startStrictParty(id, g.issuer);
  await seedClients(g.base, [party.plain], { ...party.registration, profile: 'standard', ...more });
  await vi.waitFor(
    async () => {
      const { status, body } = await party.post('/par', party.request().fields);
      if (status !== 201) throw new Error(`not known yet: ${status} ${JSON.stringify(body)}`);
    },
    { timeout: 10_000, interval: 50 },
  );
  return party;
}

/** A code of a plain client for whoever is signed in, and what goes with it. */
export async function codeFor(
  { g, who }: Pick<Rig, 'g' | 'who'>,
  party: RelyingParty,
  params: Record<string, string> = {},
) {
  const { address, verifier } = party.ask(g.issuer, params);
  return { code: codeOf(await who.open(address)), verifier };
}

/** The tokens of a pushed request of a client that signs. */
export async function boundTokens(
  { g, who }: Pick<Rig, 'g' | 'who'>,
  party: StrictParty,
  params: Record<string, string> = {},
) {
  const { address, verifier } = await party.ask(g.issuer, params);
  const answer = await party.exchange(g.issuer, codeOf(await who.open(address)), verifier);
  if (answer.status !== 200) throw new Error(`no tokens: ${JSON.stringify(answer.body)}`);
  return answer.body as Required<typeof answer.body>;
}

export interface Heard extends Answer {
  headers: Headers;
}

/** One request of a machine as it is, with what comes back. */
export async function call(address: string, init: RequestInit = {}): Promise<Heard> {
  const response = await fetch(address, { redirect: 'manual', ...init });
  const text = await response.text();
  const body = /^[{[]/.test(text) ? JSON.parse(text) : { text };
  return { status: response.status, headers: response.headers, body };
}

/** A form, posted with nothing but these headers. */
export const form = (
  address: string,
  fields: Record<string, string> | [string, string][],
  headers: Record<string, string> = {},
): Promise<Heard> => call(address, { method: 'POST', headers, body: new URLSearchParams(fields) });

export const basic = ({ id, secret }: { id: string; secret: string }) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

export const errorOf = ({ status, body }: Answer): [number, string | undefined] => [
  status,
  body.error,
];
