// Whole, since every case is one answer of the same directory.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { Refusal } from '../../src/errors.ts';
import type { Admit, SpokenBind } from '../../src/sources/contract.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
import { ldap } from '../../src/sources/protocols/ldap.ts';
import { Unreadable } from '../../src/sources/unreadable.ts';
import {
  type Directory,
  mapping,
  NOBODY,
  PASSWORD_POLICY,
  startDirectory,
} from '../doubles/ldap-directory.ts';
import { type Result, value } from '../doubles/ldap-server.ts';

const password = 'river-sturgeon-417';
const wrong = { refused: 'wrong', knew: false };
const mustChange = { refused: 'must_change', knew: true };
const locked = (knew: boolean) => ({ refused: 'locked', knew });

describe('what a directory says', () => {
  let directory: Directory;
  let number = 0;
  beforeAll(async () => {
    directory = await startDirectory();
  });
  beforeEach(() => {
    directory.mend();
    directory.remove('sb-0001');
    directory.put({ subject: 'sb-0001', username: 'wangcs', password });
  });
  afterAll(() => directory?.stop());

  interface Ask {
    change?: object;
    words?: Mapping;
    admit?: Admit;
  }
  const ask = (username = 'wangcs', typed = password, { change, words, admit }: Ask = {}) => {
    const means = { clock: systemClock, source_id: `words-${++number}`, mapping: words ?? mapping };
    const spoken = ldap.open(
      { ...directory.settings, ...change },
      { ...means, document: async () => undefined, once: async () => true },
    ) as SpokenBind;
    return spoken.verify(username, typed, admit ?? (async () => true));
  };
  const says = (said: Partial<Record<'right' | 'always', Result>>) =>
    directory.put({ subject: 'sb-0001', username: 'wangcs', password, ...said });
  const fault = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof Refusal ? error.detail.words?.['fault'] : error),
    );
  const trips = async (work: () => Promise<unknown>) => {
    const { binds, searches } = directory.asked;
    await work();
    return { binds: directory.asked.binds - binds, searches: directory.asked.searches - searches };
  };

  test('a stranger, a twin, a broken entry and a wrong password cost the same questions', async () => {
    const usual = await trips(() => ask('wangcs', 'not-this-one'));
    expect(usual).toEqual({ binds: 1, searches: 1 });
    expect(await trips(() => ask('nosuch'))).toEqual(usual);
    expect(await trips(() => ask('wangcs', password, { admit: async () => false }))).toEqual(usual);
    directory.put({ subject: '', username: 'keyless', password });
    expect(await trips(() => ask('keyless', 'not-this-one'))).toEqual(usual);
    directory.put({ subject: 'sb-twin', username: 'wangcs', password });
    expect(await trips(() => ask())).toEqual(usual);
    directory.remove('sb-twin');
  });

  test('whoever is not there is bound as the account that nobody uses', async () => {
    await ask('nosuch', password, { change: { nobody_dn: 'cn=decoy,dc=health,dc=test' } });
    expect(directory.asked.names.at(-1)).toBe('cn=decoy,dc=health,dc=test');
  });

  test('the account behind a name is admitted, however the name is written, before its password is tried', async () => {
    const keys: string[] = [];
    const admit: Admit = async (key) => {
      keys.push(key);
      return false;
    };
    for (const name of ['wangcs', 'WangCS', 'nosuch'])
      expect(await ask(name, password, { admit })).toEqual({ refused: 'too_often', knew: false });
    expect(keys).toEqual(['sb-0001', 'sb-0001', '?nosuch']);
    expect(directory.asked.names.slice(-3)).toEqual([NOBODY, NOBODY, NOBODY]);
  });

  test("an entry too large to read is its owner's, a server that gives more than was asked for its own", async () => {
    const attributes = { xingMing: 'x'.repeat(300_000) };
    directory.put({ subject: 'sb-0001', username: 'wangcs', password, attributes });
    await expect(ask()).rejects.toBeInstanceOf(Unreadable);
    const parts = { xingMing: Array.from({ length: 40 }, (_, at) => `${at}${'x'.repeat(9_000)}`) };
    directory.put({ subject: 'sb-0001', username: 'wangcs', password, attributes: parts });
    await expect(ask()).rejects.toBeInstanceOf(Unreadable);
    directory.put({ subject: 'sb-0001', username: 'wangcs', password });
    directory.misdeeds = { flood: true };
    await expect(ask()).rejects.toMatchObject({ code: 'sources.unavailable' });
  });

  test('an empty password, also one up to a zero byte, is asked of nobody', async () => {
    const cost = await trips(async () => {
      expect(await ask('wangcs', '')).toEqual(wrong);
      expect(await ask('wangcs', '\0')).toEqual(wrong);
      expect(await ask('wangcs', `\0${password}`)).toEqual(wrong);
    });
    expect(cost).toEqual({ binds: 0, searches: 0 });
  });

  test.each([
    '*',
    'wang*',
    'wangcs)(uid=*',
    '*)(|(uid=*',
    'wangcs\\2a',
    '\\77angcs',
    '(',
    ')',
    '\\',
    ':username',
    '&',
  ])('a filter reads no part of itself in the name %s', async (name) => {
    expect(await ask(name)).toEqual({ refused: 'missing', knew: false });
  });

  test('a name of brackets and stars finds its own account, and no other', async () => {
    const name = '王*(测)\\试:username$&';
    directory.put({ subject: 'sb-odd', username: name, password });
    expect(await ask(name)).toMatchObject({ subject: 'sb-odd' });
    directory.remove('sb-odd');
  });

  const policy = (...parts: Buffer[]) => ({ [PASSWORD_POLICY]: value(0x30, ...parts) });
  const error = (code: number) => policy(value(0x81, Buffer.from([code])));
  const warning = (tag: number, left: number) =>
    policy(value(0xa0, value(tag, Buffer.from([left]))));

  test('a password policy is told to whoever had the right password', async () => {
    says({ right: { code: 0, controls: error(2) } });
    expect(await ask()).toEqual(mustChange);
    expect(await ask('wangcs', 'not-this-one')).toEqual(wrong);
    says({ right: { code: 49, controls: error(0) } });
    expect(await ask()).toEqual(mustChange);
    says({ right: { code: 0, controls: warning(0x81, 3) } });
    expect(await ask()).toEqual(mustChange);
    says({ right: { code: 0, controls: warning(0x80, 90) } });
    expect(await ask()).toMatchObject({ subject: 'sb-0001' });
    says({ right: { code: 0, controls: { '2.16.840.1.113730.3.4.4': undefined } } });
    expect(await ask()).toEqual(mustChange);
    says({ right: { code: 0, controls: { [PASSWORD_POLICY]: Buffer.from('broken') } } });
    expect(await ask()).toEqual(mustChange);
  });

  test('an account that the directory has locked says so to nobody', async () => {
    says({ always: { code: 49, controls: error(1) } });
    expect(await ask()).toEqual(locked(false));
    for (const code of [19, 53]) {
      says({ always: { code } });
      expect(await ask()).toEqual(locked(false));
    }
  });

  const active = (data: string): Result => ({
    code: 49,
    diagnostic: `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${data}, v3839`,
  });
  test.each([
    ['525', wrong],
    ['52e', wrong],
    ['530', locked(true)],
    ['531', locked(true)],
    ['532', mustChange],
    ['533', locked(true)],
    ['701', locked(true)],
    ['773', mustChange],
    ['775', locked(false)],
    ['80090346', wrong],
  ])('Active Directory says %s', async (data, meant) => {
    says({ always: active(data) });
    expect(await ask()).toEqual(meant);
  });

  test('what one entry brings about is no fault of the source; the state of the server is', async () => {
    for (const code of [1, 10, 14, 80]) {
      says({ always: { code, referral: 'ldap://127.0.0.1:9/' } });
      expect(await ask()).toEqual({ refused: 'malformed', knew: false });
    }
    for (const code of [32, 34, 48, 50]) {
      says({ always: { code } });
      expect(await ask()).toEqual(wrong);
    }
    for (const code of [8, 13, 51, 52]) {
      says({ always: { code } });
      expect(await fault(ask())).toBe(`directory bind ${code}`);
    }
  });

  test('what is said to lie at other servers is not followed, and is nobody here', async () => {
    directory.misdeeds = { references: ['ldap://127.0.0.1:9/dc=elsewhere'] };
    expect(await ask()).toMatchObject({ subject: 'sb-0001' });
    expect(await ask('nosuch')).toEqual({ refused: 'missing', knew: false });
  });

  test('a key in bytes is written as Active Directory shows it, or in digits; a short one is none', async () => {
    const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const put = (key: Buffer | Buffer[]) =>
      directory.put({
        subject: 'ad',
        username: 'adwang',
        password,
        attributes: { objectGUID: key },
      });
    const change = { subject: 'objectGUID', subject_form: 'guid' };
    put(bytes);
    expect(await ask('adwang', password, { change })).toMatchObject({
      subject: '33221100-5544-7766-8899-aabbccddeeff',
    });
    const hex = { ...change, subject_form: 'hex' };
    expect(await ask('adwang', password, { change: hex })).toMatchObject({
      subject: bytes.toString('hex'),
    });
    for (const key of [bytes.subarray(1), [bytes, Buffer.alloc(16)]]) {
      put(key);
      await expect(ask('adwang', password, { change })).rejects.toMatchObject({
        code: 'sources.bad_answer',
      });
      expect(await ask('adwang', 'not-this-one', { change })).toEqual(wrong);
    }
    directory.remove('ad');
  });

  test('only what the mapping names is asked for; a password that is shown is not handed on', async () => {
    const attributes = {
      xingMing: '王测试',
      userPassword: '{SSHA}x',
      jpegPhoto: Buffer.from([0xff]),
    };
    directory.put({ subject: 'sb-0001', username: 'wangcs', password, attributes });
    expect(await ask()).toMatchObject({
      attributes: { employeeNumber: 'sb-0001', xingMing: '王测试' },
    });
    const said = await ask('wangcs', password, { change: { attributes: ['*'] } });
    expect(said).toMatchObject({
      attributes: { jpegPhoto: 'ff', objectClass: ['top', 'person', 'inetOrgPerson'] },
    });
    expect(said).not.toMatchObject({ attributes: { userPassword: expect.anything() } });
    const words = { fields: { name: { join: ['XINGMING', '/uid'] } } };
    expect(await ask('wangcs', password, { words })).toMatchObject({
      attributes: { XINGMING: '王测试', uid: 'wangcs' },
    });
  });

  test('groups that are searched come page by page, and one of those required is enough', async () => {
    const names = ['a', 'b', 'c', 'd', 'banli'];
    for (const name of names)
      directory.put({
        ...{ subject: `group-${name}`, username: `group-${name}`, password: '-' },
        attributes: { memberUid: 'wangcs', cn: name },
      });
    const search = { filter: '(memberUid=:username)' };
    const within = (required: string[]) =>
      ask('wangcs', password, { change: { groups: { search, required } } });
    expect(await within(['BANLI', 'other'])).toMatchObject({
      attributes: { groups: expect.arrayContaining(names) },
    });
    expect(await within(['other'])).toEqual(locked(true));
    for (const name of names) directory.remove(`group-${name}`);
  });
});
