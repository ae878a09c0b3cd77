/** Never 2: nobody signs in through a source that is switched off, or that the client does not accept. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as sources from '../../src/sources/sources.ts';
import { signInLocally, tokensOf } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  pick,
  press,
  rowCounts,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

const staff = { kind: 'staff', id: 'duty-officer' } as const;

let p: Province;
beforeAll(async () => {
  p = await startProvince();
  const words = { 'zh-CN': '只收公积金', ko: '기금', en: 'fund only' };
  // The sub-hall takes nobody but who comes through the fund.
  await clients.register(p.base, {
    id: p.subhall.id,
    department_code: '220000-hall',
    names: words,
    sector: p.subhall.id,
    redirect_uris: [p.subhall.redirect_uri],
    backchannel_logout_uri: p.subhall.backchannel_logout_uri,
    networks: ['127.0.0.0/8', '::1/128'],
    scopes: 'openid profile',
    accepted_sources: ['fund'],
  });
  await clients.addSecret(p.base, { client_id: p.subhall.id, secret: p.subhall.secret });
  // The node learns of it by its poll: the picker of the sub-hall then has no account of ours.
  await vi.waitFor(
    async () =>
      expect((await visitor().open(p.subhall.ask(p.issuer).address)).html).not.toContain(
        'value="local"',
      ),
    { timeout: 20_000, interval: 200 },
  );
});
afterAll(() => p.stop());

describe('a source that is switched off', () => {
  it('between the start and the return of a visit lets nobody in', async () => {
    const who = visitor({ stopsAt: ({ pathname }) => pathname.startsWith('/callback/') });
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const back = await pick(p, who, picker, 'medical', someone('张测试'));
    await sources.pause(p.base, 'medical', staff);
    const before = await rowCounts(p, ['artefacts', 'audit_seals', 'audit_pending']);
    const here = visitor();
    for (const [name, cookie] of who.cookies) here.cookies.set(name, cookie);
    const refused = await here.open(back.url);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('sources.paused');
    expect(await rowCounts(p, ['artefacts', 'audit_seals', 'audit_pending'])).toEqual(before);
    await sources.resume(p.base, 'medical', staff);
  });

  it('while the person reads the notice lets nobody in, and makes no identity', async () => {
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const notice = await pick(p, who, picker, 'medical', someone('李测试'));
    await sources.pause(p.base, 'medical', staff);
    const before = await rowCounts(p, ['artefacts', 'audit_seals', 'audit_pending']);
    const refused = await press(who, notice, '/notice');
    expect(refused.text).toContain('sources.paused');
    expect(await rowCounts(p, ['artefacts', 'audit_seals', 'audit_pending'])).toEqual(before);
    await sources.resume(p.base, 'medical', staff);
  });

  it('takes nobody who posts its name past the picker', async () => {
    await sources.pause(p.base, 'medical', staff);
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    expect(picker.html).not.toMatch(/<button[^>]*value="medical"(?![^>]*disabled)/);
    const refused = await press(who, picker, '/source', { source: 'medical' });
    expect(refused.text).toContain('sources.paused');
    await sources.resume(p.base, 'medical', staff);
  });
});

describe('a client that accepts one source only', () => {
  it('does not let in who is signed in through another, but asks for the one it accepts', async () => {
    const who = visitor();
    await tokensThrough(p, who, 'medical', someone('王测试'));
    const { address, verifier } = p.subhall.ask(p.issuer);
    const asked = await who.open(address);
    expect(asked.url.pathname).toMatch(/^\/signin\//);
    const silent = await who.open(p.subhall.ask(p.issuer, { prompt: 'none' }).address);
    expect(silent.url.searchParams.get('error')).toBe('interaction_required');
    const page = await comeThrough(p, who, await who.open(address), 'fund', someone('王测试二'));
    expect((await p.subhall.exchange(p.issuer, codeOf(page), verifier)).status).toBe(200);
  });

  it('does not let in who has signed in with a password of ours', async () => {
    const who = visitor();
    const person = await citizenOf(p, 'feng-1');
    await tokensOf(p, p.hall, who, person);
    const asked = await who.open(p.subhall.ask(p.issuer).address);
    expect(asked.url.pathname).toMatch(/^\/signin\//);
    const refused = await press(who, asked, '/source', { source: 'local' });
    expect(refused.text).toContain('login.source_not_accepted');
    const other = visitor();
    const at = await other.open(p.hall.ask(p.issuer).address);
    const form = await press(other, at, '/source', {}, { name: 'source', value: 'local' });
    const fields = { username: person.username, password: person.password, source: 'fund' };
    expect((await other.submit(form, fields)).url.searchParams.get('code')).toBeNull();
    // The right password, given to the sign-in of a client that does not take it.
    const ways = asked.forms.filter(({ action }) => action.pathname.endsWith('/source'));
    const forged = ways.map((one) => ({
      ...one,
      action: new URL(`${asked.url.pathname}/password`, p.issuer),
      fields: { ...one.fields, username: '', password: '' },
    }));
    const { username, password } = person;
    const tried = await who.submit(
      { ...asked, forms: forged },
      { source: 'local', username, password },
    );
    expect(tried.text).toContain('login.source_not_accepted');
  });

  it('lets nobody on with the session of a person who came another way since', async () => {
    const who = visitor();
    const person = await citizenOf(p, 'feng-2');
    const tokens = await tokensThrough(p, who, 'fund', someone('陈测试'), {}, p.subhall);
    expect(tokens.id_token).toBeTruthy();
    await signInLocally(who, p.hall.ask(p.issuer, { prompt: 'login' }).address, person);
    const asked = await who.open(p.subhall.ask(p.issuer).address);
    expect(asked.url.pathname).toMatch(/^\/signin\//);
  });
});
