// Whole, since every case is one answer of the same server, in each of its shapes.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival, RedirectSource } from '../../src/sources/contract.ts';
import { meansOf } from '../../src/sources/means.ts';
import { cas } from '../../src/sources/protocols/cas.ts';
import { casSettings } from '../../src/sources/protocols/cas-settings.ts';
import { readXml } from '../../src/sources/protocols/cas-xml.ts';
import * as sources from '../../src/sources/sources.ts';
import { type CasServer, startCasServer } from '../doubles/cas-server.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { CALLBACK, casRig } from './cas-rig.ts';
import { conformance } from './conformance.ts';
import { plant, registration } from './plant.ts';

conformance(casRig());
conformance(casRig({ shape: 'named' }, { attributes: 'named' }));
conformance(casRig({ shape: 'beside' }, { attributes: 'beside' }));
conformance(casRig({}, { format: 'JSON' }));

describe('a CAS server', () => {
  let database: FreshDatabase;
  let server: CasServer;
  let source: RedirectSource;

  beforeAll(async () => {
    database = await freshDatabase();
    server = await startCasServer({ clock: database.clock });
    await plant(database.base);
    await registered();
  });
  afterEach(async () => {
    server.mend();
    await sources.noteOutcome(database.base, 'fund', { ok: true });
  });
  afterAll(async () => {
    await server?.stop();
    await database?.drop();
  });

  async function registered(
    settings: Record<string, unknown> = {},
    mapping?: sources.Registration['mapping'],
  ) {
    await sources.register(database.base, {
      ...registration('fund'),
      ...{
        protocol: 'cas',
        settings: { ...server.settings, patience_ms: 10_000, ...settings },
        mapping,
      },
    });
    const row = await sources.read(database.base, 'fund');
    const opened = row && sources.open(database.base, row);
    if (opened?.kind !== 'redirect') throw new Error('a CAS server is visited');
    source = opened;
  }
  async function visit(more: { reauthenticate?: boolean; level?: number } = {}) {
    server.signsIn({
      user: 'gjj-0001',
      attributes: { name: '王测试', id_type: 'resident_id', member: ['a', 'b'], key: 'k-1' },
    });
    const { to, remember } = await source.begin({ state: 's-1', callback: CALLBACK, ...more });
    const complete = (back: URL) =>
      source.complete({ params: Object.fromEntries(back.searchParams) }, remember);
    return { url: to.url, complete };
  }
  async function signIn(more = {}): Promise<Arrival> {
    const { url, complete } = await visit(more);
    return (await complete(await server.visit(url))) as Arrival;
  }
  const refused = (work: Promise<unknown>, code: string, fault: string) =>
    expect(work).rejects.toMatchObject({ code, detail: { words: { fault } } });
  const bad = (work: Promise<unknown>, fault: string) => refused(work, 'sources.bad_answer', fault);
  const broken = (work: Promise<unknown>, fault: string) =>
    refused(work, 'sources.unavailable', fault);

  test('the session of a sign-in is its ticket, by which the server will name it', async () => {
    const { url, complete } = await visit();
    const back = await server.visit(url);
    expect(await complete(back)).toMatchObject({
      session: { name: back.searchParams.get('ticket') },
    });
  });

  test('a ticket is validated once, for the address that was visited, with the state in it', async () => {
    const before = server.asked.length;
    const { url, complete } = await visit();
    const back = await server.visit(url);
    await complete(back);
    const service = `${CALLBACK}?state=s-1`;
    expect(server.asked.slice(before)).toEqual([
      expect.objectContaining({ endpoint: 'validate' }),
      { endpoint: 'login', params: { service } },
      { endpoint: 'validate', params: { service, ticket: back.searchParams.get('ticket') } },
    ]);
  });

  test('a server that takes tickets twice is not believed twice', async () => {
    server.misdeeds = { takesTwice: true };
    const { url, complete } = await visit();
    const back = await server.visit(url);
    await expect(complete(back)).resolves.toMatchObject({ subject: 'gjj-0001' });
    await bad(complete(back), 'ticket used');
  });

  test('a server that takes whatever ticket it is shown is not visited', async () => {
    server.misdeeds = { takesAny: true };
    await broken(visit(), 'look takes any ticket');
  });

  test.each([
    ['beside', 'not one answer'],
    ['inside', 'not one answer'],
    ['failure', 'not one answer'],
    ['user', 'user repeated'],
    ['proxies', 'proxies'],
  ] as const)('an answer that says two things (%s) is refused', async (wraps, fault) => {
    server.misdeeds = { wraps };
    await bad(signIn(), fault);
  });

  test.each([
    ['PT-1-of-a-proxy'],
    ['ST-'],
    [`ST-${'x'.repeat(254)}`],
    ['ST-1 2'],
    ['ST-1&service=x'],
    ['st-1'],
    [''],
  ])('what is no service ticket (%s) is never shown to the server', async (ticket) => {
    const { complete } = await visit();
    const before = server.asked.length;
    const back = new URL(CALLBACK);
    back.searchParams.set('state', 's-1');
    back.searchParams.set('ticket', ticket);
    await bad(complete(back), 'ticket');
    expect(server.asked).toHaveLength(before);
  });

  test('who must sign in anew is asked to, and a session that stands in is refused', async () => {
    const { url, complete } = await visit({ reauthenticate: true });
    expect(new URL(url).searchParams.get('renew')).toBe('true');
    await complete(await server.visit(url));
    expect(server.asked.at(-1)?.params).toMatchObject({ renew: 'true' });
    server.misdeeds = { changes: (body) => body.replace('>true<', '>false<') };
    await bad(signIn({ reauthenticate: true }), 'not signed in anew');
    const hourAgo = new Date(database.clock.now().getTime() - 3_600_000).toISOString();
    server.misdeeds = { changes: (body) => body.replace(/>\d{4}-[^[<]*/, `>${hourAgo}`) };
    await bad(signIn({ reauthenticate: true }), 'not signed in anew');
    await expect(signIn()).resolves.toMatchObject({ subject: 'gjj-0001' });
  });

  test('in JSON a date may be a count of seconds, and a long number stays what it is', async () => {
    await registered({ format: 'JSON' });
    const signedIn = (ago: number) => (body: string) =>
      body.replace(
        /"authenticationDate":\["[^"]*"\]/,
        `"authenticationDate":[${database.clock.now().getTime() / 1_000 - ago}]`,
      );
    server.misdeeds = { changes: signedIn(10) };
    await expect(signIn({ reauthenticate: true })).resolves.toMatchObject({ subject: 'gjj-0001' });
    server.misdeeds = { changes: signedIn(3_600) };
    await bad(signIn({ reauthenticate: true }), 'not signed in anew');
    server.misdeeds = {
      changes: (body) => body.replace('"gjj-0001"', '9007199254740993'),
    };
    await expect(signIn()).resolves.toMatchObject({ subject: '9007199254740993' });
    server.misdeeds = { changes: (body) => body.replace('{"user"', '{"user":"admin","user"') };
    await bad(signIn(), 'a name stands twice in an answer');
    await registered();
  });

  test('an attribute with several values is a list, of which the mapping names one', async () => {
    await registered({}, { fields: { name: 'name', alias: '/member/1' } });
    expect((await signIn()).attributes).toEqual({ name: '王测试', alias: 'b' });
    await registered({}, { fields: { name: 'name', alias: 'member' } });
    await bad(signIn(), 'alias repeated');
    await registered();
  });

  test('the lasting key of an account may be an attribute', async () => {
    await registered({ subject: 'key' });
    expect((await signIn()).subject).toBe('k-1');
    await registered({ subject: 'nowhere' });
    await bad(signIn(), 'subject');
    await registered();
  });

  test('a word for a level is asked for where the server takes one', async () => {
    await registered({ level_parameter: 'authn_method' }, { fields: {}, levels: { face: 3 } });
    const { url } = await visit({ level: 2 });
    expect(new URL(url).searchParams.get('authn_method')).toBe('face');
    await registered();
  });

  test('names in GBK are read; a character set that nobody knows is refused', async () => {
    const gbk = Buffer.from('cdf5b2e2cad4', 'hex');
    const inGbk = (body: string) => {
      const [before = '', after] = body.split('王测试');
      if (after === undefined) return body;
      const head = `<?xml version="1.0" encoding="GBK"?>${before}`;
      return Buffer.concat([Buffer.from(head), gbk, Buffer.from(after)]);
    };
    server.misdeeds = { type: 'text/xml', changes: inGbk };
    expect((await signIn()).attributes.name).toBe('王测试');
    const { url, complete } = await visit();
    const back = await server.visit(url);
    server.misdeeds = { type: 'text/xml;charset=utf-7' };
    await bad(complete(back), 'charset');
  });

  test.each([
    ['UNAUTHORIZED_SERVICE', 'sources.unavailable', 1],
    ['INVALID_REQUEST', 'sources.unavailable', 1],
    ['INTERNAL_ERROR', 'sources.bad_answer', 0],
    ['INVALID_TICKET', 'sources.bad_answer', 0],
    ['OF_ITS_OWN', 'sources.bad_answer', 0],
  ])('%s of a ticket that was given out is %s', async (code, refusal, failures) => {
    const { url, complete } = await visit();
    const back = await server.visit(url);
    server.misdeeds = { code };
    await refused(complete(back), refusal, `validate ${code}`);
    expect((await sources.read(database.base, 'fund'))?.failures).toBe(failures);
  });

  test('a page where an answer is due is no answer', async () => {
    const { url, complete } = await visit();
    const back = await server.visit(url);
    server.misdeeds = { type: 'text/html' };
    await bad(complete(back), 'wrong_type');
  });

  test('a probe says whether it answers as a CAS server does', async () => {
    const row = await sources.read(database.base, 'fund');
    if (!row) throw new Error('no source');
    const means = meansOf(database.base, row);
    await expect(cas.probe(server.settings, means)).resolves.toBeUndefined();
    server.misdeeds = { code: 'INTERNAL_ERROR' };
    await broken(cas.probe(server.settings, means), 'look INTERNAL_ERROR');
    server.misdeeds = { changes: () => '<html></html>' };
    await broken(cas.probe(server.settings, means), 'look not a CAS answer');
  });
});

describe('XML that a CAS server answers with', () => {
  test.each([
    ['<!DOCTYPE a><a/>', 'document type'],
    ['<!doctype a><a/>', 'document type'],
    ['<a>&file;</a>', 'entity'],
    ['<a>&#xD800;</a>', 'entity'],
    ['<a>&#x110000;</a>', 'entity'],
    ['<a/><b/>', 'XML'],
    ['<a/>b', 'XML'],
    ['<a><b></a></b>', 'XML'],
    ['<a><?run x?></a>', 'XML'],
    ['<__proto__/>', 'XML'],
    ['<a\u00a0/>', 'XML'],
    ['<a><b\ufeff>1</b></a>', 'XML'],
    ['<a>1</a\u3000>', 'XML'],
    ['', 'XML'],
    ['<c:a/>', 'namespace'],
    [`${'<a>'.repeat(30)}${'</a>'.repeat(30)}`, 'XML'],
  ])('%s is refused', (text, fault) => {
    expect(() => readXml(text)).toThrow(expect.objectContaining({ detail: { words: { fault } } }));
  });

  test('namespaces are resolved, comments are no text, and character data is as it stands', () => {
    const { space, name, children } = readXml(
      '<?xml version="1.0"?><!-- a --><c:a xmlns:c="u"><b xmlns="v">1&amp;<!-- 2 -->&#x4e2d;<![CDATA[<&lt;]]></b><b/></c:a>',
    );
    expect({ space, name }).toEqual({ space: 'u', name: 'a' });
    expect(children.map(({ space, text }) => ({ space, text }))).toEqual([
      { space: 'v', text: '1&中<&lt;' },
      { space: '', text: '' },
    ]);
  });
});

test.each([
  [{ server: 'http://cas.fund.test' }, 'must be https'],
  [{ server: 'http://127.0.0.1:9/cas' }, 'must be https'],
  [{ server: 'https://cas.fund.test/cas/' }, 'must end with its path, without a slash'],
  [{ server: 'https://cas.fund.test/cas?a=b' }, 'must end with its path, without a slash'],
  [{ server: 'https://cas.fund.test', inner_server: 'http://10.0.0.1' }, 'must be https'],
])('settings that cannot be are refused: %j', (settings, message) => {
  const read = casSettings.safeParse(settings);
  expect(read.error?.issues.map((issue) => issue.message)).toContain(message);
});
