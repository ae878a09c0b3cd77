import { DOMParser } from '@xmldom/xmldom';
import { readAnswer } from '../../../src/sources/protocols/cas-answer.ts';
import { casSettings } from '../../../src/sources/protocols/cas-settings.ts';
import { answerOf } from '../../doubles/cas-answers.ts';
import { CALLBACK } from './arriving.ts';
import { mutateJson, mutateXml } from './mutators.ts';
import type { Family, Way } from './run.ts';

/**
 * A CAS answer is not signed: what the server says over TLS is what counts, so a mutant that says
 * another account well is another account. What must hold: nothing but a refusal or exactly what a
 * second reader, strict and of another hand, finds in the same bytes.
 */
const at = new Date('2026-11-23T02:00:00Z');
export const granted = {
  account: {
    user: 'gjj-0001',
    attributes: { name: '王测试', id_number: '220000190001010018', member: ['a', 'b'] },
  },
  ...{ service: CALLBACK, fresh: true, signedInAt: at, at },
};
const shown = { attributes: true, shape: 'nested' } as const;
const xml = String(answerOf(granted, { ...shown, json: false }, {}));
const failure = String(answerOf('INVALID_TICKET', { ...shown, json: false }, {}));
const json = String(answerOf(granted, { ...shown, json: true }, {}));
const settings = casSettings.parse({ server: 'https://cas.fund.test/cas' });

const SPACE = 'http://www.yale.edu/tp/cas';

/** The one account that a document states; undefined when it is no document or states no one. */
function secondReader(text: string): string | undefined {
  let faults = 0;
  const fault = () => {
    faults += 1;
  };
  const errorHandler = { warning: fault, error: fault, fatalError: fault };
  const document = new DOMParser({ errorHandler }).parseFromString(text, 'text/xml');
  const successes = Array.from(document.getElementsByTagNameNS(SPACE, 'authenticationSuccess'));
  const users = successes.flatMap((success) =>
    Array.from(success.childNodes).filter(
      (node) => (node as Element).namespaceURI === SPACE && (node as Element).localName === 'user',
    ),
  );
  return faults === 0 && users.length === 1 ? (users[0]?.textContent ?? '').trim() : undefined;
}

type Said = { mutant: string; said: ReturnType<typeof readAnswer> };

const ways: Way<string>[] = [
  {
    name: 'cas, answers in XML',
    share: 0.5,
    mutate: (chance) => mutateXml(chance, xml),
    take: async (mutant) => ({ mutant, said: readAnswer(settings, mutant) }),
    same(came) {
      const { mutant, said } = came as Said;
      return !said.valid || said.user === secondReader(mutant);
    },
    tries: ({ refused, same }) => refused > same / 10,
  },
  {
    // No failure becomes a success, however it is changed.
    name: 'cas, failures in XML',
    share: 0.25,
    mutate: (chance) => mutateXml(chance, failure),
    take: async (mutant) => readAnswer(settings, mutant),
    same: (came) => !(came as ReturnType<typeof readAnswer>).valid,
    tries: ({ refused }) => refused > 0,
  },
  {
    name: 'cas, answers in JSON',
    share: 0.25,
    mutate: (chance) => mutateJson(chance, json),
    take: async (mutant) => ({ mutant, said: readAnswer({ ...settings, format: 'JSON' }, mutant) }),
    same(came) {
      const { mutant, said } = came as Said;
      const { serviceResponse } = JSON.parse(mutant);
      return !said.valid || said.user === String(serviceResponse.authenticationSuccess.user).trim();
    },
    tries: ({ refused }) => refused > 0,
  },
];

export const start = async (): Promise<Family> => ({ ways, stop: async () => {} });
