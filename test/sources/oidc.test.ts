import { expect } from 'vitest';
import type { Answer, Came, Source } from '../../src/sources/contract.ts';
import type { Misdeeds } from '../doubles/openid-misdeeds.ts';
import { startOpenIdProvider } from '../doubles/openid-provider.ts';
import { conformance } from './conformance.ts';
import type { Misdeed, Person, SignOutWrong } from './rig.ts';

const CALLBACK = 'http://localhost:3000/callback/fund';

const misdeeds: Record<Misdeed, Misdeeds> = {
  'foreign signature': { foreignSignature: true },
  'wrong audience': { wrongAudience: true },
  'wrong issuer': { wrongIssuer: true },
  'mix-up': { mixUp: true },
  'nonce missing': { noNonce: true },
  'foreign attributes': { foreignUserinfo: true },
  'attribute repeated': { repeats: true },
  unsigned: { unsigned: true },
  unsolicited: { otherState: true },
  // Not of this protocol (`without`).
  wrapping: {},
  entities: {},
  cancel: { cancel: true },
  down: { down: true },
  'down later': { down: ['token'] },
  slow: { hang: true },
  'slow later': { hang: ['token', 'userinfo'] },
  'page later': { garbles: { at: 'token', how: 'page' } },
  'stumble later': { garbles: { at: 'userinfo', how: 'stumble' } },
  'flood later': { garbles: { at: 'userinfo', how: 'flood' } },
  'forgot us': { forgotUs: true },
  flood: { flood: true },
};

/** What the claims of a logout token say then. */
const wrongClaims: Partial<Record<SignOutWrong, Record<string, unknown>>> = {
  all: { sid: undefined },
  'wrong audience': { aud: 'somebody-else' },
  'wrong issuer': { iss: 'https://other.test' },
};

conformance({
  protocol: 'oidc',
  signsOut: true,
  without: {
    wrapping: 'a signed token is the bytes that are read',
    entities: 'no XML',
  },
  async start(clock) {
    const provider = await startOpenIdProvider({ clock });

    async function answer(source: Source, person: Person) {
      if (source.kind !== 'redirect') throw new Error('an OpenID provider is visited');
      const { subject, ...claims } = person;
      provider.signsIn({ sub: subject, ...claims });
      const { to, remember } = await source.begin({
        state: 'state-of-this-visit',
        callback: CALLBACK,
      });
      const back = await provider.visit(to.url);
      const given: Answer = { params: Object.fromEntries(back.searchParams) };
      return {
        async complete(at: Source = source) {
          if (at.kind !== 'redirect') throw new Error('an OpenID provider is visited');
          return at.complete(given, remember);
        },
      };
    }

    return {
      settings: { ...provider.settings, sign_out: 'always' },
      signOut: {
        callback: CALLBACK,
        unknown: { name: 'a session of nobody', holder: 'nobody' },
        async says({ name: sid, holder: sub }, wrong) {
          const now = Math.floor(clock.now().getTime() / 1000);
          const off = { old: -3_600, ahead: 3_600 }[wrong as string] ?? 0;
          const times = { iat: now + off, exp: now + off + 120 };
          const token = await provider.logoutToken(
            { sid, sub, ...times, ...(wrong && wrongClaims[wrong]) },
            { foreign: wrong === 'foreign signature' },
          );
          const [head = '', body = ''] = token.split('.');
          const none = Buffer.from('{"alg":"none"}').toString('base64url');
          const sent = { garbage: 'a.b.c', unsigned: `${none}.${body}.` }[wrong as string] ?? token;
          expect(head).not.toBe('');
          const params = { logout_token: sent };
          return { method: 'POST', params, query: '', callback: CALLBACK };
        },
        async visits(to, { ending }) {
          const back = await provider.visit(to.url);
          expect(provider.signOuts.at(-1)).toMatchObject({
            ...{ client_id: provider.clientId, id_token_hint: ending },
            post_logout_redirect_uri: `${CALLBACK}/logout`,
          });
          const params = Object.fromEntries(back.searchParams);
          const came: Came = { method: 'GET', params, query: back.search, callback: CALLBACK };
          return came;
        },
      },
      answer,
      async signIn(source, person) {
        const visit = await answer(source, person);
        return visit.complete();
      },
      async forge(source) {
        if (source.kind !== 'redirect') throw new Error('an OpenID provider is visited');
        const { remember } = await source.begin({
          state: 'state-of-this-visit',
          callback: CALLBACK,
        });
        const params = { state: 'state-of-this-visit', code: 'made-up', iss: provider.issuer };
        return source.complete({ params }, remember);
      },
      does: (misdeed) => {
        provider.misdeeds = misdeeds[misdeed];
      },
      clockOff: (seconds) => {
        provider.misdeeds = { clockOff: seconds };
      },
      mend: provider.mend,
      stop: provider.stop,
    };
  },
});
