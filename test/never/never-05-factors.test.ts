/** Never 5: a code of an app, a recovery code and an answer of a passkey work once, also at the same moment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as factors from '../../src/credentials/show-factor.ts';
import { app, optionsOn, passkey } from '../support/factors.ts';
import { type Citizen, signInLocally } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { type Province, press, startProvince } from './province.ts';

let p: Province;

const level3 = { acr_values: 'urn:songhua:acr:3' };

/** Four browsers in which the password was right, each before the second factor. */
const four = (person: Citizen) =>
  Promise.all(
    Array.from({ length: 4 }, async () => {
      const who = visitor();
      return { who, page: await signInLocally(who, p.hall.ask(p.issuer, level3).address, person) };
    }),
  );

/** Past the factor: at the client, or at what is told before. */
const isIn = (page: Page) =>
  page.status === 200 &&
  (page.url.searchParams.has('code') || page.text.includes('您的验证方式有变化'));

const used = async (identity_id: string) =>
  (await auditTrail(p.base)).filter(
    ({ kind, actor_id, detail }) =>
      kind === 'credential.used' && actor_id === identity_id && detail['kind'] !== 'password',
  );

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
  });
  afterAll(() => p.stop());

  describe('in four browsers at once', () => {
    it('a code of an app lets one of them in, and none later', async () => {
      const person = await citizenOf(p, 'mei-1', { level: 3 }, 3);
      const phone = await app(p.base, p.clock, { ...person, level: 3 });
      const browsers = await four(person);
      const code = phone.next();
      const pages = await Promise.all(
        browsers.map(({ who, page }) => press(who, page, '/factor', { code })),
      );
      expect(pages.filter(isIn)).toHaveLength(1);
      expect(await used(person.identity_id)).toHaveLength(1);
      const [late] = await four(person);
      if (!late) throw new Error('nobody came');
      expect(isIn(await press(late.who, late.page, '/factor', { code }))).toBe(false);
    });

    it('a recovery code lets one of them in', async () => {
      const person = await citizenOf(p, 'mei-2', { level: 3 }, 3);
      const { codes } = await app(p.base, p.clock, { ...person, level: 3 });
      const [code = ''] = codes;
      const browsers = await four(person);
      const pages = await Promise.all(
        browsers.map(({ who, page }) => press(who, page, '/factor', { code })),
      );
      expect(pages.filter(isIn)).toHaveLength(1);
      expect(await used(person.identity_id)).toHaveLength(1);
    });
  });

  describe('an answer of a passkey', () => {
    it('that comes eight times at once counts once', async () => {
      const person = await citizenOf(p, 'mei-3', { level: 3 }, 3);
      const { device } = await passkey(p.base, p.issuer, { ...person, level: 3 });
      const who = visitor();
      const address = p.hall.ask(p.issuer, level3).address;
      const page = await signInLocally(who, address, person);
      const answer = device.get(optionsOn(page));
      await Promise.all(
        Array.from({ length: 8 }, () => press(who, page, '/factor', { answer }).catch(() => page)),
      );
      expect(await used(person.identity_id)).toHaveLength(1);
    });

    it('whose counter does not move counts once too', async () => {
      const person = await citizenOf(p, 'mei-4', { level: 3 }, 3);
      const { device, id } = await passkey(p.base, p.issuer, { ...person, level: 3 });
      const answer = device.get({ challenge: 'AAAA' });
      // A device without a counter says 0 for ever.
      await p.base.db('credentials').where({ id }).update({ counter: '0' });
      const seen = new Set<string>();
      const once = (challenge: string) => !seen.has(challenge) && Boolean(seen.add(challenge));
      const show = () =>
        factors.enter(p.base, { issuer: p.issuer }, { answer, use: once }).catch(() => undefined);
      const shown = await Promise.all([show(), show(), show(), show()]);
      expect(shown.filter(Boolean)).toHaveLength(1);
    });
  });
});
