// Whole, since each answer is one change to the same good one, and is read beside its neighbours.
import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival, RedirectSource, Start } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { PASSWORD, type SamlIdp, startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import type { Misdeeds } from '../doubles/saml-misdeeds.ts';
import { ways } from '../doubles/saml-wrapping.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { plant, registration } from './plant.ts';

const FORMAT = 'urn:oasis:names:tc:SAML';
const TRANSIENT = `${FORMAT}:2.0:nameid-format:transient`;
const UNSPECIFIED = `${FORMAT}:1.1:nameid-format:unspecified`;
const STATE = 'state-of-this-visit';
const CALLBACK = 'http://localhost:3000/callback/fund';
const wang = { name_id: 'gjj-0001', attributes: { name: '王测试' } as Record<string, unknown> };

describe('what a SAML answer must hold', () => {
  let database: FreshDatabase;
  let idp: SamlIdp;

  beforeAll(async () => {
    database = await freshDatabase();
    idp = await startSamlIdp({ clock: database.clock });
    await plant(database.base);
  });
  afterEach(() => idp.mend());
  afterAll(async () => {
    await idp?.stop();
    await database?.drop();
  });

  interface Visit {
    settings?: object;
    levels?: Record<string, number>;
    start?: Partial<Start>;
    account?: typeof wang & { acr?: string };
    params?: Record<string, string>;
  }

  async function visit({ settings, levels, start, account = wang, params }: Visit = {}) {
    const { base } = database;
    await sources.register(base, {
      ...registration('fund'),
      protocol: 'saml',
      settings: { ...idp.settings, patience_ms: 10_000, ...settings },
      mapping: { fields: { name: 'name' }, ...(levels && { levels }) },
    });
    const row = await sources.read(base, 'fund');
    if (!row) throw new Error('not registered');
    const source = sources.open(base, row) as RedirectSource;
    const { to, remember } = await source.begin({ state: STATE, callback: CALLBACK, ...start });
    idp.signsIn(account);
    const back = await idp.visit(to);
    const complete = () => source.complete({ params: { ...back.params, ...params } }, remember);
    return { to, complete, request: idp.requests.at(-1) };
  }
  const arrives = async (way?: Visit) => (await (await visit(way)).complete()) as Arrival;
  const faultOf = async (misdeeds: Misdeeds, way?: Visit) => {
    idp.misdeeds = misdeeds;
    const { complete } = await visit(way);
    const error = await complete().then(
      (came) => ({ code: `let in: ${JSON.stringify(came)}`, detail: {} }),
      (error) => error,
    );
    idp.mend();
    expect(error).toMatchObject({ code: 'sources.bad_answer' });
    return error.detail.words?.fault;
  };

  test.each(Object.keys(ways).map((name, at) => [name, at] as const))(
    'signature wrapping is refused: %s',
    async (_, wrapping) => {
      await faultOf({ wrapping });
      await faultOf({ wrapping }, { settings: { signed: 'both' } });
    },
  );

  test('it is made for us, goes to us, and answers us', async () => {
    expect(await faultOf({ noAudience: true })).toBe('no Audience');
    expect(await faultOf({ wrongAudience: true })).toBe('Audience');
    expect(await faultOf({ wrongRecipient: true })).toBe('SubjectConfirmation');
    expect(await faultOf({ wrongDestination: true })).toBe('Destination');
    expect(await faultOf({ unsolicited: true })).toBe('InResponseTo');
    expect(await faultOf({ unsolicited: 'silent' })).toBe('InResponseTo');
    expect(await faultOf({}, { params: { RelayState: 'of another visit' } })).toBe('RelayState');
    expect(await faultOf({ oddCondition: true })).toBe('condition unknown');
  });

  test('no two elements have one ID, by whichever name', async () => {
    const tamper = (xml: string) => {
      const id = /<saml:Assertion [^>]*ID="([^"]+)"/.exec(xml)?.[1];
      return xml.replace('<samlp:Status>', `<samlp:Status Id="${id}">`);
    };
    expect(await faultOf({ tamper })).toBe('ID twice');
  });

  test('an envelope that was changed to fit does not save an assertion made for another visit', async () => {
    const tamper = (xml: string) =>
      xml.replace(/InResponseTo="[^"]+"/, `InResponseTo="${idp.requests.at(-1)?.id}"`);
    expect(await faultOf({ unsolicited: true, tamper })).toBe('SubjectConfirmation');
  });

  test('what the settings want signed is signed, over SHA-256 unless SHA-1 is allowed', async () => {
    expect(await faultOf({ unsigned: true })).toBe('assertion unsigned');
    expect(await faultOf({}, { settings: { signed: 'both' } })).toBe('response unsigned');
    expect(await faultOf({}, { settings: { signed: 'response' } })).toBe('response unsigned');
    expect(await faultOf({ sha1: true })).toBe('signature algorithm');
    idp.misdeeds = { sha1: true };
    expect((await arrives({ settings: { allow_sha1: true } })).subject).toBe('gjj-0001');
    expect(await faultOf({ foreignSignature: true })).toBe('signature');
  });

  test('an assertion in clear is refused where encryption is due, and one that we cannot read', async () => {
    const ours = selfSigned('ours');
    const keys = { decryption_key: ours.key, decryption_certificate: ours.certificate };
    const settings = { ...keys, require_encryption: true };
    expect(await faultOf({}, { settings })).toBe('assertion not encrypted');
  });

  test('what is encrypted is read, by GCM too; what is wrong inside is told by one word', async () => {
    const ours = selfSigned('ours');
    const settings = {
      decryption_key: ours.key,
      decryption_certificate: ours.certificate,
      require_encryption: true,
      signed: 'response',
    };
    const plain = idp;
    idp = await startSamlIdp({
      clock: database.clock,
      signs: 'response',
      encrypts_for: ours.certificate,
      encryption: 'aes256-gcm',
    });
    try {
      expect((await arrives({ settings })).subject).toBe('gjj-0001');
      expect(await faultOf({}, { settings: { ...settings, signed: 'both' } })).toBe(
        'encrypted assertion',
      );
      const other = selfSigned('other');
      const theirs = { decryption_key: other.key, decryption_certificate: other.certificate };
      expect(await faultOf({}, { settings: { ...settings, ...theirs } })).toBe(
        'encrypted assertion',
      );
      const old = (xml: string) => xml.replace(/rsa-oaep-mgf1p/, 'rsa-1_5');
      expect(await faultOf({ tamper: old }, { settings })).toBe('signature');
      expect(await faultOf({}, { settings: { signed: 'response' } })).toBe(
        'no key to decrypt with',
      );
    } finally {
      await idp.stop();
      idp = plain;
    }
  });

  test('what the library would find by its name, whosesoever it is, leads to no weaker algorithm', async () => {
    const ours = selfSigned('ours');
    const settings = { decryption_key: ours.key, decryption_certificate: ours.certificate };
    const plain = idp;
    idp = await startSamlIdp({ clock: database.clock, encrypts_for: ours.certificate });
    // The very key, encrypted for us once more by the way that we do not take.
    const weaker = (xml: string) =>
      xml.replace(
        /(<xenc:EncryptedKey>)(.*?<xenc:CipherValue>)([^<]+)/,
        (_, begin, between, box) =>
          `${begin}<x:EncryptionMethod xmlns:x="urn:x" Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-1_5"/>` +
          between +
          publicEncrypt(
            { key: ours.certificate, padding: constants.RSA_PKCS1_PADDING },
            privateDecrypt(ours.key, Buffer.from(box, 'base64')),
          ).toString('base64'),
      );
    const beside = (xml: string) =>
      xml.replace(
        '<xenc:EncryptedData',
        '<x:CipherValue xmlns:x="urn:x">AAAA</x:CipherValue><xenc:EncryptedData',
      );
    const deeper = (xml: string) =>
      xml
        .replace('<xenc:EncryptedData', '<x:Box xmlns:x="urn:x"><xenc:EncryptedData')
        .replace('</xenc:EncryptedData>', '</xenc:EncryptedData></x:Box>');
    const twice = (xml: string) =>
      xml.replace(
        /<xenc:EncryptionMethod Algorithm="[^"]+rsa-oaep-mgf1p"\/>/,
        (one) => one.replace('rsa-oaep-mgf1p', 'rsa-1_5') + one,
      );
    try {
      expect((await arrives({ settings })).subject).toBe('gjj-0001');
      for (const tamper of [weaker, beside, deeper, twice])
        expect(await faultOf({ tamper }, { settings })).toBe('encrypted assertion');
    } finally {
      await idp.stop();
      idp = plain;
    }
  });

  test('a comment inside a value cuts nothing off: what is read is what was signed', async () => {
    const edit = (xml: string) =>
      xml.replace('gjj-0001</saml:NameID>', 'gjj-0001.other</saml:NameID>');
    const tamper = (xml: string) => xml.replace('gjj-0001.other', 'gjj-0001<!-- x -->.other');
    idp.misdeeds = { edit, tamper };
    expect((await arrives()).subject).toBe('gjj-0001.other');
  });

  test('the account is a persistent NameID for us, or an attribute; never a transient one', async () => {
    expect(await faultOf({ nameIdFormat: TRANSIENT })).toBe('NameID transient');
    expect(await faultOf({ nameIdFormat: UNSPECIFIED })).toBe('NameID Format');
    const settings = { name_id: 'unspecified' };
    idp.misdeeds = { nameIdFormat: UNSPECIFIED };
    expect((await arrives({ settings })).subject).toBe('gjj-0001');
    const qualified = (by: string) => (xml: string) =>
      xml.replace('<saml:NameID ', `<saml:NameID ${by}="https://other.test" `);
    expect(await faultOf({ edit: qualified('SPNameQualifier') })).toBe('NameID qualifier');
    expect(await faultOf({ edit: qualified('NameQualifier') })).toBe('NameID qualifier');
    const byAttribute = { settings: { subject_attribute: 'zhanghao' } };
    idp.misdeeds = { nameIdFormat: TRANSIENT };
    const account = { name_id: 'of-today', attributes: { zhanghao: 'gjj-0001' } };
    const arrival = await arrives({ ...byAttribute, account });
    expect(arrival.subject).toBe('gjj-0001');
    expect(JSON.parse(arrival.session?.ending ?? '')).toEqual({
      name_id: 'of-today',
      format: TRANSIENT,
      session_index: '_session-of-of-today',
    });
    const twice = { name_id: 'x', attributes: { zhanghao: ['gjj-0001', 'gjj-0002'] } };
    expect(await faultOf({}, { ...byAttribute, account: twice })).toBe('subject attribute');
    expect(await faultOf({}, byAttribute)).toBe('subject attribute');
    const inherited = { settings: { subject_attribute: 'constructor' } };
    expect(await faultOf({}, inherited)).toBe('subject attribute');
  });

  test('who must sign in anew has done so, whatever session the source has', async () => {
    const start = { reauthenticate: true };
    const { complete, request } = await visit({ start });
    expect(request?.force).toBe(true);
    await expect(complete()).resolves.toMatchObject({ subject: 'gjj-0001' });
    expect(await faultOf({ signedInAgo: 3_600 }, { start })).toBe('not signed in anew');
    idp.misdeeds = { signedInAgo: 3_600 };
    expect((await arrives()).subject).toBe('gjj-0001');
  });

  test('a level is asked for and given in the words of the source', async () => {
    const levels = { 'urn:source:sms': 1, [PASSWORD]: 2, 'urn:source:face': 3 };
    const start = { level: 2 };
    const exact = await visit({ levels, start });
    expect(exact.request).toMatchObject({
      comparison: 'exact',
      classes: [PASSWORD, 'urn:source:face'],
    });
    const minimum = await visit({ levels, start, settings: { comparison: 'minimum' } });
    expect(minimum.request).toMatchObject({ comparison: 'minimum', classes: [PASSWORD] });
    expect((await visit({ levels })).request?.classes).toEqual([]);
    const level = async (acr: string) =>
      (await arrives({ levels, account: { ...wang, acr } })).level;
    expect(await level('urn:source:sms')).toBe(1);
    expect(await level('urn:source:face')).toBe(2); // its ceiling
    expect(await level('urn:source:odd')).toBe(0);
  });

  test('requests are signed by redirect and by post, and ask for the NameID that is wanted', async () => {
    const ours = selfSigned('ours');
    const keys = { signing_key: ours.key, signing_certificate: ours.certificate };
    const strict = await startSamlIdp({ clock: database.clock, wants_signed_by: ours.certificate });
    const { base } = database;
    for (const request_binding of ['redirect', 'post']) {
      await sources.register(base, {
        ...registration('strict'),
        protocol: 'saml',
        settings: { ...strict.settings, ...keys, patience_ms: 10_000, request_binding },
      });
      const row = await sources.read(base, 'strict');
      if (!row) throw new Error('not registered');
      const source = sources.open(base, row) as RedirectSource;
      const { to } = await source.begin({ state: STATE, callback: CALLBACK });
      expect(to.kind).toBe(request_binding === 'post' ? 'post' : 'location');
      expect((await strict.visit(to)).params['RelayState']).toBe(STATE);
    }
    expect(strict.requests).toHaveLength(2);
    expect(strict.requests[0]).toMatchObject({
      signed: true,
      consumer: CALLBACK,
      issuer: `${CALLBACK}/metadata`,
      name_id_format: `${FORMAT}:2.0:nameid-format:persistent`,
    });
    await strict.stop();
  });

  test('words of a fault hold nothing of the person', async () => {
    const account = { name_id: '220000190001010018', attributes: { name: '王测试' } };
    const faults = [];
    for (const misdeeds of [
      { wrongAudience: true },
      { foreignSignature: true },
      { status: 'RequestDenied王' },
    ])
      faults.push(await faultOf(misdeeds, { account }));
    expect(faults.join()).not.toMatch(/王|2200/);
  });

  test('what is built to be slow or deep is refused before it is read', async () => {
    const bombs: [string, string][] = [
      ['xml too deep', '<a>'.repeat(5_000) + '</a>'.repeat(5_000)],
      ['xml too many elements', `<a>${'<b/>'.repeat(20_000)}</a>`],
      ['xml document type', '<!DOCTYPE a [<!ENTITY x "x">]><a>&x;</a>'],
      ['xml document type', '<!doctype a><a/>'],
      ['xml unreadable', '<?xml version="1.0"?><?php x?><a/>'],
      ['xml unreadable', '<a><b></a></b>'],
      ['xml two roots', '<a/><a/>'],
      ['xml unreadable', '<a b=c/>'],
      ['xml character', '<a>\u0000</a>'],
      ['xml encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
      ['xml too long', `<a>${'x'.repeat(300_000)}</a>`],
      ['no Response', '<a/>'],
    ];
    for (const [fault, xml] of bombs) {
      const SAMLResponse = Buffer.from(xml).toString('base64');
      expect(await faultOf({}, { params: { SAMLResponse } }), xml.slice(0, 60)).toBe(fault);
    }
    expect(await faultOf({}, { params: { SAMLResponse: '' } })).toBe('no SAMLResponse');
    expect(await faultOf({}, { params: { SAMLResponse: '/////w==' } })).toBe(
      'SAMLResponse not UTF-8',
    );
  });
});
