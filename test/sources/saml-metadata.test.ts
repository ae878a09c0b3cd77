import { signXml } from '@node-saml/node-saml/lib/xml.js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Expiry, Protocol, RedirectSource } from '../../src/sources/contract.ts';
import { saml } from '../../src/sources/protocols/saml.ts';
import * as sources from '../../src/sources/sources.ts';
import { type SamlIdp, startSamlIdp } from '../doubles/saml-idp.ts';
import { type KeyWithCertificate, selfSigned } from '../doubles/saml-keys.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { plant, registration } from './plant.ts';

const HOUR = 3_600_000;
const CALLBACK = 'http://localhost:3000/callback/fund';

describe('the metadata of a SAML source', () => {
  let database: FreshDatabase;
  let idp: SamlIdp;

  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
  });
  afterEach(async () => {
    await idp.stop();
    const { db } = database.base;
    await db('source_documents').delete();
    await db('source_health').delete();
  });
  afterAll(() => database?.drop());

  async function registered(settings: object = {}) {
    const { base, clock } = database;
    idp = await startSamlIdp({ clock });
    await register({ ...idp.settings, patience_ms: 10_000, ...settings });
    return { base, clock };
  }
  const register = (settings: object) =>
    sources.register(database.base, { ...registration('fund'), protocol: 'saml', settings });

  async function signIn() {
    const row = await sources.read(database.base, 'fund');
    if (!row) throw new Error('not registered');
    const source = sources.open(database.base, row) as RedirectSource;
    const { to, remember } = await source.begin({ state: 'a state', callback: CALLBACK });
    idp.signsIn({ name_id: 'gjj-0001', attributes: {} });
    return source.complete({ params: (await idp.visit(to)).params }, remember);
  }
  const refresh = () => sources.refreshDocuments(database.base);
  const keptAt = async () => {
    const row = await database.base.db('source_documents').where({ source_id: 'fund' }).first();
    return row?.fetched_at;
  };

  test('is fetched once an hour, kept, and a change of it is in the trail', async () => {
    const { base, clock } = await registered();
    expect(await refresh()).toEqual({ changed: ['fund'], failed: [] });
    await signIn();
    await signIn();
    expect(idp.asked.metadata).toBe(1);
    expect(await refresh()).toEqual({ changed: [], failed: [] });
    expect(idp.asked.metadata).toBe(1);
    clock.advance(HOUR);
    idp.rollOver('announce');
    expect(await refresh()).toEqual({ changed: ['fund'], failed: [] });
    expect(idp.asked.metadata).toBe(2);
    const events = (await auditTrail(base)).filter(
      ({ kind }) => kind === 'source.document_changed',
    );
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ source_id: 'fund', actor_kind: 'system', outcome: 'ok' });
    expect(JSON.stringify(events)).not.toContain('MII');
    clock.advance(HOUR);
    expect(await refresh()).toEqual({ changed: [], failed: [] });
    expect(await keptAt()).toEqual(clock.now());
  });

  test('lets a source change its key without anybody being kept out', async () => {
    const { clock } = await registered();
    await refresh();
    const next = async (step: 'announce' | 'use' | 'drop') => {
      idp.rollOver(step);
      clock.advance(HOUR);
      await refresh();
      return signIn();
    };
    for (const step of ['announce', 'use', 'drop'] as const)
      await expect(next(step)).resolves.toMatchObject({ subject: 'gjj-0001' });
  });

  test('a key that is no longer published signs nobody in', async () => {
    const { clock } = await registered();
    await refresh();
    idp.rollOver('drop');
    clock.advance(HOUR);
    await refresh();
    await expect(signIn()).rejects.toMatchObject({ code: 'sources.bad_answer' });
  });

  test('stays as it was when the source does not answer, and sign-in goes on', async () => {
    const { base, clock } = await registered();
    await refresh();
    clock.advance(HOUR);
    idp.misdeeds = { down: ['metadata'] };
    const failed = [{ source_id: 'fund', fault: 'metadata HTTP 503' }];
    expect(await refresh()).toEqual({ changed: [], failed });
    await expect(signIn()).resolves.toMatchObject({ subject: 'gjj-0001' });
    expect((await sources.read(base, 'fund'))?.failures).toBe(0);
    idp.mend();
    expect(await refresh()).toEqual({ changed: [], failed: [] });
    expect(await keptAt()).toEqual(clock.now());
  });

  test('counts no longer than it says', async () => {
    const { clock } = await registered();
    idp.validUntil(new Date(clock.now().getTime() + 2 * HOUR));
    await refresh();
    await signIn();
    clock.advance(2 * HOUR);
    await expect(signIn()).rejects.toMatchObject({
      detail: { words: { fault: 'metadata expired' } },
    });
    expect((await refresh()).failed).toEqual([{ source_id: 'fund', fault: 'metadata expired' }]);
    idp.validUntil(new Date(clock.now().getTime() + HOUR));
    await expect(signIn()).resolves.toMatchObject({ subject: 'gjj-0001' });
  });

  test('of another issuer, or that leads the browser elsewhere, is no way in', async () => {
    await registered({ issuer: 'https://other.test' });
    const another = { source_id: 'fund', fault: 'metadata of another issuer' };
    expect((await refresh()).failed).toEqual([another]);
    await expect(signIn()).rejects.toMatchObject({ code: 'sources.unavailable' });
    await register({ ...idp.settings, patience_ms: 10_000 });
    const document = idp
      .metadata()
      .replace(/Location="[^"]+"/g, 'Location="https://else.test/sso"');
    const fetched_at = database.clock.now();
    await database.base.db('source_documents').insert({ source_id: 'fund', document, fetched_at });
    const fault = 'origin of the sign-in page is not in the settings';
    await expect(signIn()).rejects.toMatchObject({ detail: { words: { fault } } });
  });

  test('carries the signature that the settings ask for', async () => {
    const [signer, other] = [selfSigned('signer'), selfSigned('other')];
    await registered();
    const metadata = (by: KeyWithCertificate) =>
      signXml(
        idp.metadata(),
        '/*',
        { reference: '/*/*[1]', action: 'before' },
        {
          privateKey: by.key,
          publicCert: by.certificate,
          signatureAlgorithm: 'sha256',
          digestAlgorithm: 'sha256',
        },
      );
    const { metadata_url: _, ...pasted } = idp.settings;
    const withText = (text: string) =>
      register({ ...pasted, metadata: text, metadata_certificate: signer.certificate });
    await withText(metadata(signer));
    await expect(signIn()).resolves.toMatchObject({ subject: 'gjj-0001' });
    for (const text of [
      metadata(other),
      idp.metadata(),
      metadata(signer).replace('/sso', '/ssx'),
    ]) {
      await withText(text);
      await expect(signIn()).rejects.toMatchObject({ code: 'sources.unavailable' });
    }
  });

  test('says what ends when: the newest of its certificates, itself, and our own two', async () => {
    await registered();
    const until = '20270101000000Z';
    const [ours, theirs] = [selfSigned('ours', { until }), selfSigned('theirs')];
    const settings = {
      ...idp.settings,
      signing_key: ours.key,
      signing_certificate: ours.certificate,
      decryption_key: theirs.key,
      decryption_certificate: theirs.certificate,
    };
    idp.validUntil(new Date('2026-06-01T00:00:00Z'));
    const protocol: Protocol = saml;
    const expiries = (await protocol.expiries?.(settings, idp.metadata())) as Expiry[];
    expect(Object.fromEntries(expiries.map(({ what, at }) => [what, at.toISOString()]))).toEqual({
      signing_certificate: '2027-01-01T00:00:00.000Z',
      decryption_certificate: '2099-12-31T00:00:00.000Z',
      certificate: '2099-12-31T00:00:00.000Z',
      metadata: '2026-06-01T00:00:00.000Z',
    });
    expect(await protocol.expiries?.(idp.settings, undefined)).toEqual([]);
  });

  test('is kept for people, so that a probe asks for the sign-in page', async () => {
    const { clock } = await registered();
    const means = {
      ...{ clock, source_id: 'fund', mapping: saml.mapping },
      ...{ document: async () => undefined, once: async () => true },
    };
    await saml.probe(idp.settings, means);
    expect(idp.asked).toEqual({ metadata: 1, sso: 1 });
    const { metadata_url: _, ...rest } = idp.settings;
    const pasted = { ...rest, metadata: idp.metadata() };
    await saml.probe(pasted, means);
    expect(idp.asked).toEqual({ metadata: 1, sso: 2 });
    idp.misdeeds = { down: true };
    for (const settings of [idp.settings, pasted])
      await expect(saml.probe(settings, means)).rejects.toMatchObject({
        code: 'sources.unavailable',
      });
  });
});
