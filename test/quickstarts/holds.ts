import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import { logoutFlaws } from '../../src/clients/acceptance/flaws.ts';
import * as clients from '../../src/clients/clients.ts';
import * as deployment from '../../src/deployment.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { forms } from '../clients/forms.ts';
import { freshDatabase } from '../support/database.ts';
import { loopback, seedClients, signInLocally } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { built, cannotFetch, cannotRun, type Program } from './program.ts';
import { type Rig, startRig } from './rig.ts';

const patience = { timeout: 20_000, interval: 100 };

/** What every quickstart does, driven as a citizen without scripts would, beside a live sandbox. */
export function holds(program: Program): void {
  describe.skipIf(cannotRun(program))(`the quickstart ${program.name}`, () => {
    let rig: Rig;
    let left = false;
    beforeAll(async () => {
      try {
        await built(program);
      } catch (fault) {
        if (!cannotFetch(program, fault)) throw fault;
        left = true;
        return;
      }
      rig = await startRig(program);
    }, 600_000);
    beforeEach(({ skip }) => skip(left));
    afterAll(() => rig?.stop());

    test('a citizen signs in with a button, is named by the subject of this sector, and stays', async () => {
      const who = visitor();
      const stranger = await who.open(rig.at.home);
      expect([stranger.status, rig.isSignedIn(stranger)]).toEqual([200, false]);
      const page = await rig.signIn(who, await rig.person());
      expect([page.status, rig.isSignedIn(page)]).toEqual([200, true]);
      const { sub } = await rig.told();
      for (const shown of [page, await who.open(rig.at.home)]) {
        expect(shown.html).toContain(sub);
        expect(shown.text).toContain('urn:songhua:acr:1');
      }
      expect(rig.isSignedIn(await visitor().open(rig.at.home))).toBe(false);
    });

    test('a sign-in that somebody else begins leads to no other site, however its address is written', async () => {
      const { origin } = new URL(rig.at.home);
      for (const away of ['https://elsewhere.example/', `${origin}//elsewhere.example/`]) {
        const seen: string[] = [];
        const who = visitor({
          sees: (url) => seen.push(url.origin),
          stopsAt: ({ hostname }) => hostname === 'elsewhere.example',
        });
        const begun = new URL(rig.at.login);
        begun.searchParams.set('iss', rig.p.issuer);
        begun.searchParams.set('target_link_uri', away);
        const first = await who.open(begun);
        // Either is right: to refuse it in words, or to go to a page of its own.
        const refused = first.url.origin === origin && !rig.isSignedIn(first);
        const page = refused ? first : await signInLocally(who, begun.href, await rig.person());
        expect([page.url.origin, ...seen]).not.toContain('https://elsewhere.example');
        expect(page.url.origin).toBe(origin);
        expect(rig.isSignedIn(await who.open(rig.at.home))).toBe(!refused);
      }
    });

    test('a page that needs level 2 steps a citizen of level 1 up, in the same session there', async () => {
      const who = visitor();
      const person = await rig.person();
      await rig.signIn(who, person);
      const before = await rig.told();
      const asked = await who.open(rig.at.important);
      expect(asked.url.origin).toBe(rig.p.issuer);
      const page = await rig.throughFund(who, asked, person);
      expect(page.url.href).toBe(rig.at.important);
      expect([page.status, rig.isSignedIn(page)]).toEqual([200, true]);
      expect(page.text).toContain('urn:songhua:acr:2');
      expect(await rig.told()).toEqual(before);
      // Who has the level is asked nothing more.
      expect((await who.open(rig.at.important)).url.href).toBe(rig.at.important);
    });

    test('an id token of a lower level than was asked for opens nothing', async () => {
      const who = visitor();
      const person = await rig.person();
      await rig.during('level_too_low', async () => {
        const asked = await who.open(rig.at.important);
        const page = await rig.throughFund(who, asked, person);
        expect(page.url.origin).toBe(new URL(rig.at.home).origin);
        expect(page.status).toBeLessThan(500);
        expect(page.text).not.toContain('urn:songhua:acr:2');
        // The gateway's own session has the level by now: it asks nothing, and says again what is too low.
        const again = await who.open(rig.at.important);
        expect(again.text).not.toContain('urn:songhua:acr:2');
        expect(rig.isSignedIn(await who.open(rig.at.home))).toBe(program.staysBelow ?? false);
      });
    });

    test('who works on goes on after the access token, each time by the refresh token that came last', async () => {
      const who = visitor();
      const earlier = new Set((await rig.refreshTokens()).map(({ id }) => id));
      const mine = async () => (await rig.refreshTokens()).filter(({ id }) => !earlier.has(id));
      await rig.during('access_short', async () => {
        await rig.signIn(who, await rig.person());
        for (const uses of [1, 2])
          await vi.waitFor(async () => {
            expect(rig.isSignedIn(await who.open(rig.at.home)), rig.log()).toBe(true);
            expect((await mine()).filter(({ used }) => used).length).toBeGreaterThanOrEqual(uses);
          }, patience);
      });
      // Each was used up by the next: one is left.
      expect((await mine()).filter(({ used }) => !used)).toHaveLength(1);
      expect(rig.isSignedIn(await who.open(rig.at.home))).toBe(true);
    });

    test('who signs out there is signed out at the gateway, and comes back to a page for everybody', async () => {
      const who = visitor({ minds_referrer: true });
      await rig.signIn(who, await rig.person());
      const { session_id } = await rig.told();
      const cookies = new Map(who.cookies);
      const back = await rig.signOut(who, await who.open(rig.at.home));
      expect(back.url.origin + back.url.pathname).toBe(rig.at.signedOut);
      expect([back.status, rig.isSignedIn(back)]).toEqual([200, false]);
      const row = await rig.p.base.db('sessions').where({ id: session_id }).first('end_reason');
      expect(row?.end_reason).not.toBeNull();
      // Not by forgetting a cookie: whoever kept it is a stranger too.
      for (const [name, value] of cookies) who.cookies.set(name, value);
      expect(rig.isSignedIn(await who.open(rig.at.home))).toBe(false);
    });

    test('a session that ends at the gateway ends there, others go on, and the receipt says so', async () => {
      const [mine, theirs] = [visitor(), visitor()];
      await rig.signIn(theirs, await rig.person());
      await rig.signIn(mine, await rig.person());
      const { session_id } = await rig.told();
      await sessions.end(rig.p.base, { ids: [session_id] }, { reason: 'staff' });
      await vi.waitFor(async () => {
        expect(rig.isSignedIn(await mine.open(rig.at.home))).toBe(false);
      }, patience);
      expect(rig.isSignedIn(await theirs.open(rig.at.home))).toBe(true);
      await vi.waitFor(async () => {
        const owed = await rig.p.base.db('outbox').where({ session_id, kind: 'logout' }).first();
        expect(owed).toMatchObject({ state: 'delivered', attempts: 1 });
        expect([200, 204]).toContain(owed?.receipt?.status);
      }, patience);
    });

    test('a logout token that was tampered with is answered 400 and ends nothing', async () => {
      const who = visitor();
      await rig.signIn(who, await rig.person());
      const told = await rig.told();
      const tell = async (logout_token: string) => {
        const body = new URLSearchParams({ logout_token });
        return (await fetch(rig.at.backchannel, { method: 'POST', body })).status;
      };
      const { base, issuer } = rig.p;
      const whole = await acceptance.logoutTokenOf(base, issuer, rig.client, told);
      const [header, , signature] = whole.split('.');
      const claims = JSON.parse(Buffer.from(whole.split('.')[1] ?? '', 'base64url').toString());
      const other = Buffer.from(JSON.stringify({ ...claims, iat: claims.iat - 1 }));
      expect(await tell(`${header}.${other.toString('base64url')}.${signature}`)).toBe(400);
      expect(await tell('')).toBe(400);
      for (const flaw of Object.values(logoutFlaws)) {
        const token = await acceptance.logoutTokenOf(base, issuer, rig.client, told, flaw);
        expect([flaw, await tell(token)]).toEqual([flaw, 400]);
      }
      expect(rig.isSignedIn(await who.open(rig.at.home))).toBe(true);
      expect([200, 204]).toContain(await tell(whole));
      expect(rig.isSignedIn(await who.open(rig.at.home))).toBe(false);
    });

    test('it passes the acceptance, but for what its README says that it leaves open', async () => {
      const { base } = rig.p;
      const addresses = {
        start: rig.at.important,
        inside: rig.at.important,
        sign_out: rig.at.signOut,
      };
      const run = await acceptance.start(base, rig.client.id, addresses, rig.developer);
      const report = await vi.waitFor(
        async () => {
          const report = await acceptance.report(base, run);
          expect(report?.ended_at).not.toBeNull();
          return report as acceptance.Report;
        },
        { timeout: 240_000, interval: 200 },
      );
      const open = report.points.filter(({ result }) => !/^(passed|not_applicable)$/.test(result));
      const words = (points: typeof open) =>
        points.map(({ code, result, evidence }) => `${code}: ${result}, ${evidence}`);
      expect(words(open), rig.log()).toEqual(
        words(open.filter(({ code }) => program.leaves?.includes(code))),
      );
      const missed = (program.leaves ?? []).filter(
        (code) => !open.some((point) => point.code === code),
      );
      expect(missed, 'said to be left open, and passed').toEqual([]);
      await handedIn(rig, program.leaves ?? []);
    }, 300_000);
  });
}

