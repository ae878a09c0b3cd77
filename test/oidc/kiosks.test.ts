// Longer than 250 lines on purpose: one machine, from its code to its end.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as consents from '../../src/consents/consents.ts';
import { postgresStore } from '../../src/oidc/artefacts/postgres-store.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import * as machines from './machines.ts';
import { choose, machineClient } from './machines.ts';
import { somebody } from './rig.ts';

let g: TestGateway;
let machine: RelyingParty;
const staff = { kind: 'system' } as const;

beforeAll(async () => {
  g = await startTestGateway();
  machine = await kiosk('kiosk');
});
afterAll(async () => {
  await machine.stop();
  await g.stop();
});

const kiosk = (id: string, changes?: Partial<clients.Registration>) =>
  machineClient(g.base, [g.issuer], id, changes);
const ask = (party: RelyingParty, fields?: Record<string, string>) =>
  machines.ask(g.issuer, party, fields);
const poll = (party: RelyingParty, device_code: unknown) =>
  machines.poll(g.issuer, party, device_code);

let people = 0;

/** Somebody who is signed in on their telephone. */
async function onPhone(changes: Parameters<typeof citizen>[2] = {}): Promise<{
  person: Citizen;
  phone: Visitor;
}> {
  people += 1;
  const person = await citizen(g.base, `phone-${people}`, { ...somebody(), ...changes });
  const phone = visitor();
  await tokensOf(g, g.hall, phone, person);
  return { person, phone };
}

/** The machine asks, and the person approves: what the machine holds then. */
async function letIn(party: RelyingParty, phone: Visitor) {
  const asked = (await ask(party)).body;
  const page = await phone.open(String(asked['verification_uri_complete']));
  await choose(phone, page, 'approve');
  return { asked, tokens: (await poll(party, asked['device_code'])).body };
}

const live = (person: Citizen) => sessions.list(g.base, person.identity_id);

