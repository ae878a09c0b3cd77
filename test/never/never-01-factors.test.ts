/** Never 1: somebody else's code, passkey or challenge is nobody's here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app, optionsOn, passkey } from '../support/factors.ts';
import { signInLocally } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { codeOf, type Province, press, sessionOf, startProvince } from './province.ts';

let p: Province;
beforeAll(async () => {
  p = await startProvince();
});
afterAll(() => p.stop());

const level3 = { acr_values: 'urn:songhua:acr:3' };
let made = 0;

const citizen = () => {
  made += 1;
  return citizenOf(p, `own-${made}`, { level: 3 }, 3);
};

/** In a browser of its own, up to the second factor. */
async function halfway(person: Awaited<ReturnType<typeof citizen>>) {
  const who = visitor();
  const { address, verifier } = p.hall.ask(p.issuer, level3);
  return { who, page: await signInLocally(who, address, person), verifier };
}

describe("a thief who knows the owner's password", () => {
  it('gets no further with an app, a recovery code or a passkey of their own', async () => {
    const [owner, thief] = [await citizen(), await citizen()];
    await app(p.base, p.clock, { ...owner, level: 3 });
    await passkey(p.base, p.issuer, { ...owner, level: 3 });
    const phone = await app(p.base, p.clock, { ...thief, level: 3 });
    const theirs = await passkey(p.base, p.issuer, { ...thief, level: 3 });
    let { who, page } = await halfway(owner);
    for (const code of [phone.next(), phone.codes[0] as string]) {
      page = await press(who, page, '/factor', { code });
      expect(page.status).toBe(400);
    }
    page = await press(who, page, '/factor', { answer: theirs.device.get(optionsOn(page)) });
    expect(page.status).toBe(400);
    const [row] = await p.base.db('sessions').where({ identity_id: owner.identity_id });
    expect(row).toBeUndefined();
    // What the thief showed was not used up by that: it is the thief's own still.
    const own = await halfway(thief);
    const told = await press(own.who, own.page, '/factor', { code: phone.codes[0] as string });
    codeOf(await press(own.who, told, '/told'));
  });

  it("does not use an answer that the owner's passkey gave in the owner's sign-in", async () => {
    const owner = await citizen();
    const { device } = await passkey(p.base, p.issuer, { ...owner, level: 3 });
    const [owners, thiefs] = [await halfway(owner), await halfway(owner)];
    const answer = device.get(optionsOn(owners.page));
    const stolen = await press(thiefs.who, thiefs.page, '/factor', { answer });
    expect(stolen.status).toBe(400);
    const told = await press(owners.who, owners.page, '/factor', { answer });
    codeOf(await press(owners.who, told, '/told'));
  });

  it('is not let in by a passkey of their own that answered in another sign-in', async () => {
    const [owner, thief] = [await citizen(), await citizen()];
    await app(p.base, p.clock, { ...owner, level: 3 });
    const theirs = await passkey(p.base, p.issuer, { ...thief, level: 3 });
    const { who, page } = await halfway(owner);
    const answer = theirs.device.get(optionsOn(await anyPasskey(who)));
    // The challenge of another sign-in counts for nothing here.
    const form = page.forms.find(({ action }) => action.pathname.endsWith('/factor'));
    if (!form) throw new Error('no second factor was asked for');
    const action = new URL(form.action.href.replace(/factor$/, 'passkey'));
    const posted = { ...form, action, fields: { ...form.fields, answer: '' } };
    const refused = await who.submit({ ...page, forms: [posted] }, { answer });
    expect(refused.status).toBe(400);
    expect(refused.url.searchParams.get('code')).toBeNull();
    expect(await p.base.db('sessions').where({ identity_id: owner.identity_id })).toEqual([]);
  });
});

/** The page of another sign-in in the same browser, on which any passkey is asked for. */
async function anyPasskey(who: ReturnType<typeof visitor>) {
  const picker = await who.open(p.hall.ask(p.issuer).address);
  return who.submit(picker, {}, { name: 'source', value: 'local' });
}

describe('a second factor that was shown', () => {
  it('is forgotten when somebody else comes in the same sign-in', async () => {
    const [one, other] = [await citizen(), await citizen()];
    const phone = await app(p.base, p.clock, { ...one, level: 3 });
    const { who, page } = await halfway(one);
    const told = await press(who, page, '/factor', { code: phone.next() });
    expect(told.text).toContain('您的验证方式有变化');
    // Instead of going on, another person signs in on the same pages.
    const picker = await who.open(
      `${told.url.origin}${told.url.pathname.split('/').slice(0, 3).join('/')}/ways`,
    );
    const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
    const { username, password } = other;
    const low = await who.submit(asked, { username, password });
    expect(low.text).toContain('需要更可靠的登录方式');
    expect(low.url.searchParams.get('code')).toBeNull();
    expect(await p.base.db('sessions').where({ identity_id: other.identity_id })).toEqual([]);
    const failed = (await auditTrail(p.base)).filter(({ kind }) => kind === 'session.started');
    expect(failed.map(({ actor_id }) => actor_id)).not.toContain(other.identity_id);
  });

  it('names the session of its owner and no other', async () => {
    const person = await citizen();
    const phone = await app(p.base, p.clock, { ...person, level: 3 });
    const { who, page, verifier } = await halfway(person);
    const told = await press(who, page, '/factor', { code: phone.next() });
    const back = await press(who, told, '/told');
    const tokens = (await p.hall.exchange(p.issuer, codeOf(back), verifier)).body;
    const row = await sessionOf(p, tokens as { id_token?: string });
    expect(row).toMatchObject({ identity_id: person.identity_id, factor_id: phone.id });
  });
});
