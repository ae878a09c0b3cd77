import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { configVersion } from '../../src/config-version.ts';
import * as departments from '../../src/departments/departments.ts';
import { Refusal } from '../../src/errors.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };
const actor = { kind: 'system' } as const;
const phone: clients.Claim = {
  ...{ scope: 'phone', basis: 'consent', law: '个人信息保护法 第十三条第一项', purpose: words },
  ...{ optional: true, kept_months: 12 },
};
const realname: clients.Claim = {
  ...{ scope: 'realname', basis: 'duty', law: '社会保险法 第五十七条', purpose: words },
};

let fresh: FreshDatabase;
const hall: clients.Registration = {
  ...{ id: 'hall', department_code: '220000', names: words, sector: 'hall' },
  ...{ redirect_uris: ['https://hall.example/callback'], scopes: 'openid phone realname' },
};
beforeAll(async () => {
  fresh = await freshDatabase();
  await departments.add(fresh.base, { code: '220000', kind: 'region', names: words });
  await clients.register(fresh.base, hall);
});
afterAll(() => fresh.drop());

const version = async () => (await clients.read(fresh.base, 'hall'))?.scopes_version;
const set = (claims: clients.Claim[], id = 'hall') =>
  clients.setClaims(fresh.base, id, claims, actor);

async function fieldOf(claims: unknown[], id?: string): Promise<string | undefined> {
  try {
    await set(claims as clients.Claim[], id);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'clients.bad_registration')
      return error.detail.field;
    throw error;
  }
}

describe('on what the scopes of a client rest', () => {
  it('is duty until the client says otherwise', async () => {
    expect(await clients.claimsOf(fresh.base, 'hall')).toEqual([]);
    const [client] = await clients.all(fresh.base);
    expect(clients.askedFor(client as clients.Client)).toEqual([]);
  });

  it('is kept as it was said, seen by every node, and is a new version of its scopes', async () => {
    const [before, config] = [await version(), await configVersion(fresh.base.db)];
    await set([phone, realname]);
    expect(await clients.claimsOf(fresh.base, 'hall')).toEqual([phone, realname]);
    expect(await version()).toBe((before ?? 0) + 1);
    expect(await configVersion(fresh.base.db)).toBe(config + 1n);
    const [client] = await clients.all(fresh.base);
    expect(clients.askedFor(client as clients.Client)).toEqual([phone]);
    const detail = { duty: 'realname', consent: 'phone', version: (before ?? 0) + 1 };
    expect((await auditTrail(fresh.base)).at(-1)).toMatchObject({
      ...{ kind: 'client.claims_set', actor_kind: 'system', object_id: 'hall', outcome: 'ok' },
      detail,
    });
  });

  it('said again in another order is no change', async () => {
    const before = await version();
    await set([realname, phone]);
    expect(await version()).toBe(before);
  });

  it('other words for what it is for are a change: they are what people agree to', async () => {
    const before = (await version()) ?? 0;
    await set([{ ...phone, purpose: { ...words, ko: '다른 응용' } }, realname]);
    expect(await version()).toBe(before + 1);
  });

  it('other scopes are a new version of them too, by whichever way they come', async () => {
    const before = (await version()) ?? 0;
    const [was, to] = ['openid phone realname', 'openid phone'];
    expect(await clients.approveScopes(fresh.base, { id: 'hall', was, to }, actor)).toBe(true);
    expect(await version()).toBe(before + 1);
    await clients.register(fresh.base, hall);
    expect(await version()).toBe(before + 2);
    await clients.register(fresh.base, hall);
    expect(await version()).toBe(before + 2);
  });

  it.each<[string, unknown, string]>([
    ['a scope that there is not', { ...phone, scope: 'shoes' }, 'claims.shoes.scope'],
    ['the sign-in itself', { ...phone, scope: 'openid' }, 'claims.openid.scope'],
    [
      'a consent where nobody is there to be asked',
      { ...phone, scope: 'records:read' },
      'claims.records:read.basis',
    ],
    ['a duty that one may refuse', { ...realname, optional: true }, 'claims.realname.optional'],
    ['no law', { ...phone, law: ' ' }, 'claims.phone.law'],
    ['no words in Korean', { ...phone, purpose: { ...words, ko: '' } }, 'claims.phone.purpose.ko'],
    ['less than a month', { ...phone, kept_months: 0 }, 'claims.phone.kept_months'],
  ])('%s is refused with the field at fault, and nothing changes', async (_, claim, field) => {
    const before = await version();
    expect(await fieldOf([claim])).toBe(field);
    expect(await version()).toBe(before);
  });

  it('is said once for each scope, and of a client that there is', async () => {
    expect(await fieldOf([phone, phone])).toBe('claims.phone.scope');
    expect(await fieldOf([phone], 'nobody')).toBe('id');
  });
});
