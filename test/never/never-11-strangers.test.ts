/** Never 11: an answer to a stranger is the same whether the account exists or not: words, status, cost. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onQuery } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { current } from '../../src/oidc/artefacts/unit-of-work.ts';
import { number } from '../identities/people.ts';
import { printed } from '../login/papers.ts';
import type { Visitor } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { comeThrough, type Province, press, someone, startProvince } from './province.ts';

const hashing = vi.hoisted(() => ({ verified: 0 }));
// The real hash, counted: what takes the time must be computed whoever is asked for.
vi.mock('argon2', async (original) => {
  const { default: argon2 } = await original<{ default: typeof import('argon2') }>();
  const verify = (digest: string, password: string) => {
    hashing.verified += 1;
    return argon2.verify(digest, password);
  };
  return { default: { ...argon2, verify } };
});

let p: Province;
beforeAll(async () => {
  p = await startProvince();
});
afterAll(() => p.stop());

interface Answer {
  status: number;
  /** The page, without what is one browser's or one request's own. */
  page: string;
  cookies: string[];
  headers: string[];
  roundTrips: number;
  hashes: number;
}

/** What a request looks like from outside, and what it costs inside. */
async function observed(
  ask: (who: Visitor, at: Page) => Promise<unknown>,
  begin: (who: Visitor) => Promise<Page>,
  own: readonly string[],
): Promise<Answer> {
  let last: { response: Response; body: string } | undefined;
  const cookies: string[] = [];
  let watching = false;
  const who = visitor({
    sees(_url, response, body) {
      if (!watching) return;
      last = { response, body };
      for (const cookie of response.headers.getSetCookie())
        cookies.push(cookie.replace(/=[^;]*/, '=').replace(/expires=[^;]*/i, 'expires'));
    },
  });
  const at = await begin(who);
  let roundTrips = 0;
  const stop = onQuery(p.base.db, () => {
    try {
      current();
      roundTrips += 1;
    } catch {
      // Asked for by a job beside the requests.
    }
  });
  const hashesBefore = hashing.verified;
  watching = true;
  await ask(who, at);
  stop();
  if (!last) throw new Error('nothing was answered');
  let page = last.body;
  for (const value of own) page = page.replaceAll(value, 'ONE');
  return {
    status: last.response.status,
    page: page
      .replace(/\/signin\/[\w-]+/g, '/signin/ONE')
      .replace(/(name="_csrf" value=")[^"]*/g, '$1')
      // Drawn anew for each page, whoever is asked for.
      .replace(/(challenge&quot;:&quot;)[\w-]{43}(?=&quot;)/g, '$1')
      .replaceAll(last.response.headers.get('x-request-id') ?? 'none', 'ID'),
    cookies,
    headers: headerNames(last.response),
    roundTrips,
    hashes: hashing.verified - hashesBefore,
  };
}

function headerNames(response: Response): string[] {
  const names: string[] = [];
  response.headers.forEach((_value, name) => {
    names.push(name);
  });
  return names.filter((name) => name !== 'retry-after').sort();
}

const form = async (who: Visitor): Promise<Page> => {
  const picker = await who.open(p.hall.ask(p.issuer).address);
  return press(who, picker, '/source', {}, { name: 'source', value: 'local' });
};

const tried = (username: string, password = 'wrong-sturgeon-9') =>
  observed((who, at) => press(who, at, '/password', { username, password }), form, [username]);

