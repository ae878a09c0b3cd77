import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedirectSource } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { type IdpOptions, type SamlIdp, startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import { encrypted } from '../doubles/saml-response.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { type Mutator, mutateText, mutateXml, noneAccepted } from './mutate.ts';
import { plant, registration } from './plant.ts';

const STATE = 'state-of-this-visit';
const ASSERTION = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;
const ours = selfSigned('our decryption');
const account = {
  name_id: 'gjj-0001',
  attributes: { name: '王测试', id_number: '220000190001010018', phone_number: '19900000001' },
};

// Some fifteen milliseconds of work each: more than a test's usual time on a busy machine.
describe('mutated SAML answers', { timeout: 300_000 }, () => {
  let database: FreshDatabase;
  const running: SamlIdp[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
  });
  afterAll(async () => {
    for (const idp of running) await idp.stop();
    await database?.drop();
  });

  interface Way {
    id: string;
    share: number;
    options?: IdpOptions;
    settings?: object;
    /** The whole answer, from the true one. */
    mutate: Mutator;
  }

  /** A true answer is taken; then its mutants, as if each were the first. */
  async function run({ id, share, options, settings, mutate }: Way) {
    const { base, clock } = database;
    const idp = await startSamlIdp({ clock, ...options });
    running.push(idp);
    const pasted = { ...idp.settings, metadata_url: undefined, metadata: idp.metadata() };
    const key = { decryption_key: ours.key, decryption_certificate: ours.certificate };
    await sources.register(base, {
      ...registration(id),
      protocol: 'saml',
      settings: { ...pasted, ...key, ...settings },
    });
    const row = await sources.read(base, id);
    if (!row) throw new Error('not registered');
    const source = sources.open(base, row) as RedirectSource;
    idp.signsIn(account);
    const callback = `http://localhost:3000/callback/${id}`;
    const { to, remember } = await source.begin({ state: STATE, callback });
    const { params } = await idp.visit(to);
    const xml = Buffer.from(params['SAMLResponse'] ?? '', 'base64').toString();
    const complete = async (answer: string) => {
      const SAMLResponse = Buffer.from(answer).toString('base64');
      const came = await source.complete({ params: { RelayState: STATE, SAMLResponse } }, remember);
      await base.db('source_once').where({ source_id: id }).delete();
      return came;
    };
    const truth = await complete(xml);
    expect(truth).toMatchObject({ subject: account.name_id, attributes: account.attributes });
    const held = await noneAccepted({
      name: `saml, ${id}`,
      share,
      mutate: (chance) => mutate(chance, xml),
      take: complete,
      // Nobody is let in by a status that was changed to a cancelled one.
      same: (came) => came === 'cancelled' || isDeepStrictEqual(came, truth),
    });
    expect(held.refused).toBeGreaterThan(held.same);
  }

  test('with a signed assertion', () => run({ id: 'assertion', share: 0.4, mutate: mutateXml }));

  test('with a signed answer', () =>
    run({
      id: 'response',
      share: 0.2,
      options: { signs: 'response' },
      settings: { signed: 'response' },
      mutate: mutateXml,
    }));

  test('encrypted by the source, and changed on the way', () =>
    run({
      id: 'encrypted',
      share: 0.15,
      options: { encrypts_for: ours.certificate },
      mutate: mutateXml,
    }));

  test('changed, and encrypted by whoever has our certificate', () =>
    run({
      id: 'encrypted-later',
      share: 0.15,
      mutate(chance, xml) {
        const [assertion = ''] = ASSERTION.exec(xml) ?? [];
        const box = encrypted(mutateXml(chance, assertion), ours.certificate, 'aes128-cbc');
        return xml.replace(ASSERTION, () => box);
      },
    }));

  test('as texts, whatever stands in them', () =>
    run({ id: 'text', share: 0.1, mutate: mutateText }));
});
