/** What tokens are good for, for whom, and until when. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { another, authenticates, hop, post, signOut, somebody } from './rig.ts';

let g: TestGateway;
let who: Visitor;
let person: Citizen;
let count = 0;
beforeAll(async () => {
  g = await startTestGateway();
});
afterAll(() => g?.stop());

/** Somebody new, signed in at the hall. */
async function arrived(params: Record<string, string> = {}) {
  count += 1;
  person = await citizen(g.base, `token-${count}`, somebody());
  who = visitor();
  return tokensOf(g, g.hall, who, person, params);
}

describe('a refresh token', () => {
  it('works once: it is replaced at each use, and the old one gives nothing', async () => {
    const { refresh_token: first } = await arrived();
    const { body } = await g.hall.refresh(g.issuer, first as string);
    expect(body.refresh_token).not.toBe(first);
    const again = await g.hall.refresh(g.issuer, first as string);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    expect((await g.hall.refresh(g.issuer, body.refresh_token as string)).status).toBe(200);
  });

  it('that comes again long after its use ends everything that came of it, and the trail says so', async () => {
    const { refresh_token: stolen } = await arrived();
    const { body } = await g.hall.refresh(g.issuer, stolen as string);
    g.clock.advance(11_000);
    expect((await g.hall.refresh(g.issuer, stolen as string)).status).toBe(400);
    expect((await g.hall.refresh(g.issuer, body.refresh_token as string)).status).toBe(400);
    expect((await g.hall.userinfo(g.issuer, body.access_token as string)).status).toBe(401);
    const replays = (await auditTrail(g.base)).filter(({ kind }) => kind === 'refresh.replayed');
    expect(replays).toMatchObject([{ client_id: 'hall', outcome: 'refused' }]);
  });

  it('is of no use to another client, which ends nothing by trying', async () => {
    const { refresh_token } = await arrived();
    const { status, body } = await g.subhall.refresh(g.issuer, refresh_token as string);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    expect((await g.hall.refresh(g.issuer, refresh_token as string)).status).toBe(200);
  });

  it('keeps who and how in the id token that it gives', async () => {
    const tokens = await arrived();
    const { body } = await g.hall.refresh(g.issuer, tokens.refresh_token as string);
    const before = await g.hall.verified(g.issuer, tokens.id_token as string);
    const after = await g.hall.verified(g.issuer, body.id_token as string);
    for (const claim of ['sub', 'acr', 'amr', 'auth_time', 'sid']) {
      expect([claim, after[claim]]).toEqual([claim, before[claim]]);
    }
  });

  it('survives the sign-out with offline_access, which takes prompt=consent; without it, not', async () => {
    const scope = 'openid profile offline_access';
    const tokens = await arrived({ scope, prompt: 'login consent' });
    expect(tokens['scope']).toBe(scope);
    const bound = await hop(g, g.subhall, who, { scope });
    expect(bound['scope']).toBe('openid profile');

    await signOut(g, who, tokens.id_token as string);
    const lives = await g.hall.refresh(g.issuer, tokens.refresh_token as string);
    expect(lives.status).toBe(200);
    const info = await g.hall.userinfo(g.issuer, lives.body.access_token as string);
    expect(info.status).toBe(200);
    const dies = await g.subhall.refresh(g.issuer, bound.refresh_token as string);
    expect([dies.status, dies.body.error]).toEqual([400, 'invalid_grant']);
  });
});

