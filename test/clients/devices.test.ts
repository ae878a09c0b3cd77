import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { startRelyingParty } from '../doubles/relying-party.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { seedClients } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const staff = { kind: 'system' } as const;
const machine = (changes: Partial<Parameters<typeof clients.addDevice>[1]> = {}) => ({
  ...{ client_id: 'kiosk', code: 'T-01', hall: words('省政务大厅'), names: words('自助机 1') },
  ...changes,
});

beforeAll(async () => {
  fresh = await freshDatabase();
  for (const [id, grants] of [
    ['kiosk', [clients.deviceGrant]],
    ['library', ['authorization_code']],
  ] as const) {
    const party = await startRelyingParty(id);
    await seedClients(fresh.base, [party], {
      grant_types: [...grants],
      ...(id === 'kiosk' && { redirect_uris: [], post_logout_redirect_uris: [] }),
    });
    await party.stop();
  }
});
afterAll(() => fresh.drop());

const faultOf = (changes: Parameters<typeof machine>[0]) =>
  clients.addDevice(fresh.base, machine(changes), staff).then(
    () => undefined,
    (refusal) => [refusal.code, refusal.detail.field],
  );

describe('the machines of a client', () => {
  it('are added and taken away, each with its event; a code may be given again afterwards', async () => {
    await clients.addDevice(fresh.base, machine(), staff);
    const [stands] = await clients.devicesOf(fresh.base, 'kiosk');
    expect(stands).toMatchObject({ code: 'T-01', names: words('自助机 1') });
    expect(await faultOf({})).toEqual(['clients.bad_device', 'code']);

    const away = { client_id: 'kiosk', code: 'T-01' };
    expect(await clients.retireDevice(fresh.base, away, staff)).toBe(true);
    expect(await clients.retireDevice(fresh.base, away, staff)).toBe(false);
    expect(await clients.devicesOf(fresh.base, 'kiosk')).toEqual([]);
    expect(await faultOf({})).toBeUndefined();

    const told = (await auditTrail(fresh.base)).filter(({ kind }) =>
      kind.startsWith('client.device'),
    );
    expect(told.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['client.device_added', { device: 'T-01' }],
      ['client.device_retired', { device: 'T-01' }],
      ['client.device_added', { device: 'T-01' }],
    ]);
  });

  it('stand only for a client that may ask for codes, with a code, a hall and a name', async () => {
    expect(await faultOf({ client_id: 'library' })).toEqual(['clients.bad_device', 'client_id']);
    expect(await faultOf({ client_id: 'nobody' })).toEqual(['clients.bad_device', 'client_id']);
    for (const code of ['', ' T', 'T 1', 'x'.repeat(41)])
      expect(await faultOf({ code })).toEqual(['clients.bad_device', 'code']);
    expect(await faultOf({ code: 'T-2', hall: words(' ') })).toEqual([
      'clients.bad_device',
      'hall',
    ]);
    expect(await faultOf({ code: 'T-2', names: words('长'.repeat(41)) })).toEqual([
      'clients.bad_device',
      'names',
    ]);
  });
});
