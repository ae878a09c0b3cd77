/** Never 11 and Never 2, where the password is typed here and its account is in a department's table. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { onQuery } from '../../src/db.ts';
import { current } from '../../src/oidc/artefacts/unit-of-work.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  type AccountTable,
  mapping,
  postgresqlTable,
  putAccount,
} from '../doubles/account-table.ts';
import { number } from '../identities/people.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type Province, press, startProvince } from './province.ts';
import { expectPage } from './refused.ts';

const hashing = vi.hoisted(() => ({ verified: 0 }));
// The real hash, counted: what takes the time must be computed whoever is asked for.
vi.mock('argon2', async (original) => {
  const { default: argon2 } = await original<{ default: typeof import('argon2') }>();
  const verify = (digest: string, password: string) => {
    hashing.verified += 1;
    return argon2.verify(digest, password);
  };
  return { default: { ...argon2, verify } };
});

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const staff = { kind: 'staff', id: 'duty-officer' } as const;
const strong = 'river-sturgeon-417';
const own = 'a boat under the bridge';

let p: Province;
let table: AccountTable;
beforeAll(async () => {
  p = await startProvince();
  table = await postgresqlTable();
  await sources.register(p.base, {
    id: 'insurance',
    protocol: 'password-table',
    department_code: '220000-medical',
    names: words('社保'),
    account_words: words('社保账号'),
    registration: 'issued',
    ceiling: 2,
    settings: { ...table.settings, patience_ms: 10_000 },
    mapping,
  });
});
beforeEach(async () => {
  await p.base.db('tries').delete();
});
afterAll(async () => {
  await p?.stop();
  await table?.stop();
});

/** One person keeps one number. */
const numbers = new Map<string, string>();
const numberOf = (username: string) => {
  const known = numbers.get(username) ?? number();
  numbers.set(username, known);
  return known;
};

const put = (username: string, password: string, more: object = {}) =>
  putAccount(table, {
    ...{ subject: `sb-${username}`, username, password, name: '王测试' },
    ...{ id_type: 'resident_id', id_number: numberOf(username), ...more },
  });

async function form(who: ReturnType<typeof visitor>): Promise<Page> {
  const picker = await who.open(p.hall.ask(p.issuer).address);
  return press(who, picker, '/source', {}, { name: 'source', value: 'insurance' });
}

/** Signs in; on the way the notice is accepted and, where it is asked for, a new password set. */
async function signIn(who: ReturnType<typeof visitor>, username: string, password: string) {
  let page = await press(who, await form(who), '/password', { username, password });
  const at = (path: string) => page.forms.some(({ action }) => action.pathname.endsWith(path));
  if (at('/notice')) page = await press(who, page, '/notice');
  if (at('/new-password')) page = await press(who, page, '/new-password', { password: own });
  return page;
}

/** What a wrong password looks like from outside, and what it costs inside. */
async function guess(username: string) {
  const who = visitor();
  const at = await form(who);
  let roundTrips = 0;
  const stop = onQuery(p.base.db, () => {
    try {
      current();
      roundTrips += 1;
    } catch {
      // Asked for by a job beside the requests.
    }
  });
  const before = hashing.verified;
  const page = await press(who, at, '/password', { username, password: 'not-this-one-9' });
  stop();
  return {
    status: page.status,
    roundTrips,
    hashes: hashing.verified - before,
    html: page.html
      .replaceAll(username, 'NAME')
      .replace(/\/signin\/[\w-]+/g, '/signin/ONE')
      .replace(/(name="_csrf" value=")[^"]*/g, '$1')
      .replace(/<code>[^<]*<\/code>/, ''),
  };
}

describe('a guess at an old password says and costs the same', () => {
  it.each([
    ['whose password was never typed here', async () => put('zhao-1', strong)],
    [
      'that has a copy of ours',
      async () => {
        await put('zhao-1', strong);
        expect(
          (await signIn(visitor(), 'zhao-1', strong)).url.searchParams.get('code'),
        ).toBeTruthy();
      },
    ],
    ['whose hash was changed since the copy', async () => put('zhao-1', 'another-sturgeon-5')],
    [
      'whose person set a password here',
      async () => {
        await put('zhao-1', '123456');
        expect(
          (await signIn(visitor(), 'zhao-1', '123456')).url.searchParams.get('code'),
        ).toBeTruthy();
      },
    ],
    ['that is locked', async () => put('zhao-1', strong, { locked: true })],
    ['that is broken', async () => put('zhao-1', strong, { hash: 'not a hash' })],
    [
      'that is there twice',
      async () => {
        await put('zhao-1', strong);
        await put('zhao-1', strong, { subject: 'sb-twin' });
      },
    ],
  ])('for a name that nobody has and an account %s', async (_, prepare) => {
    await prepare();
    await p.base.db('tries').delete();
    const known = await guess('zhao-1');
    const unknown = await guess('zhao-2');
    await table.sql("delete from zhanghu where zh = 'sb-twin'");
    expect(known).toMatchObject({ status: 400, hashes: 1 });
    expect(known.roundTrips).toBeGreaterThan(3);
    expect(unknown).toEqual(known);
  });

  it('when it slows down, at the same try', async () => {
    await put('zhao-3', strong);
    const run = async (username: string) => {
      const seen: unknown[] = [];
      for (let count = 0; count < 7; count += 1) seen.push(await guess(username));
      return seen;
    };
    const known = await run('zhao-3');
    expect(known.map((one) => (one as { status: number }).status)).toContain(429);
    expect(await run('zhao-4')).toEqual(known);
  });
});

describe('a source of old passwords that is switched off', () => {
  it('takes no password, right or wrong, and asks the department nothing', async () => {
    await put('qian-1', strong);
    const who = visitor();
    const at = await form(who);
    await sources.pause(p.base, 'insurance', staff);
    const [carried, before] = [await p.base.db('carried_passwords').select(), hashing.verified];
    table.relay.cut();
    const made = table.relay.made();
    const page = await press(who, at, '/password', { username: 'qian-1', password: strong });
    expectPage(page, 'sources.paused');
    expect(table.relay.made()).toBe(made);
    expect(hashing.verified).toBe(before);
    expect(await p.base.db('carried_passwords').select()).toEqual(carried);
    await sources.resume(p.base, 'insurance', staff);
  });

  it('lets nobody finish who is setting a new password meanwhile', async () => {
    await put('qian-2', '123456');
    const who = visitor();
    let page = await press(who, await form(who), '/password', {
      username: 'qian-2',
      password: '123456',
    });
    page = await press(who, page, '/notice');
    await sources.pause(p.base, 'insurance', staff);
    expectPage(await press(who, page, '/new-password', { password: own }), 'sources.paused');
    expect(
      await p.base.db('sessions').where({ source_id: 'insurance' }).whereNull('ended_at'),
    ).toEqual([]);
    await sources.resume(p.base, 'insurance', staff);
  });

  it('ends the sessions that came through it', async () => {
    await put('qian-3', strong);
    const page = await signIn(visitor(), 'qian-3', strong);
    expect(page.url.searchParams.get('code')).toBeTruthy();
    await sources.pause(p.base, 'insurance', staff);
    expect(
      await p.base.db('sessions').where({ source_id: 'insurance' }).whereNull('ended_at'),
    ).toEqual([]);
    await sources.resume(p.base, 'insurance', staff);
  });
});
