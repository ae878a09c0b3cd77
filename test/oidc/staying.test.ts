/** What a sign-out that a client asks for does not do, and where it leads. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as sessions from '../../src/sessions/sessions.ts';
import { citizen, startTestGateway, type TestGateway, tokensOf } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { hop, sessionIdOf, signOut, somebody } from './rig.ts';

let g: TestGateway;
beforeAll(async () => {
  g = await startTestGateway();
});
afterAll(() => g?.stop());

it('ends nothing when the person chooses to stay, and a later sign-out names the session that the client knows', async () => {
  const person = await citizen(g.base, 'stay-1', somebody());
  const who = visitor();
  const tokens = await tokensOf(g, g.hall, who, person);
  const query = new URLSearchParams({ id_token_hint: tokens.id_token as string });
  const confirm = await who.open(`${g.issuer}/signout?${query}`);
  const stay = confirm.forms.map((form) => ({
    ...form,
    buttons: form.buttons.filter(({ name }) => name !== 'logout'),
  }));
  const page = await who.submit({ ...confirm, forms: stay });
  expect(page.url.pathname).toBe('/account');
  expect((await g.hall.userinfo(g.issuer, tokens.access_token as string)).status).toBe(200);
  expect((await g.hall.refresh(g.issuer, tokens.refresh_token as string)).status).toBe(200);

  const again = await hop(g, g.hall, who);
  const { sid } = await g.hall.verified(g.issuer, again.id_token as string);
  await signOut(g, who, again.id_token as string);
  await expect
    .poll(() => g.hall.told.map((told) => told['sid']), { timeout: 10_000 })
    .toEqual([sid]);
  const id = await sessionIdOf(g, person);
  await expect
    .poll(async () => (await sessions.receiptsOf(g.base, [id]))[0]?.clients, { timeout: 10_000 })
    .toMatchObject([{ client_id: 'hall', state: 'confirmed', attempts: 1 }]);
  const ended = (await auditTrail(g.base)).filter(({ kind }) => kind === 'session.ended');
  expect(ended.map(({ session_id, detail }) => [session_id, detail['reason']])).toEqual([
    [id, 'sign_out'],
  ]);
});

it('leads back to the client, by a page that a browser lets go there, when nobody is signed in', async () => {
  const person = await citizen(g.base, 'stay-2', somebody());
  const tokens = await tokensOf(g, g.hall, visitor(), person);
  let policy = '';
  const stranger = visitor({
    sees: (_url, response) => {
      policy = response.headers.get('content-security-policy') ?? '';
    },
  });
  const query = new URLSearchParams({
    id_token_hint: tokens.id_token as string,
    post_logout_redirect_uri: g.hall.post_logout_redirect_uri,
  });
  const page = await stranger.open(`${g.issuer}/signout?${query}`);
  expect(policy).toContain(`form-action 'self' ${new URL(g.hall.redirect_uri).origin};`);
  expect(policy).toMatch(/script-src 'self' 'sha256-/);
  const back = await stranger.submit(page);
  expect(back.url.href).toBe(g.hall.post_logout_redirect_uri);
  expect((await g.hall.userinfo(g.issuer, tokens.access_token as string)).status).toBe(200);
});

it('leads back whoever chose another language before they confirmed', async () => {
  const person = await citizen(g.base, 'stay-4', somebody());
  const who = visitor();
  const tokens = await tokensOf(g, g.hall, who, person);
  const query = new URLSearchParams({
    id_token_hint: tokens.id_token as string,
    post_logout_redirect_uri: g.hall.post_logout_redirect_uri,
    state: 'theirs',
  });
  const page = await who.open(`${g.issuer}/signout?${query}`);
  const [, link = ''] = /href="([^"]*lang=ko)"/.exec(page.html) ?? [];
  expect(link).not.toContain('id_token');
  const other = await who.open(new URL(link.replaceAll('&amp;', '&'), page.url));
  expect(other.html).toContain('<html lang="ko"');
  const back = await who.submit(other, { logout: 'yes' });
  expect(back.url.href).toBe(`${g.hall.post_logout_redirect_uri}?state=theirs`);
});

it('does not lead to an address that the client has not registered', async () => {
  const person = await citizen(g.base, 'stay-3', somebody());
  const who = visitor();
  const tokens = await tokensOf(g, g.hall, who, person);
  const query = new URLSearchParams({
    id_token_hint: tokens.id_token as string,
    post_logout_redirect_uri: g.subhall.post_logout_redirect_uri,
  });
  const page = await who.open(`${g.issuer}/signout?${query}`);
  expect([page.status, page.url.origin]).toEqual([400, g.issuer]);
  expect((await g.hall.userinfo(g.issuer, tokens.access_token as string)).status).toBe(200);
});
