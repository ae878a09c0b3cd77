import { isDeepStrictEqual } from 'node:util';
import { saml } from '../../../src/sources/protocols/saml.ts';
import { type IdpOptions, startSamlIdp } from '../../doubles/saml-idp.ts';
import { selfSigned } from '../../doubles/saml-keys.ts';
import { encrypted } from '../../doubles/saml-response.ts';
import { STATE, visiting } from './arriving.ts';
import { type Mutator, mutateText, mutateXml } from './mutators.ts';
import type { Family, Way } from './run.ts';

const ASSERTION = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;
const account = {
  name_id: 'gjj-0001',
  attributes: { name: '王测试', id_number: '220000190001010018', phone_number: '19900000001' },
};

// However long it takes: the true answer stays one that counts.
const now = new Date('2026-11-23T02:00:00Z');
const clock = { now: () => now };

interface Wanted {
  name: string;
  share: number;
  options?: IdpOptions;
  settings?: object;
  /** The whole answer, from the true one. */
  mutate: Mutator;
}

/** Answers of an identity provider, each as if it were the first. */
export async function start(): Promise<Family> {
  const ours = selfSigned('our decryption');
  const key = { decryption_key: ours.key, decryption_certificate: ours.certificate };
  const running: { stop(): Promise<void> }[] = [];

  async function way({ options, settings, mutate, ...of }: Wanted): Promise<Way<string>> {
    const idp = await startSamlIdp({ clock, ...options });
    running.push(idp);
    const pasted = { ...idp.settings, metadata_url: undefined, metadata: idp.metadata() };
    const source = visiting(
      saml,
      { ...pasted, ...key, ...settings },
      {
        name: 'saml',
        clock,
      },
    );
    idp.signsIn(account);
    const { to, remember } = await source.begin();
    const { params } = await idp.visit(to);
    const xml = Buffer.from(params['SAMLResponse'] ?? '', 'base64').toString();
    const take = (answer: string) => {
      const SAMLResponse = Buffer.from(answer).toString('base64');
      return source.complete({ RelayState: STATE, SAMLResponse }, remember);
    };
    const truth = await take(xml);
    if (truth === 'cancelled' || truth.subject !== account.name_id)
      throw new Error(`not taken as it was: ${JSON.stringify(truth)}`);
    return {
      ...of,
      mutate: (chance) => mutate(chance, xml),
      take,
      // Nobody is let in by a status that was changed to a cancelled one.
      same: (came) => came === 'cancelled' || isDeepStrictEqual(came, truth),
      tries: ({ refused, same }) => refused > same,
    };
  }

  const ways = [
    await way({ name: 'saml, signed assertion', share: 0.4, mutate: mutateXml }),
    await way({
      ...{ name: 'saml, signed answer', share: 0.2, mutate: mutateXml },
      options: { signs: 'response' },
      settings: { signed: 'response' },
    }),
    await way({
      ...{ name: 'saml, encrypted and changed on the way', share: 0.15, mutate: mutateXml },
      options: { encrypts_for: ours.certificate },
    }),
    await way({
      ...{ name: 'saml, changed and encrypted by whoever has our certificate', share: 0.15 },
      mutate(chance, xml) {
        const [assertion = ''] = ASSERTION.exec(xml) ?? [];
        const box = encrypted(mutateXml(chance, assertion), ours.certificate, 'aes128-cbc');
        return xml.replace(ASSERTION, () => box);
      },
    }),
    await way({ name: 'saml, as text', share: 0.1, mutate: mutateText }),
  ];
  return {
    ways,
    async stop() {
      for (const idp of running) await idp.stop();
    },
  };
}
