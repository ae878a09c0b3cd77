import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { SpokenBind } from '../../src/sources/contract.ts';
import { ldap } from '../../src/sources/protocols/ldap.ts';
import { mapping } from '../doubles/ldap-directory.ts';
import { noSlapd, READER, type Slapd, startSlapd } from '../doubles/ldap-slapd.ts';
import { type Relay, startRelay } from '../doubles/relay.ts';
import { passwordConformance } from '../sources/conformance-passwords.ts';
import { attributesOf, without } from '../sources/ldap-rig.ts';
import type { PasswordRig } from '../sources/rig.ts';

let binds: () => Promise<number> = async () => 0;

const rigOver = (tls: 'starttls' | 'ldaps'): PasswordRig => ({
  protocol: 'ldap',
  title: `ldap on OpenLDAP, ${tls}`,
  without,
  hashes: () => binds(),
  async start() {
    const slapd = await startSlapd();
    const port = tls === 'ldaps' ? slapd.ldapsPort : slapd.port;
    const relay: Relay = await startRelay({ host: '127.0.0.1', port });
    binds = slapd.binds;
    let undo: (() => Promise<void>)[] = [];
    const settings = { ...slapd.settings(relay.port, tls), patience_ms: 2_000 };
    return {
      settings,
      mapping,
      writing: settings,
      written: async () => 0,
      rows: slapd.count,
      put: (person, row) =>
        slapd.put({ ...row, subject: person.subject, attributes: attributesOf(person) }),
      remove: slapd.remove,
      async does(what) {
        if (what === 'down' || what === 'slow' || what === 'flood') relay.mood = what;
        if (what === 'table missing' || what === 'referral') {
          await slapd.move(what === 'referral');
          undo = [slapd.moveBack];
        }
        if (what === 'forgot us') {
          await slapd.change(READER, 'userPassword', ['another one']);
          undo = [() => slapd.change(READER, 'userPassword', ['read only'])];
        }
        if (what === 'attribute repeated')
          await slapd.change(slapd.dnOf('sb-0001'), 'zhengjianHaoma', [
            '220000190001010018',
            '220000199001010015',
          ]);
        if (what !== 'attribute repeated') relay.cut();
      },
      async mend() {
        if (relay.mood !== 'passes') relay.cut();
        relay.mood = 'passes';
        for (const step of undo) await step();
        undo = [];
      },
      async stop() {
        await relay.stop();
        await slapd.stop();
      },
    };
  },
});

if (!noSlapd('The directory on OpenLDAP')) {
  passwordConformance(rigOver('starttls'));
  passwordConformance(rigOver('ldaps'));

  describe('what OpenLDAP says of passwords', () => {
    let slapd: Slapd;
    let number = 0;
    const password = 'river-sturgeon-417';
    beforeAll(async () => {
      slapd = await startSlapd();
    });
    afterAll(() => slapd?.stop());
    const ask = (username: string, typed = password, change: object = {}) => {
      const spoken = ldap.open(
        { ...slapd.settings(slapd.ldapsPort, 'ldaps'), ...change },
        {
          ...{ clock: systemClock, source_id: `slapd-${++number}`, mapping },
          document: async () => undefined,
          once: async () => true,
        },
      ) as SpokenBind;
      return spoken.verify(username, typed, async () => true);
    };
    const wrong = { refused: 'wrong', knew: false };
    const mustChange = { refused: 'must_change', knew: true };

    test('a password that the department has reset must be changed, said to whoever knows it', async () => {
      const account = { subject: 'p-1', username: 'reset', password };
      await slapd.put(account, 'reset', { pwdReset: 'TRUE' });
      expect(await ask('reset')).toEqual(mustChange);
      expect(await ask('reset', 'not-this-one')).toEqual(wrong);
    });

    test('an account that was tried too often is locked, and says so to nobody', async () => {
      await slapd.put({ subject: 'p-2', username: 'strict', password }, 'strict');
      expect(await ask('strict')).toMatchObject({ subject: 'p-2' });
      for (let tries = 0; tries < 2; tries += 1)
        expect(await ask('strict', 'not-this-one')).toEqual(wrong);
      expect(await ask('strict')).toEqual({ refused: 'locked', knew: false });
      expect(await ask('strict', 'not-this-one')).toEqual({ refused: 'locked', knew: false });
    });

    test('a password that has grown old must be changed, with or without some grace', async () => {
      for (const policy of ['old', 'grace'] as const) {
        await slapd.put({ subject: `p-${policy}`, username: policy, password }, policy);
        let said = await ask(policy);
        while ('subject' in said) said = await ask(policy);
        expect(said).toEqual(mustChange);
        expect(await ask(policy, 'not-this-one')).toEqual(wrong);
      }
    });

    test('a lasting key of the directory is one: entryUUID', async () => {
      await slapd.put({ subject: 'p-5', username: 'uuid', password });
      const said = await ask('uuid', password, { subject: 'entryUUID' });
      expect(said).toMatchObject({ subject: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      expect(await ask('uuid', password, { subject: 'entryUUID' })).toEqual(said);
    });

    test('groups are those of the entry, or those that list it; whoever is in none may not come in', async () => {
      await slapd.put({ subject: 'p-6', username: 'grouped', password });
      await slapd.put({ subject: 'p-7', username: 'alone', password });
      await slapd.group('banli', [slapd.dnOf('p-6')]);
      const base = 'ou=groups,dc=health,dc=test';
      const cn = `cn=banli,${base}`;
      for (const groups of [{ required: [cn] }, { search: { base }, required: ['BanLi'] }]) {
        expect(await ask('grouped', password, { groups })).toMatchObject({
          subject: 'p-6',
          attributes: { groups: expect.arrayContaining([cn]) },
        });
        expect(await ask('alone', password, { groups })).toEqual({ refused: 'locked', knew: true });
        expect(await ask('alone', 'not-this-one', { groups })).toEqual(wrong);
      }
    });

    test('a probe binds and finds the base; the certificate is seen, and when it ends', async () => {
      const settings = slapd.settings(slapd.port, 'starttls');
      const means = {
        ...{ clock: systemClock, source_id: 'probe', mapping },
        document: async () => undefined,
        once: async () => true,
      };
      await ldap.probe(settings, means);
      const shown = await ldap.fetch?.(settings, means);
      const ends = await ldap.expiries?.(settings, shown);
      expect(ends?.map(({ what }) => what)).toEqual(['certificate', 'ca']);
      expect(ends?.[0]?.at.getUTCFullYear()).toBe(2099);
    });
  });
}
