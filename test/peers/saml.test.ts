import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Arrival, RedirectSource, Start } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import { plant, registration } from '../sources/plant.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { samlBrowser } from './saml-browser.ts';
import { noSimpleSaml, type SimpleSaml, startSimpleSaml, users } from './saml-simplesamlphp.ts';

const CALLBACK = 'http://127.0.0.1:3000/callback/fund';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password';

describe.skipIf(noSimpleSaml('SAML against SimpleSAMLphp'))('SimpleSAMLphp as a source', () => {
  let database: FreshDatabase;
  let idp: SimpleSaml;
  const [signing, decryption] = [selfSigned('our signing'), selfSigned('our decryption')];
  const base = () => ({ ...database.base, clock: systemClock });

  beforeAll(async () => {
    database = await freshDatabase();
    await plant(base());
    idp = await startSimpleSaml();
    const row = await registered({});
    const document = sources.published(base(), row, CALLBACK);
    if (!document) throw new Error('we publish nothing');
    idp.knows(document.body);
  });
  afterAll(async () => {
    await idp?.stop();
    await database?.drop();
  });

  async function registered(settings: object) {
    await sources.register(base(), {
      ...registration('fund'),
      protocol: 'saml',
      settings: {
        issuer: idp.issuer,
        metadata_url: idp.metadataUrl,
        signing_key: signing.key,
        signing_certificate: signing.certificate,
        decryption_key: decryption.key,
        decryption_certificate: decryption.certificate,
        require_encryption: true,
        signed: 'both',
        allow_http: true,
        ...settings,
      },
      mapping: {
        fields: { name: 'name', id_type: 'id_type', id_number: 'id_number' },
        levels: { [PASSWORD]: 2 },
      },
    });
    const row = await sources.read(base(), 'fund');
    if (!row) throw new Error('not registered');
    return row;
  }

  const browser = samlBrowser();
  async function begin(settings: object = {}, start: Partial<Start> = {}) {
    const source = sources.open(base(), await registered(settings)) as RedirectSource;
    const state = 'state-of-this-visit';
    return { source, ...(await source.begin({ state, callback: CALLBACK, ...start })) };
  }

  /** The whole way of somebody who is asked for a password. */
  async function signIn(username: keyof typeof users, settings: object = {}) {
    const { source, to, remember } = await begin(settings);
    const own = samlBrowser();
    const page = await own.follow(to);
    const { answer } = await own.signIn(page, username, users[username].password);
    if (!answer) throw new Error(`no answer: ${page.html.slice(0, 2_000)}`);
    expect(answer.action).toBe(CALLBACK);
    return { answer, complete: (params = answer.params) => source.complete({ params }, remember) };
  }

  test('its metadata is read and kept, and our own lets it know us', async () => {
    const { changed, failed } = await sources.refreshDocuments(base());
    expect({ changed, failed }).toEqual({ changed: ['fund'], failed: [] });
  });

  test('a signed request by redirect brings a signed, encrypted assertion, under a stable subject', async () => {
    const first = (await (await signIn('wangcs')).complete()) as Arrival;
    const again = (await (await signIn('wangcs')).complete()) as Arrival;
    const other = (await (await signIn('licsh')).complete()) as Arrival;
    expect(first).toMatchObject({
      attributes: { name: '王测试', id_type: 'resident_id', id_number: users.wangcs.number },
      level: 2,
    });
    expect(again.subject).toBe(first.subject);
    expect(other.subject).not.toBe(first.subject);
    expect(other.attributes).toEqual({ name: '李测试' });
    expect(JSON.parse(first.session?.ending ?? '')).toMatchObject({
      session_index: expect.any(String),
    });
  });

  test('the same by a request that is posted, with an attribute for the subject', async () => {
    const posted = { request_binding: 'post', subject_attribute: 'uid' };
    const arrival = (await (await signIn('wangcs', posted)).complete()) as Arrival;
    expect(arrival.subject).toBe('gjj-0001');
  });

  test('who is signed in there comes back at once, and is asked anew when that is asked for', async () => {
    const { to } = await begin();
    const page = await browser.follow(to);
    expect(page.answer).toBeUndefined();
    await browser.signIn(page, 'wangcs', users.wangcs.password);
    const second = await begin();
    const silent = await browser.follow(second.to);
    expect(silent.answer).toBeDefined();
    const forced = await begin({}, { reauthenticate: true });
    const asked = await browser.follow(forced.to);
    expect(asked.answer).toBeUndefined();
    const { answer } = await browser.signIn(asked, 'wangcs', users.wangcs.password);
    const came = forced.source.complete({ params: answer?.params ?? {} }, forced.remember);
    await expect(came).resolves.toMatchObject({ attributes: { name: '王测试' } });
  });

  test('an answer counts once, and not at all when a letter of it is changed', async () => {
    const { answer, complete } = await signIn('wangcs');
    const xml = Buffer.from(answer.params['SAMLResponse'] ?? '', 'base64').toString();
    const changed = xml.replace(
      /(<xenc:CipherValue>)(.)/,
      (_, tag, one) => tag + (one === 'A' ? 'B' : 'A'),
    );
    expect(changed).not.toBe(xml);
    const SAMLResponse = Buffer.from(changed).toString('base64');
    const bad = { code: 'sources.bad_answer' };
    await expect(complete({ ...answer.params, SAMLResponse })).rejects.toMatchObject(bad);
    await expect(complete()).resolves.toMatchObject({ source_id: 'fund' });
    await expect(complete()).rejects.toMatchObject(bad);
  });

  test('a request with a signature that is not ours is answered by nothing', async () => {
    const other = selfSigned('not ours');
    const keys = { signing_key: other.key, signing_certificate: other.certificate };
    const { to } = await begin(keys);
    const page = await samlBrowser().follow(to);
    expect(page.answer).toBeUndefined();
    expect(page.html).not.toContain('name="password"');
  });
});
