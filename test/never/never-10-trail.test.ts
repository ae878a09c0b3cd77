/** Never 10: no change without its audit event in the same transaction. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import * as identities from '../../src/identities/identities.ts';
import * as keys from '../../src/keys/keys.ts';
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
  await p.base.db.raw(`
    create function closed() returns trigger language plpgsql as
      $$ begin raise exception 'the trail takes nothing'; end $$;
    create trigger closed before insert on audit_events for each row execute function closed();
    alter table audit_events disable trigger closed`);
});
afterAll(() => p.stop());

/** Neither what passes (a sign-in under way, tries), nor what the trail itself and leases are made of. */
const passing = [
  'artefacts',
  'tries',
  'audit_events',
  'audit_pending',
  'audit_seals',
  'destinations',
];

/** What every lasting table says, to the letter. */
async function state(): Promise<Record<string, string | null>> {
  const { rows: tables } = await p.base.db.raw(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and not c.relispartition order by 1`,
  );
  const all: Record<string, string | null> = {};
  for (const { name } of tables as { name: string }[]) {
    if (passing.includes(name)) continue;
    const { rows } = await p.base.db.raw(
      `select md5(string_agg(t::text, ' ' order by t::text)) as digest from ?? t`,
      [name],
    );
    all[name] = rows[0].digest;
  }
  return all;
}

/** Nothing is owed and nobody is about to write: the only change can be the act's. */
async function quiet(): Promise<void> {
  const deadline = Date.now() + 30_000;
  while ((await p.base.db('outbox').where({ state: 'due' })).length > 0)
    if (Date.now() > deadline) throw new Error('deliveries never came to rest');
}

/** Does `act` while the trail takes nothing; the act must fail, and leave everything as it was. */
async function expectNothingOf(act: () => Promise<{ status: number } | undefined>): Promise<void> {
  await quiet();
  const before = await state();
  await p.base.db.raw('alter table audit_events enable trigger closed');
  let failed: unknown;
  try {
    const answer = await act();
    failed = answer && answer.status >= 500;
  } catch (fault) {
    failed = /the trail takes nothing/.test(String(fault));
  } finally {
    await p.base.db.raw('alter table audit_events disable trigger closed');
  }
  expect(failed).toBe(true);
  expect(await state()).toEqual(before);
}

/** And the same act, done again while the trail writes, changes something and is told of. */
async function expectTold(kind: string, act: () => Promise<unknown>): Promise<void> {
  const [before, events] = [await state(), await p.base.db('audit_events').where({ kind })];
  await act();
  expect(await state()).not.toEqual(before);
  expect((await p.base.db('audit_events').where({ kind })).length).toBeGreaterThan(events.length);
}

describe('while the trail takes nothing, nothing changes by', () => {
  it('a first arrival', async () => {
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const notice = await pick(p, who, picker, 'fund', someone('何测试'));
    await expectNothingOf(() => press(who, notice, '/notice'));
    await expectTold('identity.arrived', () => who.open(notice.url));
  });

  it('the arrival of somebody known, whose link would be marked as used', async () => {
    const account = someone('吕测试');
    await tokensThrough(p, visitor(), 'fund', account);
    p.clock.advance(60_000);
    await expectNothingOf(async () => {
      const who = visitor();
      return comeThrough(p, who, await who.open(p.hall.ask(p.issuer).address), 'fund', account);
    });
  });

  it('a sign-in with a password', async () => {
    const person = await citizenOf(p, 'shi-1');
    const { address } = p.hall.ask(p.issuer);
    await expectNothingOf(() => signInLocally(visitor(), address, person));
    await expectTold('session.started', () => signInLocally(visitor(), address, person));
  });

  it('the first hop to another client, which gets no code', async () => {
    const who = visitor();
    await tokensOf(p, p.hall, who, await citizenOf(p, 'shi-2'));
    const { address } = p.subhall.ask(p.issuer);
    await expectNothingOf(async () => {
      const page = await who.open(address);
      expect(page.url.searchParams.get('code')).toBeNull();
      return page;
    });
    await expectTold('session.joined', () => who.open(address));
  });

  it('a password that is set on the account page, and one that is removed', async () => {
    const who = visitor();
    await tokensThrough(p, who, 'fund', someone('张样'));
    const form = await who.open(`${p.issuer}/account/password`);
    const typed = { login_name: 'shi-3-shi', password: 'river-sturgeon-417' };
    await expectNothingOf(() => who.submit(form, typed));
    await expectTold('credential.set', () => who.submit(form, typed));
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
    await expectNothingOf(remove);
    await expectTold('credential.ended', remove);
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
    await expectNothingOf(add);
    await expectTold('identity.arrived', add);
    const link = (await identities.links(p.base, identity_id)).find(
      ({ source_id }) => source_id === 'medical',
    );
    const page = await here.open(`${p.issuer}/account/sign-in`);
    const which = { link_id: link?.id ?? '' };
    await expectNothingOf(() => press(here, page, '/unlink', which));
    await expectTold('identity.link_ended', () => press(here, page, '/unlink', which));
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
    await expectNothingOf(out);
    expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(200);
    const { address } = p.hall.ask(p.issuer, { prompt: 'none' });
    expect(codeOf(await who.open(address))).toBeTruthy();
    await expectTold('session.ended', out);
  });

  it('an ending of all sessions on the account page', async () => {
    const who = visitor();
    await tokensOf(p, p.hall, who, await citizenOf(p, 'shi-5'));
    const page = await who.open(`${p.issuer}/account/sessions`);
    await expectNothingOf(() => press(who, page, '/end-all'));
    await expectTold('session.ended', () => press(who, page, '/end-all'));
  });

  it('a replayed refresh token: the grant that it would end goes on', async () => {
    const person = await citizenOf(p, 'shi-6');
    const { refresh_token = '' } = await tokensOf(p, p.hall, visitor(), person);
    const { body } = await p.hall.refresh(p.issuer, refresh_token);
    p.clock.advance(11_000);
    await expectNothingOf(() => p.hall.refresh(p.issuer, refresh_token));
    expect((await p.hall.userinfo(p.issuer, body.access_token ?? '')).status).toBe(200);
    await expectTold('refresh.replayed', () => p.hall.refresh(p.issuer, refresh_token));
  });

  it('a release of an identification number: the client does not get it', async () => {
    const person = await citizenOf(p, 'shi-7');
    const params = { scope: 'openid idno' };
    const tokens = await tokensOf(p, p.hall, visitor(), person, params);
    await expectNothingOf(async () => {
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
    await expectNothingOf(async () => void (await act()));
    await expectTold(kind, act);
  });

  it('a suspension of an identity, whose session would end with it', async () => {
    const person = await citizenOf(p, 'shi-8');
    const act = () =>
      identities.setState(p.base, person.identity_id, 'suspended', { reason: 'trial' });
    await expectNothingOf(async () => void (await act()));
    await expectTold('identity.state_changed', act);
  });
});
