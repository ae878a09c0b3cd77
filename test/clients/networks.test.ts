import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import { Refusal } from '../../src/errors.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };
let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await departments.add(fresh.base, { code: '220000', kind: 'region', names: words });
});
afterAll(() => fresh.drop());

const whole: clients.Registration = {
  id: 'hall',
  department_code: '220000',
  names: words,
  sector: 'hall',
  redirect_uris: ['https://hall.example/callback'],
  scopes: 'openid profile records',
};

/** The field at which a registration is refused; undefined when it stands. */
async function fieldOf(more: Partial<clients.Registration>): Promise<string | undefined> {
  try {
    await clients.register(fresh.base, { ...whole, ...more });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'clients.bad_registration')
      return error.detail.field;
    throw error;
  }
}
const notices = (notices_uri: string, more: Partial<clients.Registration> = {}) =>
  fieldOf({ notices_uri, subscriptions: ['records.changed'], ...more });

describe('the networks of a client', () => {
  it('are blocks of private space', async () => {
    expect(await fieldOf({ networks: ['10.20.0.0/16', 'fd12:3456::/32'] })).toBeUndefined();
    for (const network of ['0.0.0.0/0', '169.254.0.0/16', '8.8.8.0/24', '10.1.2.3/8', 'hall'])
      expect(await fieldOf({ networks: [network] })).toBe('networks');
    expect(await fieldOf({ networks: Array(21).fill('10.0.0.0/8') })).toBe('networks');
  });

  it('hold the addresses to which something is to be sent, as far as those can be read', async () => {
    const near = 'http://localhost:4000/backchannel';
    expect(await fieldOf({ backchannel_logout_uri: near })).toBe('networks');
    expect(await fieldOf({ backchannel_logout_uri: near, networks: ['10.0.0.0/8'] })).toBe(
      'networks',
    );
    for (const networks of [['127.0.0.0/8'], ['::1/128']])
      expect(await fieldOf({ backchannel_logout_uri: near, networks })).toBeUndefined();
    expect(await notices('https://10.20.1.1/n')).toBe('networks');
    expect(await notices('https://10.20.1.1/n', { networks: ['10.20.0.0/16'] })).toBeUndefined();
    expect(await notices('https://169.254.169.254/n', { networks: ['10.0.0.0/8'] })).toBe(
      'networks',
    );
  });

  it.each([
    { backchannel_logout_uri: 'https://10.20.1.1/out' },
    { notices_uri: 'https://10.20.1.1/n', subscriptions: ['records.changed' as const] },
    { jwks_uri: 'https://10.20.1.1/jwks' },
  ])('that are none are named by their line, beside %o', (address) => {
    const said = { ...whole, ...address };
    for (const none of ['abc', '10.20.0.0/33', 'abc/8', '10.20.0.0/', '10.1.2.3/8'])
      expect(clients.faultsIn({ ...said, networks: ['10.20.0.0/16', none] })).toEqual([
        { field: 'networks', at: 1, rule: 'network' },
      ]);
    expect(clients.faultsIn({ ...said, networks: ['abc'] })[0]).toEqual({
      ...{ field: 'networks', at: 0, rule: 'network' },
    });
  });

  it('stand in the trail, with what the client is told of', async () => {
    fresh.clock.advance(1_000);
    await notices('https://hall.example/n', { networks: ['10.20.0.0/16'] });
    expect((await auditTrail(fresh.base)).at(-1)).toMatchObject({
      kind: 'client.registered',
      detail: { networks: '10.20.0.0/16', subscriptions: 'records.changed' },
    });
  });
});

describe('what a client is told of', () => {
  it('comes to an address of its own, and neither stands without the other', async () => {
    expect(await notices('https://hall.example/notices')).toBeUndefined();
    expect(await fieldOf({ notices_uri: 'https://hall.example/notices' })).toBe('notices_uri');
    expect(await fieldOf({ subscriptions: ['records.changed'] })).toBe('notices_uri');
  });

  it.each([
    'http://hall.example/notices',
    'https://user@hall.example/notices',
    'https://hall.example/notices#part',
    'https://hall.example:22/notices',
    'hall.example',
  ])('cannot come to %s', async (address) => {
    expect(await notices(address)).toBe('notices_uri');
  });

  it('is what it may read, and what there is', async () => {
    const at = { notices_uri: 'https://hall.example/notices' };
    expect(
      await fieldOf({ ...at, scopes: 'openid profile', subscriptions: ['records.changed'] }),
    ).toBe('subscriptions');
    expect(
      await fieldOf({ ...at, scopes: 'openid records', subscriptions: ['identity.changed'] }),
    ).toBe('subscriptions');
    expect(await fieldOf({ ...at, subscriptions: ['all.changed' as never] })).toBe('subscriptions');
  });

  it('is read back as it was said, and ends with a registration that does not say it', async () => {
    const kinds = async () => (await clients.all(fresh.base))[0]?.subscriptions;
    await notices('https://hall.example/n', {
      subscriptions: ['records.changed', 'identity.changed'],
    });
    expect(await kinds()).toEqual(['identity.changed', 'records.changed']);
    await fieldOf({});
    expect(await kinds()).toEqual([]);
  });
});
