import type { Source } from '../../src/sources/contract.ts';
import { presets } from '../../src/sources/protocols/ticket-presets.ts';
import { startTicketGateway } from '../doubles/ticket-gateway.ts';
import type { TicketMisdeeds } from '../doubles/ticket-misdeeds.ts';
import type { ShapeName } from '../doubles/ticket-shapes.ts';
import type { Misdeed, Person, Rig } from './rig.ts';

export const CALLBACK = 'http://localhost:3000/callback/fund';

const misdeeds: Partial<Record<Misdeed, TicketMisdeeds>> = {
  'wrong audience': { otherApp: true },
  'wrong issuer': { foreignTicket: true },
  'mix-up': { otherState: true },
  'nonce missing': { noState: true },
  'foreign attributes': { foreignUser: true },
  'attribute repeated': { repeats: true },
  unsolicited: { otherState: true },
  cancel: { cancel: true },
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

const notSigned = 'the answer comes from the platform itself over TLS, nothing in it is signed';
const noTimes = 'answers say no time; the time that we sign is judged there';

/** A person in the words of each platform. */
export const inWordsOf: Record<ShapeName, (person: Person) => Record<string, unknown>> = {
  national: ({ subject, name, id_type, id_number, phone_number }) => ({
    ...{ userId: subject, userName: name, idNo: id_number, phone: phone_number },
    idType: id_type && '1',
  }),
  zhejiang: ({ subject, name, id_type, id_number, phone_number }) => ({
    ...{ userid: subject, username: name, idnum: id_number, mobile: phone_number },
    ...{ idtype: id_type && '1', authlevel: '3' },
  }),
};

/** The ticket family for the conformance suite, in one of its shapes. */
export const ticketRig = (shape: ShapeName): Rig => ({
  protocol: 'ticket',
  title: `ticket (${shape})`,
  without: {
    'foreign signature': notSigned,
    unsigned: notSigned,
    wrapping: 'answers are JSON, and not signed',
    entities: 'answers are JSON',
    'clock within': noTimes,
    'clock beyond': noTimes,
  },
  async start(clock) {
    const platform = await startTicketGateway({ clock, shape });

    async function answer(source: Source, person: Person) {
      if (source.kind !== 'redirect') throw new Error('a platform is visited');
      platform.signsIn(inWordsOf[shape](person));
      const { to, remember } = await source.begin({ state: 'of-this-visit', callback: CALLBACK });
      const params = Object.fromEntries((await platform.visit(to.url)).searchParams);
      return {
        async complete(at: Source = source) {
          if (at.kind !== 'redirect') throw new Error('a platform is visited');
          return at.complete({ params }, remember);
        },
      };
    }

    return {
      settings: platform.settings,
      mapping: presets[shape]?.mapping,
      answer,
      signIn: async (source, person) => (await answer(source, person)).complete(),
      async forge(source) {
        if (source.kind !== 'redirect') throw new Error('a platform is visited');
        const { remember } = await source.begin({ state: 'of-this-visit', callback: CALLBACK });
        const params = { state: 'of-this-visit', ticket: 'made-up', st: 'made-up' };
        return source.complete({ params }, remember);
      },
      does: (misdeed) => {
        const known = misdeeds[misdeed];
        if (!known) throw new Error(`a platform cannot do this: ${misdeed}`);
        platform.misdeeds = known;
      },
      clockOff: () => {
        throw new Error('an answer says no time');
      },
      mend: platform.mend,
      stop: platform.stop,
    };
  },
});