describe('revocation and introspection', () => {
  it.each(['access_token', 'refresh_token'] as const)(
    'of an %s ends all that came of the same approval, and not the sign-in (RFC 7009 §2.1)',
    async (which) => {
      const tokens = await arrived();
      expect((await g.hall.revoke(g.issuer, tokens[which] as string)).status).toBe(200);
      expect((await g.hall.userinfo(g.issuer, tokens.access_token as string)).status).toBe(401);
      expect((await g.hall.refresh(g.issuer, tokens.refresh_token as string)).status).toBe(400);
      const { access_token } = await hop(g, g.hall, who, { prompt: 'none' });
      expect((await g.hall.userinfo(g.issuer, access_token as string)).status).toBe(200);
      // Once more changes nothing, and is no error (§2.2).
      expect((await g.hall.revoke(g.issuer, tokens[which] as string)).status).toBe(200);
    },
  );

  it('are for one’s own tokens: another client learns nothing and revokes nothing', async () => {
    const { access_token, refresh_token } = await arrived();
    for (const token of [access_token, refresh_token] as string[]) {
      expect((await g.hall.introspect(g.issuer, token)).body).toMatchObject({
        active: true,
        client_id: 'hall',
        iss: g.issuer,
      });
      expect((await g.subhall.introspect(g.issuer, token)).body).toEqual({ active: false });
      await g.subhall.revoke(g.issuer, token);
      expect((await g.hall.introspect(g.issuer, token)).body).toMatchObject({ active: true });
    }
  });

  it('tell the subject of the client’s own sector, and nothing about the person', async () => {
    const tokens = await arrived({ scope: 'openid profile realname idno phone' });
    const { sub } = await g.hall.verified(g.issuer, tokens.id_token as string);
    const { body } = await g.hall.introspect(g.issuer, tokens.access_token as string);
    expect(body['sub']).toBe(sub);
    for (const claim of ['name', 'id_no', 'phone_number', 'birthdate']) {
      expect(body).not.toHaveProperty(claim);
    }
  });
});

describe('a client on its own behalf', () => {
  it('gets a token by client_credentials that speaks for nobody', async () => {
    const machine = await another(g, 'night-batch', {
      redirect_uris: [],
      post_logout_redirect_uris: [],
      grant_types: ['client_credentials'],
      scopes: 'openid',
    });
    const { status, body } = await post(`${g.issuer}/token`, machine, {
      grant_type: 'client_credentials',
    });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('id_token');
    expect(body).not.toHaveProperty('refresh_token');
    const seen = await machine.introspect(g.issuer, body.access_token as string);
    expect(seen.body).toMatchObject({ active: true, client_id: 'night-batch' });
    expect(seen.body).not.toHaveProperty('sub');
    expect((await machine.userinfo(g.issuer, body.access_token as string)).status).toBe(401);

    const hall = await post(`${g.issuer}/token`, g.hall, { grant_type: 'client_credentials' });
    expect([hall.status, hall.body.error]).toEqual([400, 'invalid_request']);
    const wrong = await post(
      `${g.issuer}/token`,
      { id: machine.id, secret: 'another one' },
      { grant_type: 'client_credentials' },
    );
    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
    expect(await authenticates(g, machine.id, machine.secret)).toBe(true);
    await machine.stop();
  });
});

describe('a subject', () => {
  it('is one in a sector, for all its clients and sign-ins, and another in each other sector', async () => {
    const tokens = await arrived();
    const sibling = await another(g, 'hall-mobile', { sector: 'hall' });
    const subOf = async (party: typeof sibling, id_token: unknown) =>
      (await party.verified(g.issuer, id_token as string)).sub;
    const sub = await subOf(g.hall, tokens.id_token);
    const atSibling = await hop(g, sibling, who);
    expect(await subOf(sibling, atSibling.id_token)).toBe(sub);
    const elsewhere = await hop(g, g.subhall, who);
    expect(await subOf(g.subhall, elsewhere.id_token)).not.toBe(sub);
    const anew = await tokensOf(g, g.hall, visitor(), person);
    expect(await subOf(g.hall, anew.id_token)).toBe(sub);
    expect(sub).not.toContain(person.identity_id);

    const someoneElse = await arrived();
    expect(await subOf(g.hall, someoneElse.id_token)).not.toBe(sub);
    await sibling.stop();
  });
});
