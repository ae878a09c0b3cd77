import { expect, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { type Answer, type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { type Citizen, seedClients, type TestGateway, type Visitor } from '../support/gateway.ts';
import type { Page } from '../support/visitor.ts';

export const HOUR = 3_600_000;

/** Posts a form as a client does: its id and secret in the header (RFC 6749 §2.3.1). */
export async function post(
  address: string,
  { id, secret }: { id: string; secret: string },
  fields: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {} };
}

/** Whether the gateway knows a client by this secret: introspection of nonsense is answered to it. */
export async function authenticates(g: TestGateway, id: string, secret: string): Promise<boolean> {
  const { status, body } = await post(`${g.issuer}/introspect`, { id, secret }, { token: 'none' });
  if (status === 200) return true;
  expect([status, body.error]).toEqual([401, 'invalid_client']);
  return false;
}

/**
 * Back when the gateway has read its clients anew, seen by a secret of the hall that was not there before.
 * Two are good at once: its own, made again, and that one.
 */
export async function hasReadAnew(g: TestGateway): Promise<void> {
  const earlier_until = new Date(g.clock.now().getTime() + 999 * 86_400_000);
  const probe = { client_id: g.hall.id, earlier_until };
  g.clock.advance(1);
  await clients.addSecret(g.base, { ...probe, secret: g.hall.secret });
  g.clock.advance(1);
  const secret = await clients.addSecret(g.base, probe);
  await vi.waitFor(async () => expect(await authenticates(g, g.hall.id, secret)).toBe(true), {
    timeout: 10_000,
    interval: 50,
  });
}

/** One more client, registered while the gateway runs; back as soon as the gateway knows it. */
export async function another(
  g: TestGateway,
  id: string,
  changes: Partial<clients.Registration> = {},
): Promise<RelyingParty> {
  const party = await startRelyingParty(id);
  await seedClients(g.base, [party], changes);
  await vi.waitFor(async () => expect(await authenticates(g, id, party.secret)).toBe(true), {
    timeout: 10_000,
    interval: 50,
  });
  return party;
}

export function codeOf(page: Page): string {
  const code = page.url.searchParams.get('code');
  if (!code) throw new Error(`no code: ${page.url.href} ${page.text.slice(0, 200)}`);
  return code;
}

/** A hop of somebody who is signed in: asked, let in at once, the code exchanged. */
export async function hop(
  g: Pick<TestGateway, 'issuer'>,
  party: RelyingParty,
  who: Visitor,
  params: Record<string, string> = {},
): Promise<Answer['body']> {
  const { address, verifier } = party.ask(g.issuer, params);
  return (await party.exchange(g.issuer, codeOf(await who.open(address)), verifier)).body;
}

/** What a refused authorisation says to the client, in the address that the browser comes back to. */
export const refusalIn = (page: Page): string | null => page.url.searchParams.get('error');

/** Presses the button of the form that posts to an address of this ending. */
export function press(
  who: Visitor,
  page: Page,
  ending: string,
  fill: Record<string, string> = {},
): Promise<Page> {
  const forms = page.forms.filter(({ action }) => action.pathname.endsWith(ending));
  return who.submit({ ...page, forms }, fill);
}

/** Signs out at the gateway as a client asks for it (RP-Initiated Logout 1.0 §2). */
export async function signOut(
  g: TestGateway,
  who: Visitor,
  id_token_hint: string,
  more: Record<string, string> = {},
): Promise<Page> {
  const query = new URLSearchParams({ id_token_hint, ...more });
  const confirm = await who.open(`${g.issuer}/signout?${query}`);
  return who.submit(confirm, {}, { name: 'logout', value: 'yes' });
}

/** The latest session of a person in the gateway's own books. */
export async function sessionIdOf(g: TestGateway, person: Citizen): Promise<string> {
  const row = await g.base
    .db('sessions')
    .where({ identity_id: person.identity_id })
    .orderBy('started_at', 'desc')
    .first('id');
  if (!row) throw new Error('nobody has signed in');
  return row.id;
}

let made = 0;

/** A made-up person whom nobody else is: each call gives another number (GB 11643, its check digit). */
export function somebody(): {
  attributes: { name: string; id_type: string; id_number: string };
} {
  made += 1;
  const digits = `22000019910101${String(made).padStart(3, '0')}`;
  const sum = [...digits].reduce((all, one, at) => all + Number(one) * (2 ** (17 - at) % 11), 0);
  const id_number = digits + '10X98765432'[sum % 11];
  return { attributes: { name: '韩测试', id_type: 'resident_id', id_number } };
}
