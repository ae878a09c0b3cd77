import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as sink from '../../src/messages/sink.ts';
import { citizens, PASSWORD } from '../../src/oidc/sandbox/citizens.ts';
import { settle } from '../../src/oidc/sandbox/settling.ts';
import * as sources from '../../src/sources/sources.ts';
import { invited } from '../developers/people.ts';
import { type Portal, startPortal } from '../portal/rig.ts';
import { visitor } from '../support/visitor.ts';

/** What a sandbox has is nowhere else: its citizens, whose password is public, its sink, its switches. */
describe('in production', () => {
  let at: Portal;
  beforeAll(async () => {
    at = await startPortal();
  }, 60_000);
  afterAll(() => at?.stop());

  test('no made-up citizen is there, and their password opens nothing', async () => {
    expect(Number((await at.base.db('identities').count())[0]?.['count'])).toBe(0);
    for (const { code } of citizens) {
      await at.base.db.raw('truncate tries');
      const who = visitor();
      const picker = await who.open(at.hall.ask(at.issuer).address);
      expect(picker.html).not.toContain('sandbox-');
      const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
      const page = await who.submit(asked, { username: code, password: PASSWORD });
      expect([page.status, page.url.searchParams.get('code')], code).toEqual([400, null]);
    }
  });

  test('nobody makes them, and there is no made-up department', async () => {
    await expect(settle(at.base, at.issuer)).rejects.toThrow(/sandbox only/);
    expect(await sources.read(at.base, 'sandbox-department')).toBeUndefined();
    expect(await at.base.db('sandbox_citizens')).toEqual([]);
  });

  test('the pages of a sandbox are not there, for a stranger or a developer', async () => {
    const { address } = await invited(at.base, { department_code: '220000-hall', by: at.by });
    const who = visitor();
    const home = await at.signIn(who, address);
    const inside = await who.submit(home, {
      invitation: home.forms.flatMap(({ fields }) => fields['invitation'] ?? [])[0] ?? '',
    });
    const query = `client_id=songhua&redirect_uri=${at.issuer}/callback/sandbox-department&state=s&nonce=n&code_challenge=c`;
    for (const path of [
      '/sandbox',
      `/sandbox/department/authorize?${query}`,
      '/clients/messages',
      '/clients/apps/hall/failures',
      '/clients/apps/hall/acceptance',
    ])
      expect((await at.open(who, path)).status, path).toBe(404);
    // Nor what their forms would do, for somebody who makes such a form.
    const form = inside.forms.find(({ fields }) => fields['_csrf']);
    if (!form) throw new Error('no form of the portal');
    const posting = (path: string, typed: Record<string, string>) => {
      const action = new URL(`${at.issuer}/clients/apps/hall/${path}`);
      const made = { ...form, action, fields: { ...form.fields, ...typed } };
      return who.submit({ ...inside, forms: [made] });
    };
    const there = new URL(at.hall.redirect_uri).origin;
    for (const [path, fields] of [
      ['failures', { switch: 'clock_ahead', minutes: '5' }],
      ['failures/off', { switch: 'clock_ahead' }],
      ['acceptance', { start: there, inside: there, sign_out: there }],
    ] as const)
      expect((await posting(path, fields)).status, path).toBe(404);
    const token = await fetch(`${at.issuer}/sandbox/department/token`, {
      ...{ method: 'POST', body: new URLSearchParams({ code: 'c', code_verifier: 'v' }) },
    });
    expect(token.status).toBe(404);
  });

  test('no report is signed, also of a run that somebody wrote into the table', async () => {
    const ended_at = at.clock.now();
    const id = newId(at.clock);
    await at.base.db('acceptance_runs').insert({
      ...{ id, client_id: 'hall', addresses: {}, state: 'done', asked_at: ended_at, ended_at },
      ...{ profile: 'standard', redirect_uris: JSON.stringify([at.hall.redirect_uri]) },
      ...{ points: '[]', passed: true },
    });
    const signing = acceptance.signedReport(at.base, at.issuer, id);
    await expect(signing).rejects.toThrow(/sandbox only/);
    await expect(acceptance.latestSigned(at.base, at.issuer, 'hall')).rejects.toThrow(
      /sandbox only/,
    );
    await at.base.db('acceptance_runs').delete();
  });

  test('the sink holds nothing, and is read by nobody', async () => {
    await expect(sink.read(at.base)).rejects.toThrow(/sandbox only/);
    expect(await at.base.db('sandbox_messages')).toEqual([]);
  });
});

describe('in a sandbox', () => {
  let at: Portal;
  beforeAll(async () => {
    at = await startPortal({ env: { SANDBOX: 'true' } });
  }, 60_000);
  afterAll(() => at?.stop());

  /** From the hall to the code of somebody who registers anew. */
  async function register(phone: string) {
    const who = visitor();
    const picker = await who.open(at.hall.ask(at.issuer).address);
    const forms = picker.forms.filter(({ action }) => action.pathname.endsWith('/register'));
    const asked = await who.submit({ ...picker, forms });
    return who.submit(asked, { phone });
  }

  test('a code to a citizen lies open to developers, sealed at rest, for an hour and no longer', async () => {
    const who = visitor();
    await at.signIn(who, 'reader@office.example');
    expect((await register('19900007001')).status).toBe(200);
    const shown = await expect
      .poll(async () => (await at.open(who, '/clients/messages?to=7001')).text, { timeout: 10_000 })
      .toMatch(/\+8619900007001 .*\d{6}/)
      .then(async () => (await at.open(who, '/clients/messages')).text);
    expect(shown).toContain('您的验证码是');
    const [row] = await at.base.db('sandbox_messages');
    expect(JSON.stringify(row)).not.toContain('19900007001');
    expect((await at.open(who, '/clients/messages?to=1234567')).text).not.toContain('+861990');
    // A stranger reads nothing.
    expect((await at.open(visitor(), '/clients/messages')).url.pathname).toBe('/clients/sign-in');
    at.clock.advance(61 * 60_000);
    expect(await sink.read(at.base)).toEqual([]);
    expect(await sink.removeOld(at.base, 10)).toBe(1);
  });

  test('the code of a developer is mailed in earnest, and stands in no page', async () => {
    await at.base.db.raw('truncate tries');
    const address = 'owner@office.example';
    const { code } = await at.code(visitor(), address);
    expect(at.relay.mails.some(({ to }) => to === address)).toBe(true);
    const all = JSON.stringify(await sink.read(at.base));
    expect(all).not.toContain(code);
    expect(all).not.toContain(address);
  });
});
