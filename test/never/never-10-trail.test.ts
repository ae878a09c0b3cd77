/** Never 10: no change without its audit event in the same transaction. */
// Whole, since it is one table: each change with its event.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as keys from '../../src/keys/keys.ts';
import * as sources from '../../src/sources/sources.ts';
import { app } from '../support/factors.ts';
import { signInLocally, tokensOf } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { expectNothingOf, expectTold, fitLid } from './closed-trail.ts';
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

const staff = { kind: 'staff', id: 'duty-officer' } as const;
const words = { 'zh-CN': '试', ko: '시험', en: 'trial' };

let p: Province;
beforeAll(async () => {
  p = await startProvince();
  await fitLid(p);
});
afterAll(() => p.stop());

describe('while the trail takes nothing, nothing changes by', () => {
  it('a first arrival', async () => {
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const notice = await pick(p, who, picker, 'fund', someone('何测试'));
    await expectNothingOf(p, () => press(who, notice, '/notice'));
    await expectTold(p, 'identity.arrived', () => who.open(notice.url));
  });

  it('the arrival of somebody known, whose link would be marked as used', async () => {
    const account = someone('吕测试');
    await tokensThrough(p, visitor(), 'fund', account);
    p.clock.advance(60_000);
    await expectNothingOf(p, async () => {
      const who = visitor();
      return comeThrough(p, who, await who.open(p.hall.ask(p.issuer).address), 'fund', account);
    });
  });

  it('a sign-in with a password', async () => {
    const person = await citizenOf(p, 'shi-1');
    const { address } = p.hall.ask(p.issuer);
    await expectNothingOf(p, () => signInLocally(visitor(), address, person));
    await expectTold(p, 'session.started', () => signInLocally(visitor(), address, person));
  });

  it('the first hop to another client, which gets no code', async () => {
    const who = visitor();
    await tokensOf(p, p.hall, who, await citizenOf(p, 'shi-2'));
    const { address } = p.subhall.ask(p.issuer);
    await expectNothingOf(p, async () => {
      const page = await who.open(address);
      expect(page.url.searchParams.get('code')).toBeNull();
      return page;
    });
    await expectTold(p, 'session.joined', () => who.open(address));
  });

  it('a password that is set on the account page, and one that is removed', async () => {
    const who = visitor();
    await tokensThrough(p, who, 'fund', someone('张样'));
    const form = await who.open(`${p.issuer}/account/password`);
    const typed = { login_name: 'shi-3-shi', password: 'river-sturgeon-417' };
    await expectNothingOf(p, () => who.submit(form, typed));
    await expectTold(p, 'credential.set', () => who.submit(form, typed));
    // Its button leads elsewhere than the form that it stands in.
    const again = await who.open(`${p.issuer}/account/password`);
    const removal = {
      ...again,
      forms: again.forms.map((one) => ({
        ...one,
        action: new URL('/account/password/remove', p.issuer),
      })),
    };
    const remove = () => who.submit(removal, { current_password: typed.password });
    await expectNothingOf(p, remove);
    await expectTold(p, 'credential.ended', remove);
  });

  it('an account that is added on the account page, and one that is taken away', async () => {
    const [here, account] = [visitor(), someone('孔测试')];
    const tokens = await tokensThrough(p, here, 'fund', account);
    const { identity_id } = await sessionOf(p, tokens);
    const add = async () => {
      p.providers.medical.signsIn(account);
      const page = await here.open(`${p.issuer}/account/sign-in`);
      return press(here, page, '/add', {}, { name: 'source', value: 'medical' });
    };
    await expectNothingOf(p, add);
    await expectTold(p, 'identity.arrived', add);
    const link = (await identities.links(p.base, identity_id)).find(
      ({ source_id }) => source_id === 'medical',
    );
    const page = await here.open(`${p.issuer}/account/sign-in`);
    const which = { link_id: link?.id ?? '' };
    await expectNothingOf(p, () => press(here, page, '/unlink', which));
    await expectTold(p, 'identity.link_ended', () => press(here, page, '/unlink', which));
  });

  it('a sign-out at a client: the session lives, and nobody is told of an ending', async () => {
    const who = visitor();
    const tokens = await tokensOf(p, p.hall, who, await citizenOf(p, 'shi-4'));
    const query = new URLSearchParams({ id_token_hint: tokens.id_token ?? '' });
    const out = async () =>
      who.submit(
        await who.open(`${p.issuer}/signout?${query}`),
        {},
        { name: 'logout', value: 'yes' },
      );
    await expectNothingOf(p, out);
    expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(200);
    const { address } = p.hall.ask(p.issuer, { prompt: 'none' });
    expect(codeOf(await who.open(address))).toBeTruthy();
    await expectTold(p, 'session.ended', out);
  });

  it('an ending of all sessions on the account page', async () => {
    const who = visitor();
    await tokensOf(p, p.hall, who, await citizenOf(p, 'shi-5'));
    const page = await who.open(`${p.issuer}/account/sessions`);
    await expectNothingOf(p, () => press(who, page, '/end-all'));
    await expectTold(p, 'session.ended', () => press(who, page, '/end-all'));
  });

  it('a sign-out that goes on at the source, and a word of the source before anybody came', async () => {
    const { fund } = p.providers;
    const goes = (sign_out: string) =>
      sources.register(p.base, {
        ...{ id: 'fund', protocol: 'oidc', department_code: '220000-fund', ceiling: 3 },
        ...{ names: words, account_words: words, registration: 'issued' },
        settings: { ...fund.settings, sign_out },
      });
    await goes('always');
    const who = visitor();
    await tokensThrough(p, who, 'fund', someone('曹测试'));
    const own = await who.open(`${p.issuer}/account/sessions`);
    const page = await press(who, own, '/sessions/end-all');
    const leave = () => press(who, page, '/signed-out/source');
    await expectNothingOf(p, leave);
    await expectTold(p, 'session.sent_to_source', leave);
    const says = async () => {
      const logout_token = await fund.logoutToken({ sid: 'there-somebody-under-way' });
      const body = new URLSearchParams({ logout_token });
      return fetch(`${p.issuer}/callback/fund/logout`, { method: 'POST', body });
    };
    await expectNothingOf(p, says);
    await expectTold(p, 'source.signed_out', says);
    await goes('never');
  });

  it('a factor that is shown again for a change: where its session does not note it, it was not used', async () => {
    const person = await citizenOf(p, 'shi-9', { level: 3 }, 3);
    const phone = await app(p.base, p.clock, { ...person, level: 3 });
    const who = visitor();
    await press(who, await signInLocally(who, `${p.issuer}/account`, person), '/told');
    const page = await who.open(`${p.issuer}/account/factors/app`);
    const code = phone.next();
    const used = async () =>
      (await p.base.db('audit_events').where({ kind: 'credential.used' })).length;
    const before = await used();
    await p.base.db.raw(`create trigger closed before update of shown_id on sessions
      for each row execute function closed()`);
    expect((await press(who, page, '/prove', { code })).status).toBe(500);
    await p.base.db.raw('drop trigger closed on sessions');
    expect(await used()).toBe(before);
    // So the code is good for another try.
    await expectTold(p, 'credential.used', () => press(who, page, '/prove', { code }));
  });

  it('a replayed refresh token: the grant that it would end goes on', async () => {
    const person = await citizenOf(p, 'shi-6');
    const { refresh_token = '' } = await tokensOf(p, p.hall, visitor(), person);
    const { body } = await p.hall.refresh(p.issuer, refresh_token);
    p.clock.advance(11_000);
    await expectNothingOf(p, () => p.hall.refresh(p.issuer, refresh_token));
    expect((await p.hall.userinfo(p.issuer, body.access_token ?? '')).status).toBe(200);
    await expectTold(p, 'refresh.replayed', () => p.hall.refresh(p.issuer, refresh_token));
  });

  it('a release of an identification number: the client does not get it', async () => {
    const person = await citizenOf(p, 'shi-7');
    const params = { scope: 'openid idno' };
    const tokens = await tokensOf(p, p.hall, visitor(), person, params);
    await expectNothingOf(p, async () => {
      const answer = await p.hall.userinfo(p.issuer, tokens.access_token ?? '');
      expect(answer.body).not.toHaveProperty('id_no');
      return answer;
    });
    const { body } = await p.hall.userinfo(p.issuer, tokens.access_token ?? '');
    expect(body).toHaveProperty('id_no');
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'client.registered',
      () =>
        clients.register(p.base, {
          ...{ id: 'trial', department_code: '220000-hall', names: words, sector: 'trial' },
          ...{ redirect_uris: ['https://trial.test/callback'], scopes: 'openid' },
        }),
    ],
    ['client.secret_added', () => clients.addSecret(p.base, { client_id: 'subhall' })],
    ['client.suspended', () => clients.suspend(p.base, 'subhall')],
    ['source.paused', () => sources.pause(p.base, 'medical', staff)],
    ['source.resumed', () => sources.resume(p.base, 'medical', staff)],
    [
      'source.registered',
      () =>
        sources.register(p.base, {
          ...{ id: 'trial', protocol: 'oidc', department_code: '220000-fund', ceiling: 2 },
          ...{ names: words, account_words: words, registration: 'issued' },
          settings: p.providers.fund.settings,
        }),
    ],
    [
      'department.added',
      () => departments.add(p.base, { code: 'trial', kind: 'region', names: words }),
    ],
    ['keys.rotated', () => keys.rotate(p.base, 'ES256')],
  ])('an act of staff (%s)', async (kind, act) => {
    await expectNothingOf(p, async () => void (await act()));
    await expectTold(p, kind, act);
  });

  it('a suspension of an identity, whose session would end with it', async () => {
    const person = await citizenOf(p, 'shi-8');
    const act = () =>
      interventions.suspend(
        p.base,
        { identity_id: person.identity_id, reason_code: 'misuse_suspected' },
        {},
      );
    await expectNothingOf(p, async () => void (await act()));
    await expectTold(p, 'identity.intervened', act);
  });
});
