import { expect } from 'vitest';
import type { Answer, Source } from '../../src/sources/contract.ts';
import { type IdpOptions, startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import type { Misdeeds } from '../doubles/saml-misdeeds.ts';
import { conformance } from './conformance.ts';
import type { Misdeed, Person, Rig } from './rig.ts';

const CALLBACK = 'http://localhost:3000/callback/fund';

const misdeeds: Record<Misdeed, Misdeeds> = {
  'foreign signature': { foreignSignature: true },
  unsigned: { unsigned: true },
  wrapping: { wrapping: 'each' },
  entities: { entities: true },
  unsolicited: { unsolicited: true },
  'wrong audience': { wrongAudience: true },
  'wrong issuer': { wrongIssuer: true },
  'mix-up': { mixUp: true },
  'nonce missing': { unsolicited: 'silent' },
  'foreign attributes': { twoAssertions: true },
  'attribute repeated': { repeats: true },
  cancel: { cancel: true },
  down: { down: true },
  'down later': { down: ['metadata'] },
  slow: { hang: true },
  'slow later': { hang: ['metadata'] },
  // Not of this protocol (`without`).
  'page later': {},
  'stumble later': {},
  'flood later': {},
  'forgot us': {},
  flood: { flood: true },
};

const ofRegistration = 'it says so to the browser, and sends nobody back';
const nothingOfAPerson = 'it is asked nothing for a person: the answer comes by the browser';
const onlyPasted = 'its metadata is pasted: nothing is asked of it';

interface Way {
  title: string;
  /** How its sign-outs travel. */
  binding: 'redirect' | 'post';
  without: Rig['without'];
  options: IdpOptions;
  settings(metadata: string): Record<string, unknown>;
}

/** Runs the suite on a provider that answers in one way, with the settings that fit it. */
function rigFor({ title, binding, without, options, settings }: Way): Rig {
  return {
    protocol: 'saml',
    title,
    without,
    signsOut: true,
    async start(clock) {
      const idp = await startSamlIdp({ clock, ...options });

      // What is wrong when we come back was not wrong when we went.
      let later: Misdeeds | undefined;

      async function answer(source: Source, person: Person) {
        if (source.kind !== 'redirect') throw new Error('an identity provider is visited');
        const { subject, ...attributes } = person;
        idp.signsIn({ name_id: subject, attributes });
        const start = { state: 'state-of-this-visit', callback: CALLBACK };
        const { to, remember } = await source.begin(start);
        const given: Answer = { params: (await idp.visit(to)).params };
        if (later) idp.misdeeds = later;
        return {
          async complete(at: Source = source) {
            if (at.kind !== 'redirect') throw new Error('an identity provider is visited');
            return at.complete(given, remember);
          },
        };
      }

      return {
        settings: { ...idp.settings, ...settings(idp.metadata()) },
        signOut: {
          callback: CALLBACK,
          unknown: {
            name: '["nobody","_of_nobody"]',
            holder: 'nobody',
            ending: '{"name_id":"nobody"}',
          },
          says({ ending = '{}' }, wrong) {
            const { name_id, session_index } = JSON.parse(ending);
            const said = idp.says({
              ...{ name_id, destination: `${CALLBACK}/logout`, binding, relay: 'of-the-provider' },
              indexes: wrong === 'all' || !session_index ? [] : [session_index],
              ...(wrong === 'foreign signature' && { signs: 'foreign' }),
              ...(wrong === 'unsigned' && { signs: 'not' }),
              ...(wrong === 'wrong audience' && { destination: 'https://other.test/logout' }),
              ...(wrong === 'wrong issuer' && { issuer: 'https://other.test' }),
              ...(wrong === 'old' && { ago: 3_600 }),
              ...(wrong === 'ahead' && { ago: -3_600 }),
              ...(wrong === 'garbage' && { tamper: () => 'SAMLRequest=AAAA&Signature=a&SigAlg=b' }),
            });
            return { ...said, callback: CALLBACK };
          },
          async visits(to, { ending = '{}' }) {
            const answer = await idp.signsOut(to);
            const { name_id, session_index: index } = JSON.parse(ending);
            expect(idp.signOuts.at(-1)).toMatchObject({
              ...{ what: 'SAMLRequest', name_id, index, signed: true },
            });
            return { ...answer, callback: CALLBACK };
          },
        },
        answer,
        async signIn(source, person) {
          const visit = await answer(source, person);
          return visit.complete();
        },
        async forge(source) {
          if (source.kind !== 'redirect') throw new Error('an identity provider is visited');
          const state = 'state-of-this-visit';
          const { remember } = await source.begin({ state, callback: CALLBACK });
          const SAMLResponse = Buffer.from('<samlp:Response/>').toString('base64');
          return source.complete({ params: { RelayState: state, SAMLResponse } }, remember);
        },
        does: (misdeed) => {
          if (misdeed.endsWith('later')) later = misdeeds[misdeed];
          else idp.misdeeds = misdeeds[misdeed];
        },
        clockOff: (seconds) => {
          idp.misdeeds = { clockOff: seconds };
        },
        mend: () => {
          later = undefined;
          idp.mend();
        },
        stop: idp.stop,
      };
    },
  };
}

const [signing, decryption] = [selfSigned('our signing'), selfSigned('our decryption')];

conformance(
  rigFor({
    title: 'saml, signed request by redirect, assertion signed, metadata by address',
    binding: 'redirect',
    without: { 'our registration': ofRegistration, 'unreadable answer': nothingOfAPerson },
    options: { wants_signed_by: signing.certificate },
    settings: () => ({
      signing_key: signing.key,
      signing_certificate: signing.certificate,
      sign_out: 'always',
    }),
  }),
);

conformance(
  rigFor({
    binding: 'post',
    title: 'saml, signed request by POST, answer and assertion signed, encrypted, metadata pasted',
    without: {
      'our registration': ofRegistration,
      'unreadable answer': nothingOfAPerson,
      down: onlyPasted,
      slow: onlyPasted,
      flood: onlyPasted,
    },
    options: {
      signs: 'both',
      encrypts_for: decryption.certificate,
      wants_signed_by: signing.certificate,
    },
    settings: (metadata) => ({
      metadata_url: undefined,
      metadata,
      request_binding: 'post',
      sign_out: 'always',
      signed: 'both',
      require_encryption: true,
      signing_key: signing.key,
      signing_certificate: signing.certificate,
      decryption_key: decryption.key,
      decryption_certificate: decryption.certificate,
    }),
  }),
);
