import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import * as keys from '../../src/keys/keys.ts';
import * as lost from '../../src/keys/lost.ts';
import { dayWords, momentWords } from '../../views/components/moment.tsx';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { kinds, send, textOf, waiting } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let asker: Member;
let decider: Member;
/** The approval by which a key was revoked. */
let revocation: string;
beforeAll(async () => {
  hall = await startConsole();
  [asker, decider] = [
    await hall.as('system_administrator', 'province'),
    await hall.as('security_administrator', 'province'),
  ];
}, 60_000);
afterAll(() => hall?.stop());

const keyOf = async (state: 'current' | 'next') => {
  const found = (await keys.list(hall.base)).find(
    (key) => key.alg === 'ES256' && key.state === state,
  );
  return found?.kid ?? '';
};

/** The keys that are published, once the gateway has taken the change up: every half second it looks. */
const published = (without: string) =>
  vi.waitFor(
    async () => {
      const answer = await fetch(new URL('/jwks', hall.issuer));
      const { keys } = (await answer.json()) as { keys: { kid: string }[] };
      const kids = keys.map(({ kid }) => kid);
      expect(kids).not.toContain(without);
      return kids;
    },
    { timeout: 10_000 },
  );

const approve = async (act: string) => {
  const id = await waiting(hall, act);
  const to = await send(decider, `/admin/approvals/${id}/decide`, { verdict: 'approve' });
  return { id, to };
};

describe('signing keys in the console', () => {
  it.each(langs)('are listed in %s with their dates, without their secrets', async (lang) => {
    const { status, text } = await textOf(decider, '/admin/keys', lang);
    expect(status).toBe(200);
    expect(text).toContain(await keyOf('current'));
    expect(text).toContain(sentences(lang).console.keys_page.states.current);
    expect(text).not.toContain('"d"');
    // Whoever decides on keys does not ask for them.
    expect(text).not.toContain('/admin/keys/revoke');
  });

  it('are rotated by two people, and only from the one that was shown', async () => {
    const [was, next] = [await keyOf('current'), await keyOf('next')];
    expect(await send(asker, '/admin/keys/rotate', { alg: 'ES256', was })).toContain('done=asked');
    expect((await approve('keys.rotate')).to).toContain('done=approved');
    expect(await keyOf('current')).toBe(next);
    await send(asker, '/admin/keys/rotate', { alg: 'ES256', was });
    const late = await approve('keys.rotate');
    expect(late.to).toContain('done=not_done');
    expect((await approvals.read(hall.base, late.id))?.failed_code).toBe('approvals.changed_since');
    expect(await keyOf('current')).toBe(next);
  });

  it('are revoked by two people: gone from what is published, and the next one signs', async () => {
    const [kid, next] = [await keyOf('current'), await keyOf('next')];
    await send(asker, '/admin/keys/revoke', { kid });
    const approved = await approve('keys.revoke');
    revocation = approved.id;
    expect(approved.to).toContain('done=approved');
    expect(await keyOf('current')).toBe(next);
    expect(await published(kid)).toContain(next);
    expect(await keyOf('next')).not.toBe(next);
    expect(await kinds(hall, kid)).toContain('keys.revoked');
  });

  it.each(langs)(
    'say in %s when each is replaced, and until when a revoked one may be believed',
    async (lang) => {
      const { text } = await textOf(decider, '/admin/keys', lang);
      const t = sentences(lang).lost_keys;
      const signs = (await keys.list(hall.base)).find(
        ({ alg, state }) => alg === 'RS256' && state === 'current',
      )?.signs_from as Date;
      const due = dayWords(new Date(signs.getTime() + 90 * 86_400_000), lang);
      expect(text).toContain(t.due('RS256', due));
      const [revoked] = (await lost.listRevoked(hall.base)).map(lost.shown);
      if (!revoked?.tokens_until) throw new Error('no key that signed was revoked');
      expect(text).toContain(t.title);
      expect(text).toContain(revoked.kid);
      for (const until of [revoked.cached_until, revoked.tokens_until])
        expect(text).toContain(momentWords(until, lang));
      // Whoever decided reads the same in the answer.
      const answer = await textOf(decider, `/admin/approvals/${revocation}`, lang);
      expect(answer.text).toContain(momentWords(revoked.tokens_until, lang));
    },
  );
});