/**
 * With the report that the sandbox signs, a gateway of production takes the application; what it leaves open
 * is excused with a reason each (ADR 0049), and not without.
 */
async function handedIn({ p, client }: Rig, leaves: readonly string[]): Promise<void> {
  const report = await acceptance.latestSigned(p.base, p.issuer, client.id);
  const province = await freshDatabase({ at: new Date() });
  try {
    const { base } = province;
    await deployment.mark(base, false);
    await seedClients(base, []);
    const { id, redirect_uris } = client;
    const draft = { id, department_code: '220000-hall', ...forms(id), redirect_uris };
    await clients.draft(base, draft, { kind: 'system' });
    const gate = acceptance.gate({ issuer: p.issuer, networks: loopback });
    const submit = (excuses: Record<string, string>) =>
      clients.submit(base, id, { report, excuses, actor: { kind: 'system' } }, gate);
    const why = 'The program looks at no such token; the gateway is asked over TLS alone.';
    for (const code of leaves)
      await expect(submit({ 'id_token.issuer': why })).rejects.toMatchObject({
        ...{ code: 'clients.excuse_missing', detail: { field: `excuse.${code}` } },
      });
    await submit(Object.fromEntries(leaves.map((code) => [code, why])));
    const change = await clients.openChange(base, id);
    expect(change?.acceptance?.excused ?? []).toEqual(
      leaves.map((code) => ({ code, reason: why })),
    );
  } finally {
    await province.drop();
  }
}
