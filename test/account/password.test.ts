import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { auditTrail } from '../support/trail.ts';
import { type Browser, type Person, person, type Rig, startRig } from './rig.ts';

const first = 'songhua river in spring';
const second = 'changbai mountain in snow';

let rig: Rig;
let zhang: Person;
let browser: Browser;
let here: string;
beforeEach(async () => {
  rig = await startRig();
  zhang = await person(rig.base);
  here = await rig.signIn(zhang, 'here');
  browser = rig.browser('here');
});
afterEach(() => rig.stop());

const set = (fields: Record<string, string>) => browser.post('/account/password', fields);
const opens = async (password: string) =>
  (await credentials.check(rig.base, { username: 'zhang.test', password }))?.identity_id ===
  zhang.identity_id;

describe('a password of one’s own', () => {
  it('is set, is bound to the level of this session, and signs in', async () => {
    const answer = await set({ login_name: 'Zhang.Test', password: first });
    expect(answer).toMatchObject({ status: 303, location: '/account/sign-in?done=password_set' });
    expect(await opens(first)).toBe(true);
    const [way] = await credentials.list(rig.base, zhang.identity_id);
    expect(way).toMatchObject({ kind: 'password', bound_level: 2, named: true });
    const { html } = await browser.get(answer.location ?? '');
    expect(html).toContain('zhang.test');
    // Two ways now: the department's account may go.
    expect(html).toContain('name="link_id"');
    expect((await auditTrail(rig.base)).map(({ kind }) => kind)).toContain('credential.set');
    expect(rig.logged()).not.toContain(first);
  });

  it.each([
    ['too short', { password: 'zq#7zq' }],
    ['too common', { password: 'password1' }],
    ['the own document number', { password: '220000190001010018' }],
    ['nothing', { password: '' }],
  ])('that is %s is refused on the form, and nothing is set', async (_what, fields) => {
    const { status, html } = await set({ login_name: 'zhang.test', ...fields });
    expect(status).toBe(400);
    expect(html).toContain('value="zhang.test"');
    if (fields.password) expect(html).not.toContain(fields.password);
    expect(await credentials.list(rig.base, zhang.identity_id)).toEqual([]);
  });

  it('is changed only by whoever knows the present one; other places end, this one stays', async () => {
    await set({ login_name: 'zhang.test', password: first });
    const credential_id = await credentials.passwordOf(rig.base, zhang.identity_id);
    const more = { credential_id, link_id: undefined, source_id: undefined };
    await rig.signIn(zhang, 'phone', more);
    expect((await set({ password: second })).status).toBe(400);
    expect((await set({ password: second, current_password: 'a guess' })).status).toBe(400);
    expect(await opens(first)).toBe(true);
    const answer = await set({ password: second, current_password: first });
    expect(answer.status).toBe(303);
    expect(await opens(first)).toBe(false);
    expect(await opens(second)).toBe(true);
    const places = (await sessions.list(rig.base, zhang.identity_id)).map(({ id }) => id);
    expect(places).toEqual([here]);
  });

  it('cannot be guessed here without end: tries slow down', async () => {
    await set({ login_name: 'zhang.test', password: first });
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess += 1) {
      const { status } = await set({ password: second, current_password: `guess ${guess}` });
      statuses.push(status);
    }
    expect(statuses.at(0)).toBe(400);
    expect(statuses.at(-1)).toBe(429);
    expect(await opens(first)).toBe(true);
  });

  it('is removed by whoever knows it, while another way in is left', async () => {
    await set({ login_name: 'zhang.test', password: first });
    const remove = (current_password: string) =>
      browser.post('/account/password/remove', { current_password });
    expect((await remove('a guess')).status).toBe(400);
    expect(await opens(first)).toBe(true);
    expect(await remove(first)).toMatchObject({
      status: 303,
      location: '/account/sign-in?done=password_removed',
    });
    expect(await credentials.list(rig.base, zhang.identity_id)).toEqual([]);
  });
});
