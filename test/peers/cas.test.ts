import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival, RedirectSource } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { plant, registration } from '../sources/plant.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { type Lemon, noLemon, startLemon } from './cas-lemonldap.ts';

const CALLBACK = 'http://localhost:3000/callback/fund';

describe.skipIf(noLemon('CAS with a real LemonLDAP::NG'))('CAS with a real LemonLDAP::NG', () => {
  let database: FreshDatabase;
  let lemon: Lemon;

  beforeAll(async () => {
    database = await freshDatabase();
    lemon = await startLemon(CALLBACK);
    await plant(database.base);
  }, 60_000);
  afterAll(async () => {
    await lemon?.stop();
    await database?.drop();
  });

  async function source(settings: Record<string, unknown> = {}): Promise<RedirectSource> {
    await sources.register(database.base, {
      ...registration('fund'),
      protocol: 'cas',
      settings: { server: lemon.server, allow_http: true, patience_ms: 10_000, ...settings },
      mapping: { fields: { name: 'displayName', email: 'mail' } },
    });
    const row = await sources.read(database.base, 'fund');
    const opened = row && sources.open(database.base, row);
    if (opened?.kind !== 'redirect') throw new Error('a CAS server is visited');
    return opened;
  }
  const begin = (at: RedirectSource, state: string, more = {}) =>
    at.begin({ state, callback: CALLBACK, ...more });
  const url = ({ to }: Awaited<ReturnType<typeof begin>>) => to.url;
  const params = (back: URL) => ({ params: Object.fromEntries(back.searchParams) });
  const failures = async () => (await sources.read(database.base, 'fund'))?.failures;

  test.each(['2', '3'])(
    'a person signs in there over version %s, and one ticket counts once',
    async (version) => {
      const at = await source({ version });
      const visit = await begin(at, 'of-this-visit');
      const back = await lemon.browser().visit(url(visit), 'dwho');
      expect(back.href).toMatch(/^http:\/\/localhost:3000\/callback\/fund\?state=of-this-visit&/);
      const arrival = (await at.complete(params(back), visit.remember)) as Arrival;
      expect(arrival).toMatchObject({
        subject: 'dwho',
        session: { name: back.searchParams.get('ticket') },
        attributes: { name: 'Doctor Who', email: 'dwho@badwolf.org' },
      });
      await expect(at.complete(params(back), visit.remember)).rejects.toMatchObject({
        code: 'sources.bad_answer',
      });
      expect(await failures()).toBe(0);
    },
  );

  test('a ticket of another visit is refused by the server itself', async () => {
    const at = await source();
    const [theirs, ours] = [await begin(at, 'of-their-visit'), await begin(at, 'of-our-visit')];
    const back = await lemon.browser().visit(url(theirs), 'rtyler');
    back.searchParams.set('state', 'of-our-visit');
    await expect(at.complete(params(back), ours.remember)).rejects.toMatchObject({
      code: 'sources.bad_answer',
      detail: { words: { fault: 'validate INVALID_SERVICE' } },
    });
  });

  test('who is signed in there already is asked again when we must be sure', async () => {
    const at = await source();
    const browser = lemon.browser();
    const [first, second, third] = [
      await begin(at, 'first'),
      await begin(at, 'second'),
      await begin(at, 'third', { reauthenticate: true }),
    ];
    await browser.visit(url(first), 'dwho');
    await browser.visit(url(second), 'dwho');
    expect(browser.forms()).toBe(1);
    // A session that stands in for the person is no new sign-in, whatever the browser leaves out.
    const silently = await browser.visit(url(third).replace('&renew=true', ''), 'dwho');
    expect(browser.forms()).toBe(1);
    await expect(at.complete(params(silently), third.remember)).rejects.toMatchObject({
      code: 'sources.bad_answer',
    });
  });

  test('what it writes as it stands is refused when it is no XML, and not held against it', async () => {
    const at = await source();
    const visit = await begin(at, 'of-this-visit');
    const back = await lemon.browser().visit(url(visit), 'msmith');
    await expect(at.complete(params(back), visit.remember)).rejects.toMatchObject({
      code: 'sources.bad_answer',
    });
    expect(await failures()).toBe(0);
  });

  test('it sends nobody to an address that it does not know', async () => {
    const at = await source();
    const visit = await at.begin({ state: 's', callback: 'http://other.test/callback/fund' });
    await expect(lemon.browser().visit(url(visit), 'dwho')).rejects.toThrow('no way back');
  });
});
