/** Never 1: nobody signs in as somebody else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { tokensOf } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  pick,
  press,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

let p: Province;
beforeAll(async () => {
  p = await startProvince();
});
afterAll(() => p.stop());

const subjectOf = async (tokens: { id_token?: string }) =>
  (await p.hall.verified(p.issuer, tokens.id_token ?? '')).sub;

describe('a thief who knows a name and a number', () => {
  it('is somebody else after registering with them at an open source, and gets no claim of the owner', async () => {
    const owner = someone('张测试');
    const owners = await tokensThrough(p, visitor(), 'fund', owner);
    const thief = { ...owner, sub: 'thief-1' };
    const who = visitor();
    const { address, verifier } = p.hall.ask(p.issuer, { scope: 'openid profile realname idno' });
    const asked = await comeThrough(p, who, await who.open(address), 'tourism', thief);
    expect(asked.url.searchParams.get('code')).toBeNull();
    const page = await press(who, asked, '/prove', {}, { name: 'choice', value: 'separate' });
    const got = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
    expect(await subjectOf(got)).not.toBe(await subjectOf(owners));
    const claims = (await p.hall.userinfo(p.issuer, got.access_token ?? '')).body;
    expect(claims).not.toHaveProperty('id_no');
    expect(await p.hall.verified(p.issuer, got.id_token ?? '')).toMatchObject({
      acr: 'urn:songhua:acr:0',
    });
    const outcomes = (await auditTrail(p.base))
      .filter(({ kind, source_id }) => kind === 'identity.arrived' && source_id === 'tourism')
      .map(({ detail }) => detail['outcome']);
    expect(outcomes.sort()).toEqual(['asked_to_prove', 'created']);
  });

  it('does not come nearer by choosing to prove the older account, and then proving one of their own', async () => {
    const owner = someone('李测试');
    const owners = await tokensThrough(p, visitor(), 'fund', owner);
    const who = visitor();
    const { address, verifier } = p.hall.ask(p.issuer);
    const asked = await comeThrough(p, who, await who.open(address), 'tourism', {
      ...owner,
      sub: 'thief-2',
    });
    const ways = await press(who, asked, '/prove', {}, { name: 'choice', value: 'prove' });
    const told = await comeThrough(p, who, ways, 'medical', someone('赵贼'));
    const page = await press(who, told, '/told');
    const got = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
    expect(await subjectOf(got)).not.toBe(await subjectOf(owners));
    const { identity_id } = await sessionOf(p, owners);
    const links = await identities.links(p.base, identity_id);
    expect(links.map(({ source_id }) => source_id)).toEqual(['fund']);
  });

  it('who prepared an identity before its owner came is not in it when the owner comes', async () => {
    const owner = someone('孙测试');
    const who = visitor();
    const { address, verifier } = p.hall.ask(p.issuer);
    const picker = await who.open(address);
    const asked = await comeThrough(p, who, picker, 'tourism', { ...owner, sub: 'thief-3' });
    const page = await press(who, asked, '/prove', {}, { name: 'choice', value: 'separate' });
    const thiefs = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
    const owners = await tokensThrough(p, visitor(), 'fund', owner);
    const [prepared, came] = [await sessionOf(p, thiefs), await sessionOf(p, owners)];
    expect(came.identity_id).not.toBe(prepared.identity_id);
    expect(await p.hall.verified(p.issuer, owners.id_token ?? '')).toMatchObject({
      acr: 'urn:songhua:acr:2',
    });
    const links = await identities.links(p.base, came.identity_id);
    expect(links.map(({ source_id }) => source_id)).toEqual(['fund']);
  });
});

describe('an answer of a department', () => {
  it('that is stolen on its way lets nobody in, in whatever browser it is opened', async () => {
    const victim = visitor({ stopsAt: ({ pathname }) => pathname.startsWith('/callback/') });
    const picker = await victim.open(p.hall.ask(p.issuer).address);
    const stolen = await pick(p, victim, picker, 'fund', someone('周测试'));
    const thief = visitor();
    const before = await p.base.db('sessions');
    const refused = await thief.open(stolen.url);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('login.other_browser');
    // Also with a sign-in of the thief's own under way.
    const busy = visitor();
    await busy.open(p.hall.ask(p.issuer).address);
    expect((await busy.open(stolen.url)).text).toMatch(/login\.(other_browser|visit_used)/);
    expect(await p.base.db('sessions')).toHaveLength(before.length);
  });

  it('of the attacker’s own account does not sign a victim in who is made to open it', async () => {
    const attacker = visitor({ stopsAt: ({ pathname }) => pathname.startsWith('/callback/') });
    const picker = await attacker.open(p.hall.ask(p.issuer).address);
    const bait = await pick(p, attacker, picker, 'fund', someone('吴贼'));
    const victim = visitor();
    const victims = await citizenOf(p, 'qian-1');
    const tokens = await tokensOf(p, p.hall, victim, victims);
    expect((await victim.open(bait.url)).status).toBe(403);
    const again = await victim.open(p.hall.ask(p.issuer, { prompt: 'none' }).address);
    const { address, verifier } = p.hall.ask(p.issuer, { prompt: 'none' });
    expect(again.url.searchParams.get('code')).toBeTruthy();
    const after = await p.hall.exchange(p.issuer, codeOf(await victim.open(address)), verifier);
    expect(await subjectOf(after.body)).toBe(await subjectOf(tokens));
  });
});

describe('a cookie', () => {
  it('planted before the sign-in is worth nothing after it (session fixation)', async () => {
    const attacker = visitor();
    await attacker.open(p.hall.ask(p.issuer).address);
    // Here the gateway keeps a session of nobody, for the question that it asks.
    await attacker.open(`${p.issuer}/signout`);
    const victim = visitor();
    for (const [name, cookie] of attacker.cookies) victim.cookies.set(name, { ...cookie });
    await tokensOf(p, p.hall, victim, await citizenOf(p, 'qian-2'));
    const page = await attacker.open(p.hall.ask(p.issuer, { prompt: 'none' }).address);
    expect(page.url.searchParams.get('error')).toBe('login_required');
    expect((await attacker.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
    // Nor does it take anything from the victim.
    codeOf(await victim.open(p.hall.ask(p.issuer, { prompt: 'none' }).address));
  });

  it('of a session that was taken over by signing in again is worth nothing either', async () => {
    const who = visitor();
    const person = await citizenOf(p, 'qian-3');
    await tokensOf(p, p.hall, who, person);
    const thief = visitor();
    for (const [name, cookie] of who.cookies) thief.cookies.set(name, { ...cookie });
    await tokensOf(p, p.hall, who, person, { prompt: 'login' });
    const page = await thief.open(p.hall.ask(p.issuer, { prompt: 'none' }).address);
    expect(page.url.searchParams.get('error')).toBe('login_required');
  });

  it('whose signature was tampered with is nobody’s', async () => {
    const who = visitor();
    await tokensOf(p, p.hall, who, await citizenOf(p, 'qian-4'));
    for (const [name, { value, path }] of who.cookies) {
      if (!name.startsWith('songhua-') || name.includes('.sig')) continue;
      who.cookies.set(name, { value: `${value.slice(0, -2)}AA`, path });
    }
    const page = await who.open(p.hall.ask(p.issuer, { prompt: 'none' }).address);
    expect(page.url.searchParams.get('error')).toBe('login_required');
  });
});