describe('a self-service machine', () => {
  it('signs in whoever says on their telephone that they stand before it, in a session of its own', async () => {
    const { person, phone } = await onPhone();
    const { body: asked } = await ask(machine);
    expect(asked).toMatchObject({ expires_in: 120, verification_uri: `${g.issuer}/device` });
    expect((await poll(machine, asked['device_code'])).body.error).toBe('authorization_pending');

    const page = await phone.open(String(asked['verification_uri_complete']));
    for (const shown of ['省政务大厅一楼', '自助机 1', '应用 kiosk', String(asked['user_code'])])
      expect(page.text).toContain(shown);
    expect((await choose(phone, page, 'approve')).text).toContain('已在那台机器上登录');

    const { body: tokens } = await poll(machine, asked['device_code']);
    expect(tokens).not.toHaveProperty('refresh_token');
    const claims = await machine.verified(g.issuer, tokens.id_token as string);
    expect(claims).toMatchObject({
      acr: 'urn:songhua:acr:2',
      amr: ['pwd'],
      sid: expect.any(String),
    });
    const info = await machine.userinfo(g.issuer, tokens.access_token as string);
    expect(info.body).toMatchObject({ sub: claims.sub, name: '韩测试' });

    const rows = await live(person);
    expect(rows.map(({ kind, device }) => [kind, device]).sort()).toEqual([
      ['browser', '—'],
      ['kiosk', '省政务大厅一楼 · 自助机 1'],
    ]);
    const told = (await auditTrail(g.base)).filter(({ kind }) => kind === 'device.approved');
    expect(told.at(-1)).toMatchObject({
      actor_id: person.identity_id,
      client_id: 'kiosk',
      session_id: rows.find(({ kind }) => kind === 'kiosk')?.id,
      detail: { device: 'T-01' },
    });
  });

  it('is left alone by the end of the session on the telephone, and the telephone by its end', async () => {
    const { person, phone } = await onPhone();
    const { tokens } = await letIn(machine, phone);
    const [phones] = (await live(person)).filter(({ kind }) => kind === 'browser');
    await sessions.end(g.base, { ids: [phones?.id ?? ''] }, { reason: 'sign_out' });
    expect((await machine.userinfo(g.issuer, tokens.access_token as string)).status).toBe(200);

    const again = await onPhone();
    const held = await letIn(machine, again.phone);
    const [kiosks] = (await live(again.person)).filter(({ kind }) => kind === 'kiosk');
    await sessions.end(g.base, { ids: [kiosks?.id ?? ''] }, { reason: 'account' });
    expect((await machine.userinfo(g.issuer, held.tokens.access_token as string)).status).toBe(401);
    expect((await live(again.person)).map(({ kind }) => kind)).toEqual(['browser']);
  });

  it('ends its session by giving the token back, and is told when the owner ends it', async () => {
    const { person, phone } = await onPhone();
    const { tokens } = await letIn(machine, phone);
    const claims = await machine.verified(g.issuer, tokens.id_token as string);
    await machine.revoke(g.issuer, tokens.access_token as string);
    expect((await live(person)).map(({ kind }) => kind)).toEqual(['browser']);
    await vi.waitFor(() => expect(machine.told.map(({ sid }) => sid)).toContain(claims.sid), {
      timeout: 10_000,
    });
  });

  it('signs out after two minutes without use, and not while it is used', async () => {
    const { person, phone } = await onPhone();
    const { tokens } = await letIn(machine, phone);
    const used = () => machine.userinfo(g.issuer, tokens.access_token as string);
    for (let minute = 0; minute < 3; minute += 1) {
      g.clock.advance(90_000);
      await sessions.sweep(g.base, postgresStore(g.base));
      expect((await used()).status).toBe(200);
    }
    g.clock.advance(121_000);
    await sessions.sweep(g.base, postgresStore(g.base));
    expect((await used()).status).toBe(401);
    const kiosks = await g.base
      .db('sessions')
      .where({ identity_id: person.identity_id, kind: 'kiosk' })
      .select('end_reason');
    expect(kiosks).toEqual([{ end_reason: 'kiosk_idle' }]);
  });

  it('is refused where the person says that it is not theirs', async () => {
    const { person, phone } = await onPhone();
    const { body: asked } = await ask(machine);
    const page = await phone.open(String(asked['verification_uri_complete']));
    expect((await choose(phone, page, 'refuse')).text).toContain('已拒绝');
    expect((await poll(machine, asked['device_code'])).body.error).toBe('access_denied');
    expect((await live(person)).map(({ kind }) => kind)).toEqual(['browser']);
    const [told] = (await auditTrail(g.base)).filter(({ kind }) => kind === 'device.refused');
    expect(told).toMatchObject({ actor_id: person.identity_id, client_id: 'kiosk' });
  });

  it('leads somebody who is not signed in through the sign-in, and on with the same code', async () => {
    const { person } = await onPhone();
    const { body: asked } = await ask(machine);
    const phone = visitor();
    const picker = await phone.open(String(asked['verification_uri_complete']));
    const password = await phone.submit(picker, {}, { name: 'source', value: 'local' });
    const page = await phone.submit(password, {
      username: person.username,
      password: person.password,
    });
    expect(page.text).toContain('自助机 1');
    await choose(phone, page, 'approve');
    expect((await poll(machine, asked['device_code'])).status).toBe(200);
  });

  it('says after two minutes that its code is over, to the person and to the machine', async () => {
    const { phone } = await onPhone();
    const { body: asked } = await ask(machine);
    g.clock.advance(121_000);
    const page = await phone.open(String(asked['verification_uri_complete']));
    expect([page.status, page.text]).toEqual([
      404,
      expect.stringContaining('没有机器在显示这个代码'),
    ]);
    // The engine reads the clock of the process.
    await g.base.db.raw(
      `update artefacts set payload = payload || '{"exp": 1}' where kind = 'DeviceCode'`,
    );
    expect((await poll(machine, asked['device_code'])).body.error).toBe('expired_token');
  });

  it('is told so where the session does not reach its level, and offered the way there', async () => {
    const high = await kiosk('kiosk-high', { level_floor: 3 });
    const { phone } = await onPhone();
    const { body: asked } = await ask(high);
    const page = await phone.open(String(asked['verification_uri_complete']));
    // The step-up: what is asked for is the level, and the code comes back with it.
    expect(page.url.pathname).toMatch(/^\/signin\//);
    expect((await poll(high, asked['device_code'])).body.error).toBe('authorization_pending');
    await high.stop();
  });

  it('is given nothing that rests on consent: nobody is asked there, nor told that it would be given', async () => {
    const asking = await kiosk('kiosk-consent', { scopes: 'openid profile phone realname' });
    const purpose = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
    const claim = { law: '个人信息保护法 第十三条第一项', purpose };
    await clients.setClaims(
      g.base,
      'kiosk-consent',
      [
        { ...claim, scope: 'realname', basis: 'consent' },
        { ...claim, scope: 'phone', basis: 'consent', optional: true },
      ],
      staff,
    );
    const { person, phone } = await onPhone();
    // Also where the person agreed to it before.
    await consents.give(g.base, {
      ...{ identity_id: person.identity_id, client_id: 'kiosk-consent', version: 2 },
      ...{ scopes: ['realname'], refused: [] },
    });
    const scope = 'openid profile phone realname';
    const given = await vi.waitFor(
      async () => {
        const asked = (await ask(asking, { scope })).body;
        const page = await phone.open(String(asked['verification_uri_complete']));
        expect(page.text).not.toContain('姓名和认证级别');
        return { asked, page };
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(given.page.text).not.toContain('手机号码');
    await choose(phone, given.page, 'approve');
    const { body: tokens } = await poll(asking, given.asked['device_code']);
    expect(tokens['scope']).toBe('openid profile');
    const info = await asking.userinfo(g.issuer, tokens.access_token as string);
    expect(info.body).toMatchObject({ name: '韩**' });
    expect(info.body).not.toHaveProperty('phone_number');
    expect(info.body).not.toHaveProperty('gender');
    const rows = await g.base.db('consents').where({ identity_id: person.identity_id });
    expect(rows).toHaveLength(1);
    await asking.stop();
  });

  it('must be one that its client has registered, and is refused once it was taken away', async () => {
    for (const device of ['T-99', ''])
      expect((await ask(machine, { device })).body.error).toBe('invalid_request');
    const other = await kiosk('kiosk-away');
    const { phone } = await onPhone();
    const { body: asked } = await ask(other);
    expect(
      await clients.retireDevice(g.base, { client_id: 'kiosk-away', code: 'T-01' }, staff),
    ).toBe(true);
    await vi.waitFor(async () => expect((await ask(other)).status).toBe(400), { timeout: 10_000 });
    const page = await phone.open(String(asked['verification_uri_complete']));
    expect(page.status).toBe(404);
    await other.stop();
  });
});

describe('a code of a machine', () => {
  it('lets one person in, of two who press at once', async () => {
    const [one, two] = [await onPhone(), await onPhone()];
    for (let round = 0; round < 10; round += 1) {
      const { body: asked } = await ask(machine);
      const pages = await Promise.all(
        [one, two].map(({ phone }) => phone.open(String(asked['verification_uri_complete']))),
      );
      const came = await Promise.all([
        choose(one.phone, pages[0] as Page, 'approve'),
        choose(two.phone, pages[1] as Page, 'approve'),
      ]);
      expect(came.map(({ status }) => status).sort()).toEqual([200, 404]);
      const held = await Promise.all([1, 2, 3].map(() => poll(machine, asked['device_code'])));
      expect(held.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
      const [won] = held.filter(({ status }) => status === 200);
      const info = await machine.userinfo(g.issuer, won?.body.access_token as string);
      expect(info.status).toBe(200);
    }
  });

  it('cannot be tried out: after five wrong ones the person waits', async () => {
    const { phone } = await onPhone();
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1)
      statuses.push(
        (await phone.open(`${g.issuer}/device?user_code=BCDFGHJ${'BCDFGHJ'[n]}`)).status,
      );
    expect(statuses.slice(0, 5)).toEqual([404, 404, 404, 404, 404]);
    expect(statuses.at(-1)).toBe(429);
  });

  it('is understood however it is typed', async () => {
    const { phone } = await onPhone();
    const { body: asked } = await ask(machine);
    const typed = ` ${String(asked['user_code']).toLowerCase().replace('-', ' ')} `;
    const page = await phone.submit(await phone.open(`${g.issuer}/device`), { user_code: typed });
    expect(page.text).toContain('自助机 1');
  });
});
