import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drainOnce } from '../../src/outbox/worker.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type Browser, type Person, person, type Rig, startRig } from './rig.ts';

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

const live = async () => (await sessions.list(rig.base, zhang.identity_id)).map(({ id }) => id);
const hop = (session_id: string, ...clients: string[]) =>
  Promise.all(
    clients.map((client_id) =>
      sessions.join(rig.base, {
        ...{ session_id, identity_id: zhang.identity_id, client_id, sid: client_id, told: true },
      }),
    ),
  );
/** Tells every client; those named `broken-...` answer with a fault. */
const deliver = () =>
  drainOnce(rig.base, {
    logout: async (_base, { body }) =>
      body.client_id.startsWith('broken')
        ? { ok: false, fault: 'status_500' }
        : { ok: true, status: 200 },
    artefact: async () => ({ ok: true, status: 200 }),
    notice: async () => ({ ok: true, status: 200 }),
    message: async () => ({ ok: true, status: 200 }),
  });

describe('where one is signed in', () => {
  it('is shown with device, network and services, this browser marked', async () => {
    await rig.signIn(zhang, 'phone', { device: '微信 · iPhone', network: '198.51.100.0/24' });
    await hop(here, 'hall');
    const { html } = await browser.get('/account/sessions');
    for (const shown of ['微信 · iPhone', '198.51.100.0/24', '应用 hall', '公积金']) {
      expect(html).toContain(shown);
    }
    expect(html.match(/本机<\/span>/g)).toHaveLength(1);
  });

  it('can be ended one by one, and the page says which services confirmed', async () => {
    const phone = await rig.signIn(zhang, 'phone');
    await hop(phone, 'hall', 'fund', 'clinic', 'broken-school');
    const answer = await browser.post('/account/sessions/end', { session_id: phone });
    expect(answer).toMatchObject({ status: 303, location: '/account/sessions?done=session_ended' });
    expect(await live()).toEqual([here]);
    await deliver();
    const { html } = await browser.get(answer.location ?? '');
    expect(html).toContain('3 个服务已确认退出，1 个正在通知');
    const ended = (await auditTrail(rig.base)).filter(({ kind }) => kind === 'session.ended');
    expect(ended).toMatchObject([
      { session_id: phone, actor_id: zhang.identity_id, detail: { reason: 'account', owed: 4 } },
    ]);
  });

  it('can be ended everywhere else at once', async () => {
    const phone = await rig.signIn(zhang, 'phone');
    const office = await rig.signIn(zhang, 'office');
    await hop(phone, 'hall');
    await hop(office, 'hall', 'fund');
    const answer = await browser.post('/account/sessions/end-others');
    expect(answer.location).toBe('/account/sessions?done=others_ended');
    expect(await live()).toEqual([here]);
    await deliver();
    expect((await browser.get(answer.location ?? '')).html).toContain('3 个服务已确认退出');
    const again = await browser.post('/account/sessions/end-others');
    expect(again.location).toBe('/account/sessions?done=nothing');
  });

  it('ends in this browser by signing out', async () => {
    const answer = await browser.post('/account/sessions/end', { session_id: here });
    expect(answer.location).toBe('/signed-out?with=0');
    expect(await browser.get('/account')).toMatchObject({ status: 303, location: '/auth' });
  });

  it('can be ended everywhere, this browser included, with all receipts on the last page', async () => {
    await rig.signIn(zhang, 'phone');
    await rig.signIn(zhang, 'office');
    const answer = await browser.post('/account/sessions/end-all');
    expect(answer.location).toBe('/signed-out?with=2');
    expect(await live()).toEqual([]);
  });

  it('of somebody else is out of reach, also when its id is known', async () => {
    const li = await person(rig.base, { subject: 'li', id_number: number() });
    const theirs = await rig.signIn(li, 'theirs');
    const answer = await browser.post('/account/sessions/end', { session_id: theirs });
    expect(answer.location).toBe('/account/sessions?done=nothing');
    expect(await sessions.list(rig.base, li.identity_id)).toHaveLength(1);
  });
});

describe('a post to the account pages', () => {
  const posts = [
    '/account/sessions/end-others',
    '/account/sessions/end-all',
    '/account/sign-in/add',
  ];
  beforeEach(() => rig.signIn(zhang, 'phone'));

  it('without the form’s token are refused and change nothing', async () => {
    for (const path of posts) {
      const answer = await browser.post(path, { _csrf: 'made-up', source: 'yibao' });
      expect(answer.status, path).toBe(403);
      expect(await live(), path).toHaveLength(2);
      expect(rig.linkingTo, path).toEqual([]);
    }
  });

  it.each([
    ['sec-fetch-site', 'cross-site'],
    ['origin', 'https://elsewhere.test'],
  ])('from a foreign page is refused and changes nothing (%s: %s)', async (header, value) => {
    const foreign = { [header]: value };
    const answer = await browser.postFrom(foreign, '/account/sessions/end-others');
    expect(answer.status).toBe(403);
    expect(await live()).toHaveLength(2);
  });

  it('with the token of another browser of the same person is refused', async () => {
    const { html } = await rig.browser('phone').get('/account/sessions');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect((await browser.post('/account/sessions/end-others', { _csrf })).status).toBe(403);
    expect(await live()).toHaveLength(2);
  });

  it('that name no session are refused', async () => {
    for (const session_id of ['', 'not-an-id', '1 or 1=1']) {
      const answer = await browser.post('/account/sessions/end', { session_id });
      expect(answer.status, session_id).toBe(400);
      expect(await live(), session_id).toHaveLength(2);
    }
  });

  it('by nobody leads to the sign-in', async () => {
    const answer = await rig.browser('nobody').post('/account/sessions/end-all');
    expect(answer).toMatchObject({ status: 303, location: '/auth' });
    expect(await live()).toHaveLength(2);
  });
});
