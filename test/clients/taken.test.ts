/** What a new application may not be called, or come into, and how many secrets one has at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as dynamic from '../../src/clients/dynamic/dynamic.ts';
import * as tokens from '../../src/clients/dynamic/initial-tokens.ts';
import * as departments from '../../src/departments/departments.ts';
import { ACCOUNT_CLIENT } from '../../src/oidc/known-clients.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { forms } from './forms.ts';
import { initialToken, metadata } from './tokens.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const owner = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000001' } as const;

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  const { base } = fresh;
  await departments.add(base, { code: '220000', kind: 'region', names: words('吉林省') });
  for (const code of ['220000-tax', '220000-hall'])
    await departments.add(base, {
      ...{ code, kind: 'department', names: words(code), parent_code: '220000' },
    });
});
afterAll(() => fresh.drop());

const draft = (id: string, department_code: string, more: Pick<clients.Said, 'sector'> = {}) =>
  clients.draft(fresh.base, { ...forms(id), ...more, id, department_code }, owner);

it('the id of the account pages is nobody else’s: two of one id, and the engine starts no more', async () => {
  await expect(draft(ACCOUNT_CLIENT, '220000-tax')).rejects.toMatchObject({
    ...{ code: 'clients.bad_registration', detail: { field: 'id' } },
  });
});

it('whoever is called as a sector of others does not come into it', async () => {
  await draft('tax-desk', '220000-tax', { sector: 'tax' });
  for (const department_code of ['220000-hall', '220000-tax'])
    await expect(draft('tax', department_code)).rejects.toMatchObject({
      ...{ code: 'clients.id_taken', detail: { field: 'id' } },
    });
  expect(await clients.read(fresh.base, 'tax')).toBeUndefined();
  // What a department says of its own sector it means.
  await draft('tax-app', '220000-tax', { sector: 'tax' });
  await expect(draft('hall-app', '220000-hall', { sector: 'tax' })).rejects.toMatchObject({
    ...{ code: 'clients.bad_registration', detail: { field: 'sector' } },
  });
});

it('of two departments whose tokens name one new sector, in the same millisecond, one comes into it', async () => {
  const { base } = fresh;
  const codes = ['220000-hall', '220000-tax'];
  const found = await Promise.all(
    codes.map(async (department_code) => {
      const { secret } = await initialToken(base, { department_code, sector: 'both' });
      return (await tokens.found(base, secret)) as tokens.Good;
    }),
  );
  const came = await Promise.allSettled(
    found.map((token) => dynamic.register(base, token, metadata())),
  );
  expect(came.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const rows = await base.db('clients').where({ sector: 'both' }).select('id');
  expect(rows).toHaveLength(1);
});

it('two secrets are good at once, however often and on however many nodes another is made', async () => {
  const { base } = fresh;
  await draft('many-secrets', '220000-tax');
  const earlier_until = new Date(base.clock.now().getTime() + 30 * 86_400_000);
  const more = () => clients.addSecret(base, { client_id: 'many-secrets', earlier_until });
  await more();
  await more();
  await Promise.all([more(), more(), more()]);
  const last = await more();
  const client = await clients.read(base, 'many-secrets');
  expect(client?.secrets).toHaveLength(2);
  expect(client?.secrets.filter(({ expires_at }) => expires_at === null)).toHaveLength(1);
  const secret_hash = clients.hashOfSecret(base, last);
  const kept = await base.db('client_secrets').where({ secret_hash }).select('expires_at');
  expect(kept).toEqual([{ expires_at: null }]);
});
