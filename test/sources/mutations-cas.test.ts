import { DOMParser } from '@xmldom/xmldom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arrival, RedirectSource } from '../../src/sources/contract.ts';
import { readAnswer } from '../../src/sources/protocols/cas-answer.ts';
import { casSettings } from '../../src/sources/protocols/cas-settings.ts';
import * as sources from '../../src/sources/sources.ts';
import { answerOf } from '../doubles/cas-answers.ts';
import { type CasServer, startCasServer } from '../doubles/cas-server.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { CALLBACK } from './cas-rig.ts';
import { mutateJson, mutateText, mutateXml, noneAccepted } from './mutate.ts';
import { plant, registration } from './plant.ts';

/**
 * A CAS answer is not signed: what the server says over TLS is what counts, so a mutant that says
 * another account well is another account. What must hold: nothing but a refusal or exactly what a
 * second reader, strict and of another hand, finds in the same bytes.
 */
let database: FreshDatabase;
let server: CasServer;
let source: RedirectSource;

beforeAll(async () => {
  database = await freshDatabase();
  server = await startCasServer({ clock: database.clock });
  await plant(database.base);
  await sources.register(database.base, {
    ...registration('fund'),
    ...{ protocol: 'cas', settings: { ...server.settings, patience_ms: 10_000 } },
  });
  const row = await sources.read(database.base, 'fund');
  const opened = row && sources.open(database.base, row);
  if (opened?.kind !== 'redirect') throw new Error('a CAS server is visited');
  source = opened;
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

const at = new Date('2026-11-23T02:00:00Z');
const granted = {
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

test('answers that were changed are refused, or are read as a second reader reads them', async () => {
  const held = await noneAccepted<string>({
    name: 'CAS answers (XML)',
    mutate: (chance) => mutateXml(chance, xml),
    take: async (mutant) => ({ mutant, said: readAnswer(settings, mutant) }),
    same(came) {
      const { mutant, said } = came as { mutant: string; said: ReturnType<typeof readAnswer> };
      return !said.valid || said.user === secondReader(mutant);
    },
  });
  expect(held.refused).toBeGreaterThan(held.same / 10);
});

test('no failure becomes a success, however it is changed', async () => {
  await noneAccepted<string>({
    name: 'CAS failures (XML)',
    mutate: (chance) => mutateXml(chance, failure),
    take: async (mutant) => readAnswer(settings, mutant),
    same: (came) => !(came as ReturnType<typeof readAnswer>).valid,
  });
});

test('JSON answers that were changed are refused, or say what stands in them', async () => {
  await noneAccepted<string>({
    name: 'CAS answers (JSON)',
    mutate: (chance) => mutateJson(chance, json),
    take: async (mutant) => ({ mutant, said: readAnswer({ ...settings, format: 'JSON' }, mutant) }),
    same(came) {
      const { mutant, said } = came as { mutant: string; said: ReturnType<typeof readAnswer> };
      const { serviceResponse } = JSON.parse(mutant);
      return !said.valid || said.user === String(serviceResponse.authenticationSuccess.user).trim();
    },
  });
});

test('what the browser brings is refused when it was changed', async () => {
  server.signsIn(granted.account);
  const { to, remember } = await source.begin({ state: 'of-this-visit', callback: CALLBACK });
  const back = await server.visit(to.url);
  const query = back.search.slice(1);
  const parsed = (text: string) => Object.fromEntries(new URLSearchParams(text));
  await noneAccepted<string>({
    name: 'CAS tickets',
    share: 0.1,
    mutate(chance) {
      // Undone by chance, or by what is not looked at: another parameter.
      for (;;) {
        const mutant = mutateText(chance, query);
        const { ticket, state } = parsed(mutant);
        if (ticket !== parsed(query)['ticket'] || state !== parsed(query)['state']) return mutant;
      }
    },
    take: (mutant) => source.complete({ params: parsed(mutant) }, remember),
    same: () => false,
  });
  const arrival = (await source.complete({ params: parsed(query) }, remember)) as Arrival;
  expect(arrival.subject).toBe('gjj-0001');
  expect((await sources.read(database.base, 'fund'))?.failures).toBe(0);
});
