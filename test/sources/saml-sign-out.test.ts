import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival, Came, RedirectSource } from '../../src/sources/contract.ts';
import { signOutMeansOf } from '../../src/sources/means.ts';
import { saml } from '../../src/sources/protocols/saml.ts';
import { samlSettings } from '../../src/sources/protocols/saml-settings.ts';
import * as sources from '../../src/sources/sources.ts';
import { type IdpOptions, type SamlIdp, startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import type { LogoutSaid } from '../doubles/saml-logout.ts';
import { encrypted } from '../doubles/saml-response.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { plant, registration } from './plant.ts';

const CALLBACK = 'http://localhost:3000/callback/fund';
const ours = selfSigned('our signing');
const decryption = selfSigned('our decryption');
const keys = { signing_key: ours.key, signing_certificate: ours.certificate };

describe('what a SAML sign-out must hold', () => {
  let database: FreshDatabase;
  let idp: SamlIdp;
  const others: SamlIdp[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    idp = await startSamlIdp({ clock: database.clock });
    await plant(database.base);
    await registered();
  });
  afterEach(() => idp.mend());
  afterAll(async () => {
    await Promise.all([idp, ...others].map((one) => one?.stop()));
    await database?.drop();
  });

  async function registered(settings: object = {}, at: SamlIdp = idp) {
    const all = { ...at.settings, ...keys, patience_ms: 10_000, sign_out: 'always', ...settings };
    await sources.register(database.base, {
      ...registration('fund'),
      ...{ protocol: 'saml', settings: all },
    });
    const row = await sources.read(database.base, 'fund');
    if (!row) throw new Error('not registered');
    return { row, settings: all };
  }
  async function another(options: IdpOptions) {
    const made = await startSamlIdp({ clock: database.clock, ...options });
    others.push(made);
    return made;
  }

  /** What our reading of a message gives, without ending anybody. */
  async function read(said: Partial<LogoutSaid>, settings: object = {}) {
    const { row, settings: all } = await registered(settings);
    const message = idp.says({
      ...{ name_id: 'gjj-0001', indexes: ['_1'], destination: `${CALLBACK}/logout` },
      ...{ binding: 'post' },
      ...said,
    });
    const came: Came = { ...message, callback: CALLBACK };
    if (!saml.signOut) throw new Error('saml has a sign-out');
    return saml.signOut.ended(all, signOutMeansOf(database.base, row), came);
  }
  const faultOf = async (said: Partial<LogoutSaid>, settings?: object) =>
    read(said, settings).then(
      () => 'none',
      (error) => error.detail?.words?.fault ?? String(error),
    );

  test.each([
    [{ tamper: (xml: string) => xml.replace('gjj-0001', 'gjj-0002') }, 'signature'],
    [{ signs: 'sha1' as const }, 'signature algorithm'],
    [{ tamper: (xml: string) => `<!DOCTYPE x [<!ENTITY e "e">]>${xml}` }, 'xml document type'],
    [{ edit: (xml: string) => xml.replace('2.0"', '1.1"') }, 'version'],
    [{ edit: (xml: string) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, '') }, 'NameID'],
    [{ edit: (xml: string) => xml.replace(/Destination="[^"]*"/, '') }, 'Destination'],
    [{ what: 'LogoutResponse' as const }, 'no SAMLRequest'],
    [
      {
        edit: (xml: string) =>
          xml.replace(' Version', ' NotOnOrAfter="2020-01-01T00:00:00Z" Version'),
      },
      'NotOnOrAfter',
    ],
  ])('%# is refused as it should be: %j', async (said, fault) => {
    expect(await faultOf(said)).toBe(fault);
  });

  test.each([
    [{ tamper: (query: string) => query.replace('&Signature=', '&Other=') }, 'unsigned'],
    [{ tamper: (query: string) => query.replace('RelayState=a', 'RelayState=b') }, 'signature'],
    [
      { tamper: (query: string) => query.replace(/SAMLRequest=[^&]*/, 'SAMLRequest=AAAA') },
      'signature',
    ],
    [{ signs: 'sha1' as const }, 'signature algorithm'],
  ])('in an address, %# is refused as it should be: %j', async (said, fault) => {
    expect(await faultOf({ binding: 'redirect', relay: 'a', ...said })).toBe(fault);
  });

  test('a signed request that is wrapped in another says nothing', async () => {
    const wrap = (xml: string) => {
      const forged = xml.replace(/<Signature.*<\/Signature>/s, '').replace('gjj-0001', 'gjj-0002');
      const [, id] = /ID="([^"]+)"/.exec(xml) ?? [];
      return forged
        .replace(`ID="${id}"`, 'ID="_forged"')
        .replace(
          '</samlp:LogoutRequest>',
          `<x:X xmlns:x="urn:x">${xml}</x:X></samlp:LogoutRequest>`,
        );
    };
    expect(await faultOf({ tamper: wrap })).toBe('unsigned');
  });

  test('SHA-1 is taken where the settings say so, and a NameID that is encrypted for us', async () => {
    expect(await read({ signs: 'sha1' }, { allow_sha1: true })).toMatchObject({
      names: ['["gjj-0001","_1"]'],
      holder: 'gjj-0001',
    });
    const name =
      '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">gjj-0001</saml:NameID>';
    const sealed = encrypted(name, decryption.certificate, 'aes256-gcm').replaceAll(
      'EncryptedAssertion',
      'EncryptedID',
    );
    const edit = (xml: string) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, sealed);
    const withKey = {
      ...{ decryption_key: decryption.key, decryption_certificate: decryption.certificate },
    };
    expect(await read({ edit }, withKey)).toMatchObject({ holder: 'gjj-0001' });
    expect(await faultOf({ edit })).toBe('NameID');
  });

  test('without a key of ours sessions end, nothing is answered, and our metadata offer no sign-out', async () => {
    const none = { signing_key: undefined, signing_certificate: undefined, sign_out: undefined };
    expect(await read({}, none)).not.toHaveProperty('answer');
    const { row } = await registered(none);
    expect(sources.published(database.base, row, CALLBACK)?.body).not.toContain('SingleLogout');
    const { row: keyed } = await registered();
    const document = sources.published(database.base, keyed, CALLBACK)?.body ?? '';
    expect([...document.matchAll(/<md:SingleLogoutService [^>]*>/g)]).toHaveLength(2);
    expect(document).toContain(`Location="${CALLBACK}/logout"`);
    const issues = samlSettings.safeParse({ ...idp.settings, sign_out: 'offer' }).error?.issues;
    expect(issues?.map(({ path }) => path)).toEqual([['signing_key']]);
  });

  test('a NameID that may be a name goes by POST, or nowhere', async () => {
    for (const [at, kind] of [
      [await another({ signs_out: ['Redirect', 'POST'] }), 'post'],
      [await another({ signs_out: ['Redirect'] }), undefined],
    ] as const) {
      const { settings } = await registered({ name_id: 'unspecified' }, at);
      const row = await sources.read(database.base, 'fund');
      const source = row && (sources.open(database.base, row) as RedirectSource);
      if (!row || !source) throw new Error('no source');
      at.signsIn({ name_id: 'zhangsan', attributes: {} });
      at.misdeeds = { nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified' };
      const { to, remember } = await source.begin({ state: 's', callback: CALLBACK });
      const { params } = await at.visit(to);
      const { session } = (await source.complete({ params }, remember)) as Arrival;
      const leaving = { ending: session?.ending, state: 's', callback: CALLBACK };
      const left = await saml.signOut?.begin(settings, signOutMeansOf(database.base, row), leaving);
      expect(left?.to.kind).toBe(kind);
    }
  });

  test('a NameID that has the shape of a number goes by POST, or nowhere, whatever its format says', async () => {
    const [both, redirect] = [
      await another({ signs_out: ['Redirect', 'POST'] }),
      await another({ signs_out: ['Redirect'] }),
    ];
    for (const [at, name_id, kind] of [
      [both, 'gjj-0001', 'location'],
      [both, '220000199001010018', 'post'],
      [both, 'wang@example.test', 'post'],
      [redirect, 'gjj-0001', 'location'],
      [redirect, '19900001234', undefined],
    ] as const) {
      const { row, settings } = await registered({}, at);
      const format = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
      const ending = JSON.stringify({ name_id, format, session_index: '_1' });
      const leaving = { ending, state: 's', callback: CALLBACK };
      const left = await saml.signOut?.begin(settings, signOutMeansOf(database.base, row), leaving);
      expect([name_id, left?.to.kind]).toEqual([name_id, kind]);
    }
  });
});
