import type { Answer, Source } from '../../src/sources/contract.ts';
import { type Misdeeds, startOAuth2Dialect } from '../doubles/oauth2-dialect.ts';
import { beijing, careful, type Shape } from '../doubles/oauth2-shapes.ts';
import { conformance } from './conformance.ts';
import type { Misdeed, Person, Rig } from './rig.ts';

const STATE = 'state-of-this-visit';
const start = { state: STATE, callback: 'http://localhost:3000/callback/fund' };

const misdeeds: Record<Misdeed, Misdeeds> = {
  'foreign signature': { foreignKey: true },
  unsigned: { unsealed: true },
  'wrong audience': { wrongAudience: true },
  'wrong issuer': { otherIss: true },
  'mix-up': { otherIss: true },
  'nonce missing': { noState: true },
  'foreign attributes': { foreignUserinfo: true },
  'attribute repeated': { repeats: true },
  unsolicited: { otherState: true },
  // Not of this protocol (`without`).
  wrapping: {},
  entities: {},
  cancel: { cancel: true },
  down: { down: true },
  'down later': { down: ['userinfo'] },
  slow: { hang: true },
  'slow later': { hang: ['userinfo'] },
  'page later': { garbles: { at: 'userinfo', how: 'page' } },
  'stumble later': { garbles: { at: 'userinfo', how: 'stumble' } },
  'flood later': { garbles: { at: 'token', how: 'flood' } },
  'forgot us': { forgotUs: true },
  flood: { flood: true },
};

const ofTheFamily = {
  wrapping: 'nothing in it is signed part by part',
  entities: 'no XML',
  'clock within': 'nothing in its answers is dated',
  'clock beyond': 'nothing in its answers is dated; our signed calls are, and it looks at that',
};

const rigOf = (
  title: string,
  shape: () => Shape,
  without: Rig['without'],
  otherwise: Partial<Record<Misdeed, Misdeeds>> = {},
): Rig => ({
  protocol: 'oauth2',
  title,
  without: { ...ofTheFamily, ...without },
  async start(clock) {
    const double = await startOAuth2Dialect(shape(), { clock });

    async function answer(source: Source, person: Person) {
      if (source.kind !== 'redirect') throw new Error('it is visited');
      double.signsIn(person);
      const { to, remember } = await source.begin(start);
      const back = await double.visit(to.url);
      const given: Answer = { params: Object.fromEntries(back.searchParams) };
      return {
        async complete(at: Source = source) {
          if (at.kind !== 'redirect') throw new Error('it is visited');
          return at.complete(given, remember);
        },
      };
    }

    return {
      settings: double.settings,
      mapping: double.mapping,
      answer,
      async signIn(source, person) {
        const visit = await answer(source, person);
        return visit.complete();
      },
      async forge(source) {
        if (source.kind !== 'redirect') throw new Error('it is visited');
        const { remember } = await source.begin(start);
        const code = `made-up-${Math.random()}`;
        const params = { state: STATE, iss: double.origin, code, grant_code: code };
        return source.complete({ params }, remember);
      },
      does: (misdeed) => {
        double.misdeeds = otherwise[misdeed] ?? misdeeds[misdeed];
      },
      clockOff: () => {},
      mend: double.mend,
      stop: double.stop,
    };
  },
});

conformance(rigOf('oauth2 with all that the family may have', careful, {}));

const unsigned =
  'its answers are not signed: they count because we asked, over TLS, with our secret';
// Another system's answer is told by the callback it came to, and by the visit it belongs to.
const other = { otherState: true };
conformance(
  rigOf(
    'oauth2 as a plain dialect speaks it',
    beijing,
    {
      'foreign signature': unsigned,
      unsigned,
      'wrong audience': 'its answers name no client: secret and callback bind the code to us',
      'foreign attributes': 'only userinfo names the account, asked with the token of this code',
    },
    { 'wrong issuer': other, 'mix-up': other },
  ),
);
