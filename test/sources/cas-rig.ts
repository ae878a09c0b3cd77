import { expect } from 'vitest';
import type { Source } from '../../src/sources/contract.ts';
import type { CasMisdeeds } from '../doubles/cas-misdeeds.ts';
import { type CasOptions, casLogoutRequest, startCasServer } from '../doubles/cas-server.ts';
import type { Misdeed, Person, Rig } from './rig.ts';

export const CALLBACK = 'http://localhost:3000/callback/fund';

const misdeeds: Partial<Record<Misdeed, CasMisdeeds>> = {
  'wrong audience': { otherService: true },
  'wrong issuer': { foreignTicket: true },
  'mix-up': { mixUp: true },
  'nonce missing': { noState: true },
  'attribute repeated': { repeats: true },
  wrapping: { wraps: 'inside' },
  entities: { entities: true },
  unsolicited: { lieOfOtherVisit: true },
  down: { down: true },
  'down later': { downLater: true },
  slow: { hang: true },
  'slow later': { hangLater: true },
  'page later': { garbles: 'page' },
  'stumble later': { garbles: 'stumble' },
  'flood later': { garbles: 'flood' },
  'forgot us': { forgotUs: true },
  flood: { flood: true },
};

const notSigned = 'the answer comes from the server itself over TLS, nothing in it is signed';
const noTimes = 'the answer says no time of its making; the server lets tickets expire';

/** CAS for the conformance suite, in one way of writing its answers. */
export const casRig = (options: CasOptions = {}, settings: Record<string, unknown> = {}): Rig => ({
  protocol: 'cas',
  title: `cas (${settings['format'] ?? options.shape ?? 'nested'})`,
  signsOut: true,
  without: {
    'all of theirs': 'it names a ticket, and nobody',
    'sign-out foreign signature': 'nothing is signed: it names a ticket, which is a secret',
    'sign-out for another':
      'nothing in it says whom it is for: a ticket is of one server and one service',
    'sign-out old': 'it says no time that could be held against it',
    cancels: 'CAS has no way back without a ticket: who cancels stays there',
    'foreign signature': notSigned,
    unsigned: notSigned,
    'foreign attributes': 'account and attributes are one statement',
    'clock within': noTimes,
    'clock beyond': noTimes,
    ...(settings['format'] === 'JSON' && {
      wrapping: 'only in XML',
      entities: 'only in XML',
    }),
  },
  async start(clock) {
    const server = await startCasServer({ clock, ...options });

    async function answer(source: Source, { subject, ...attributes }: Person) {
      if (source.kind !== 'redirect') throw new Error('a CAS server is visited');
      server.signsIn({ user: subject, attributes });
      const { to, remember } = await source.begin({ state: 'of-this-visit', callback: CALLBACK });
      const params = Object.fromEntries((await server.visit(to.url)).searchParams);
      return {
        async complete(at: Source = source) {
          if (at.kind !== 'redirect') throw new Error('a CAS server is visited');
          return at.complete({ params }, remember);
        },
      };
    }

    return {
      settings: { ...server.settings, sign_out: 'always', ...settings },
      signOut: {
        callback: CALLBACK,
        unknown: { name: 'ST-1-of-nobody' },
        says({ name = '' }, wrong) {
          const logoutRequest =
            wrong === 'garbage' ? '<samlp:LogoutRequest/>' : casLogoutRequest(name);
          return { method: 'POST', params: { logoutRequest }, query: '', callback: CALLBACK };
        },
        async visits(to) {
          const back = await server.visit(to.url);
          expect(server.signOuts.at(-1)).toBe(back.href);
          expect(back.href.startsWith(`${CALLBACK}/logout?`)).toBe(true);
          const params = Object.fromEntries(back.searchParams);
          return { method: 'GET', params, query: back.search.slice(1), callback: CALLBACK };
        },
      },
      answer,
      signIn: async (source, person) => (await answer(source, person)).complete(),
      async forge(source) {
        if (source.kind !== 'redirect') throw new Error('a CAS server is visited');
        const { remember } = await source.begin({ state: 'of-this-visit', callback: CALLBACK });
        const params = { state: 'of-this-visit', ticket: 'ST-1-made-up' };
        return source.complete({ params }, remember);
      },
      does: (misdeed) => {
        const known = misdeeds[misdeed];
        if (!known) throw new Error(`a CAS server cannot do this: ${misdeed}`);
        server.misdeeds = known;
      },
      clockOff: () => {
        throw new Error('a CAS answer says no time');
      },
      mend: server.mend,
      stop: server.stop,
    };
  },
});