describe('the password form says and costs the same', () => {
  it('for a login name that nobody has and one whose password was wrong', async () => {
    await citizenOf(p, 'zhao-11');
    const [known, unknown] = [await tried('zhao-11'), await tried('zhao-12')];
    expect(known).toMatchObject({ status: 400, hashes: 1 });
    expect(known.roundTrips).toBeGreaterThan(3);
    expect(unknown).toEqual(known);
    const failed = (await auditTrail(p.base)).filter(({ kind }) => kind === 'login.failed');
    expect(failed.map(({ actor_id, detail }) => [actor_id, detail['reason']])).toEqual([
      [null, 'wrong'],
      [null, 'wrong'],
    ]);
  });

  it('for a number that nobody has and one whose password was wrong', async () => {
    const id_number = number();
    await citizenOf(p, 'zhao-13', { id_number });
    const [known, unknown] = [await tried(id_number), await tried(number())];
    expect(known).toMatchObject({ status: 400, hashes: 1 });
    expect(unknown).toEqual(known);
  });

  it('for somebody who never set a password, known by number', async () => {
    const id_number = number();
    await identities.resolve(p.base, {
      ...{ source_id: 'fund', subject: 'no-password', level: 2, registration: 'issued' },
      ...{ evidence_days: 365, authority: '220000-fund' },
      attributes: { name: '冯样本', id_type: 'resident_id', id_number },
    });
    expect(await tried(id_number)).toEqual(await tried(number()));
  });

  it('for an account that is suspended, to whoever does not know its password', async () => {
    const person = await citizenOf(p, 'zhao-14');
    await interventions.suspend(
      p.base,
      { identity_id: person.identity_id, reason_code: 'misuse_suspected' },
      {},
    );
    const known = await tried('zhao-14');
    expect(await tried('zhao-15')).toEqual(known);
    // Who does know it has proved the account, and is told what happened.
    const right = await tried('zhao-14', person.password);
    expect(right.page).toContain('login.turned_away');
  });

  it('when it slows down: at the same try, for the same time', async () => {
    await citizenOf(p, 'zhao-16');
    const run = async (username: string) => {
      const seen: Omit<Answer, 'cookies'>[] = [];
      for (let count = 0; count < 7; count += 1) seen.push(await tried(username));
      return seen;
    };
    const [known, unknown] = [await run('zhao-16'), await run('zhao-17')];
    expect(known.map(({ status }) => status)).toContain(429);
    expect(known.filter(({ status }) => status === 429).every(({ hashes }) => hashes === 0)).toBe(
      true,
    );
    expect(unknown).toEqual(known);
  });
});

describe('the form for a code from a counter', () => {
  const begin = async (who: Visitor) => {
    const picker = await who.open(p.hall.ask(p.issuer).address);
    return who.open(`${p.issuer}${picker.url.pathname}/paper`);
  };
  const typed = (code: string, of: string) =>
    observed((who, at) => press(who, at, '/paper', { code, number: of }), begin, [code, of]);
  const wrong = '0000-0000-0000-0000';

  it('says and costs the same for a wrong code, a wrong number, and nobody', async () => {
    const [id_number, another] = [number(), number()];
    const { code } = await printed(p.base, { name: '冯样本', id_number }, '220000-fund');
    await printed(p.base, { name: '卫样本', id_number: another }, '220000-fund');
    const right = await typed(code, id_number);
    expect([right.status, right.page]).toEqual([200, expect.stringContaining('notice')]);
    const nobody = await typed(wrong, number());
    expect(nobody.status).toBe(400);
    expect(nobody.roundTrips).toBeGreaterThan(4);
    expect(await typed(wrong, id_number)).toEqual(nobody);
    expect(await typed(code, number())).toEqual(nobody);
    // The number of somebody else who has a paper too.
    expect(await typed(code, another)).toEqual(nobody);
    // What can be no code at all.
    expect(await typed('QQQQ', id_number)).toEqual(nobody);
  });

  it('slows down at the same try, whether there is such a paper or not', async () => {
    const id_number = number();
    await printed(p.base, { name: '褚样本', id_number }, '220000-fund');
    const run = async (of: string) => {
      const seen: number[] = [];
      for (let count = 0; count < 7; count += 1) seen.push((await typed(wrong, of)).status);
      return seen;
    };
    const [known, unknown] = [await run(id_number), await run(number())];
    expect(known).toContain(429);
    expect(unknown).toEqual(known);
  });
});

describe('an open register with a name and number', () => {
  it('is asked to prove in the same words, at the same cost, whether or not the number is known', async () => {
    const owner = someone('褚测试');
    const first = visitor();
    const picker = await first.open(p.hall.ask(p.issuer).address);
    await comeThrough(p, first, picker, 'fund', owner);
    const begin = (who: Visitor) => who.open(p.hall.ask(p.issuer).address);
    const asked = (account: typeof owner) =>
      observed((who, at) => comeThrough(p, who, at, 'tourism', account), begin, []);
    const known = await asked({ ...owner, sub: 'stranger-1' });
    const unknown = await asked({ ...someone('褚测试'), sub: 'stranger-2' });
    expect(known.page).toContain('/prove');
    expect(known.roundTrips).toBeGreaterThan(10);
    expect(unknown).toEqual(known);
    // A name that does not go with the number is no oracle either.
    expect(await asked({ ...owner, sub: 'stranger-3', name: '卫测试' })).toEqual(known);
  });
});
