import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival, RedirectSource } from '../../src/sources/contract.ts';
import { meansOf } from '../../src/sources/means.ts';
import { ticket as protocol } from '../../src/sources/protocols/ticket.ts';
import { presets } from '../../src/sources/protocols/ticket-presets.ts';
import * as sources from '../../src/sources/sources.ts';
import { startTicketGateway, type TicketGateway } from '../doubles/ticket-gateway.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { conformance } from './conformance.ts';
import { plant, registration } from './plant.ts';
import { CALLBACK, ticketRig } from './ticket-rig.ts';

conformance(ticketRig('national'));
conformance(ticketRig('zhejiang'));

describe('a platform that sends people back with a ticket', () => {
  let database: FreshDatabase;
  let platform: TicketGateway;

  beforeAll(async () => {
    database = await freshDatabase();
    platform = await startTicketGateway({ clock: database.clock, shape: 'zhejiang' });
    await plant(database.base);
  });
  afterEach(() => platform.mend());
  afterAll(async () => {
    await platform?.stop();
    await database?.drop();
  });

  async function registered(changes: object = {}, mapping?: object): Promise<RedirectSource> {
    const settings = { ...platform.settings, patience_ms: 10_000, ...changes };
    await sources.register(database.base, {
      ...registration('fund'),
      ...{ protocol: 'ticket', settings, mapping: mapping ?? presets['zhejiang']?.mapping },
    });
    await sources.noteOutcome(database.base, 'fund', { ok: true });
    const row = await sources.read(database.base, 'fund');
    const opened = row && sources.open(database.base, row);
    if (opened?.kind !== 'redirect') throw new Error('a platform is visited');
    return opened;
  }
  const part = (name: 'login' | 'token' | 'user') => platform.settings[name] as object;
  const params = (back: URL) => ({ params: Object.fromEntries(back.searchParams) });
  async function visit(source: RedirectSource, more = {}) {
    platform.signsIn({
      ...{ userid: 'p-1', username: '王测试', idtype: '1', idnum: '220000190001010018' },
      ...{ authlevel: '2' },
    });
    const { to, remember } = await source.begin({ state: 's-1', callback: CALLBACK, ...more });
    return { url: new URL(to.url), back: await platform.visit(to.url), remember };
  }
  async function signIn(source: RedirectSource): Promise<Arrival> {
    const { back, remember } = await visit(source);
    return (await source.complete(params(back), remember)) as Arrival;
  }
  const refused = (work: Promise<unknown>, code: string, fault: string | RegExp) =>
    expect(work).rejects.toMatchObject({
      code,
      detail: { words: { fault: expect.stringMatching(fault) } },
    });
  const bad = (work: Promise<unknown>, fault: string | RegExp) =>
    refused(work, 'sources.bad_answer', fault);
  const broken = (work: Promise<unknown>, fault: string | RegExp) =>
    refused(work, 'sources.unavailable', fault);
  const failures = async () => (await sources.read(database.base, 'fund'))?.failures;

  test('its level, session and document arrive by our names', async () => {
    const arrival = await signIn(await registered());
    expect(arrival).toMatchObject({ level: 1, session: { name: expect.stringMatching(/^of-/) } });
    expect(arrival.attributes).toEqual({
      ...{ name: '王测试', id_type: 'resident_id', id_number: '220000190001010018' },
    });
  });

  test('where one call is all there is, the ticket itself becomes the person', async () => {
    const { token: _, ...settings } = {
      ...platform.settings,
      patience_ms: 10_000,
    } as typeof platform.settings;
    await registered();
    const user = { ...part('user'), parameters: { ticketId: '{ticket}' } };
    await sources.register(database.base, {
      ...registration('single'),
      ...{ protocol: 'ticket', settings: { ...settings, user }, mapping: { fields: {} } },
    });
    const row = await sources.read(database.base, 'single');
    const source = row && sources.open(database.base, row);
    if (source?.kind !== 'redirect') throw new Error('a platform is visited');
    const before = platform.asked.length;
    expect((await signIn(source)).subject).toBe('p-1');
    // The look, and the one call.
    expect(platform.asked.slice(before).map(({ path }) => path)).toEqual([
      '/gateway/user',
      '/gateway/user',
    ]);
  });

  test('an account of an organisation is not taken for a person', async () => {
    platform.misdeeds = { organisation: true };
    await bad(signIn(await registered()), 'no account of a person');
  });

  test('a platform that takes tickets twice is not believed twice', async () => {
    platform.misdeeds = { takesTwice: true };
    const source = await registered();
    const { back, remember } = await visit(source);
    await expect(source.complete(params(back), remember)).resolves.toMatchObject({
      subject: 'p-1',
    });
    await bad(source.complete(params(back), remember), 'ticket used');
  });

  test('a platform that takes whatever ticket it is shown is not visited', async () => {
    platform.misdeeds = { takesAny: true };
    await broken(visit(await registered()), 'look takes any ticket');
  });

  test('when it does not know us, its own words are told of the look', async () => {
    platform.misdeeds = { forgotUs: true };
    await broken(visit(await registered()), /^look token HTTP 200 4001 sign error$/);
    expect(await failures()).toBe(1);
  });

  test('a key that is taken back while somebody is there is the fault of nobody who came', async () => {
    const source = await registered();
    const { back, remember } = await visit(source);
    platform.misdeeds = { forgotUs: true };
    await broken(source.complete(params(back), remember), /^token HTTP 200 4001$/);
    expect(await failures()).toBe(1);
  });

  test('a result that only a browser could bring about is not held against it', async () => {
    const source = await registered();
    const { remember } = await visit(source);
    await bad(
      source.complete({ params: { state: 's-1', ticket: 'x' } }, remember),
      /^token HTTP 200 1001$/,
    );
    for (const ticket of ['a b', '票', 'x'.repeat(513), 'a\n'])
      await bad(source.complete({ params: { state: 's-1', ticket } }, remember), 'ticket');
    expect(await failures()).toBe(0);
  });

  test('long numbers of accounts are not rounded into one', async () => {
    const source = await registered({ token: { ...part('token'), subject: undefined } });
    const numbered = (number: string) => {
      platform.misdeeds = { changes: (body) => body.replace('"p-1"', number) };
      return signIn(source);
    };
    expect((await numbered('900719925474099267')).subject).toBe('900719925474099267');
    expect((await numbered('900719925474099268')).subject).toBe('900719925474099268');
  });

  test.each([
    ['a name that stands twice', '{"code":"0","data":{"userid":"p-1","userid":"p-2"}}'],
    ['no JSON', '<html>'],
    ['no person', '{"code":"0","data":null}'],
    ['a list', '{"code":"0","data":[{"userid":"p-1"}]}'],
    ['no result', '{"data":{"userid":"p-1"}}'],
    ['a result that is not among the good ones', '{"code":"00","data":{"userid":"p-1"}}'],
    ['no account', '{"code":"0","data":{"userType":"PERSON"}}'],
    ['an account that is no text', '{"code":"0","data":{"userid":{"a":1}}}'],
  ])('an answer with %s lets nobody in', async (_, body) => {
    const source = await registered();
    platform.misdeeds = { changes: () => body };
    await bad(signIn(source), /./);
    expect(await failures()).toBe(0);
  });

  test('state goes along in a parameter of its own where it has one, and the level too', async () => {
    const login = {
      ...part('login'),
      parameters: { servicecode: '{app_id}', redirectUrl: '{callback}', sp: '{state}' },
      ...{ reauthenticate: { relogin: '1' }, level: 'authlevel' },
    };
    const source = await registered({ login });
    const { url } = await visit(source, { reauthenticate: true, level: 2 });
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...{ servicecode: 'songhua-app', redirectUrl: CALLBACK, sp: 's-1' },
      ...{ relogin: '1', authlevel: '3' },
    });
  });

  test('nobody is asked before a visit where looks are switched off', async () => {
    const source = await registered({ look: false });
    platform.misdeeds = { down: true };
    const before = platform.asked.length;
    await visit(source);
    expect(platform.asked).toHaveLength(before);
  });

  test.each(Object.keys(presets))(
    'the preset %s is registered without what is handed out on connection, and says so',
    async (name) => {
      await sources.register(database.base, {
        ...registration(`preset-${name}`),
        ...{ protocol: 'ticket', ...presets[name] },
      });
      const listed = await sources.list(database.base);
      expect(listed.find(({ id }) => id === `preset-${name}`)?.health).toBe('not_open');
      const row = await sources.read(database.base, `preset-${name}`);
      if (!row) throw new Error('no source');
      const source = sources.open(database.base, row);
      if (source.kind !== 'redirect') throw new Error('a platform is visited');
      const missing =
        name === 'national' ? 'app_id national.rid national.sid national.secret' : 'app_id signing';
      const saying = { code: 'sources.not_configured', detail: { words: { missing } } };
      await expect(source.begin({ state: 's', callback: CALLBACK })).rejects.toMatchObject(saying);
      const means = meansOf(database.base, row);
      await expect(protocol.probe(presets[name]?.settings, means)).rejects.toMatchObject(saying);
      expect((await sources.read(database.base, `preset-${name}`))?.failures).toBe(0);
    },
  );

  test('no secret of its settings is shown', async () => {
    await registered({
      ...{ app_secret: 'hidden-1', national: { rid: 'shown', secret: 'hidden-2' } },
    });
    const row = await sources.read(database.base, 'fund');
    const shown = JSON.stringify(row && sources.settingsShown(database.base, row));
    expect(shown).toContain('"national.rid","value":"shown"');
    expect(shown).not.toMatch(/hidden|key-of-songhua/);
  });

  test('with what was handed out the source is open', async () => {
    await registered();
    const listed = await sources.list(database.base);
    expect(listed.find(({ id }) => id === 'fund')?.health).toBe('ok');
  });
});
