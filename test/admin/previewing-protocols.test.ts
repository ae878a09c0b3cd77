import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as rateLimit from '../../src/http/rate-limit.ts';
import * as identities from '../../src/identities/identities.ts';
import { isProtocol, type ProtocolName, protocols } from '../../src/sources/register.ts';
import * as sources from '../../src/sources/sources.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { issued, number } from '../identities/people.ts';
import { registration } from '../sources/plant.ts';
import type { Person } from '../sources/rig.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, startConsole } from './console.ts';
import { formOf, shownIn, unescaped } from './forms.ts';
import { type Department, departments, PASSWORD, USERNAME } from './previewed-sources.ts';
import { back, content, sentTo } from './previews.ts';

/** What staff see of a sign-in, through every protocol: masked, with what would follow, and nothing comes of it. */

let hall: Console;
let who: Member;
beforeAll(async () => {
  hall = await startConsole();
  who = await hall.as('system_administrator', 'province');
  await sources.register(hall.base, { ...registration('older'), department_code: 'yanji-fund' });
}, 60_000);
afterAll(() => hall?.stop());

const t = sentences('zh-CN').console.connecting;
const html = { accept: 'text/html' };
const NAME = '张测试';
const PHONE = '19900001234';

/** Somebody with an account at the older source already: it was proved there. */
const known = (subject: string, id_number: string) =>
  identities.resolve(
    hall.base,
    issued(subject, {
      ...{ source_id: 'older', level: 2 },
      attributes: { name: NAME, id_type: 'resident_id', id_number },
    }),
  );

const previewed = async (source_id: string) =>
  (await auditTrail(hall.base)).filter(
    (event) => event.kind === 'source.previewed' && event.source_id === source_id,
  );

describe.each(Object.keys(protocols).filter(isProtocol))('%s', (protocol: ProtocolName) => {
  const [tied, open] = [`${protocol}-issued`, `${protocol}-self`];
  let there: Department;
  let seen = 0;
  beforeAll(async () => {
    there = await departments[protocol](hall.gateway.clock);
    for (const [id, said] of [
      [tied, 'issued'],
      [open, 'self_registered'],
    ] as const)
      await sources.register(hall.base, {
        ...registration(id),
        ...{ protocol, department_code: 'yanji-fund', state: 'draft', registration: said },
        ...{ settings: there.settings, ...(there.mapping && { mapping: there.mapping }) },
      });
  });
  afterAll(() => there?.stop());

  const person = (changes: Partial<Person> = {}): Person & { subject: string } => {
    seen += 1;
    return {
      ...{ subject: `${protocol}-account-${seen}`, name: NAME, id_type: 'resident_id' },
      ...{ id_number: number(), phone_number: `+86${PHONE}`, ...changes },
    };
  };

  /** The page that shows this person's sign-in; in no page is what must be masked or secret. */
  async function look(id: string, came: Person): Promise<string> {
    await rateLimit.goodTry(hall.base, { account: `previewing ${who.staff_id}` });
    await there.has(came);
    const before = await content(hall);
    const page = await (there.visit ? visited(id) : typedIn(id));
    expect(await content(hall)).toBe(before);
    const { name = '', id_number = '', subject } = came;
    for (const word of [name, id_number, PHONE, subject, ...there.secrets])
      expect(page).not.toContain(word);
    return page;
  }

  async function visited(id: string): Promise<string> {
    const { to, body } = (await there.visit?.(await sentTo(who, id))) ?? {};
    return (await who.get(await back(to as URL, body), html)).text();
  }

  async function typedIn(id: string): Promise<string> {
    const fields = { username: USERNAME, password: PASSWORD, _csrf: await who.csrf() };
    return (await who.post(`/admin/sources/${id}/preview`, fields, html)).text();
  }

  test('somebody new would become an identity; what came and what it becomes stand masked', async () => {
    const page = await look(tied, person());
    for (const words of [t.look.outcomes.created, t.look.reasons['first_arrival'] ?? '-'])
      expect(page).toContain(words);
    for (const words of [t.look.nothing, '张**', '199****1234', 'resident_id', '结果 2 级'])
      expect(page).toContain(words);
    expect((await previewed(tied)).map(({ detail, outcome }) => [outcome, detail])).toEqual([
      ['ok', { outcome: 'created', reason: 'first_arrival', level: 2 }],
    ]);
    expect(JSON.stringify(await auditTrail(hall.base))).not.toMatch(
      new RegExp(`${NAME}|${PHONE}|${protocol}-account`),
    );
  });

  test('somebody who is known by name and number would be linked', async () => {
    const came = person();
    await known(`${protocol}-known`, came.id_number as string);
    const page = await look(tied, came);
    expect(page).toContain(t.look.outcomes.linked);
    expect(page).toContain(t.look.reasons['identifier_and_name']);
  });

  test('an account that anybody may have made would be asked for an older way in', async () => {
    const page = await look(open, person());
    expect(page).toContain(t.look.outcomes.asked_to_prove);
  });

  test('a number that is another’s by name would be a question', async () => {
    const came = person({ name: '李测试' });
    await known(`${protocol}-other`, came.id_number as string);
    expect(await look(tied, came)).toContain(t.look.outcomes.conflict);
  });

  test('an account that was here would come in as who it was, and with another number it would not', async () => {
    const came = person();
    const { subject, name, id_type, id_number } = came;
    const attributes = { name, id_type, id_number } as { name: string };
    await identities.resolve(
      hall.base,
      issued(subject, { source_id: tied, level: 2, attributes }),
      { notice: '2026-11' },
    );
    const page = await look(tied, came);
    expect(page).toContain(t.look.outcomes.known_link);
    expect(page).toContain(t.look.reasons['same_account']);
    const other = await look(tied, { ...came, id_number: number() });
    expect(other).toContain(t.look.outcomes.refused);
    expect(other).toContain(t.look.reasons['account_changed_hands']);
  });

  test('is tried: it answers; and a system that is gone is said to be, with no secret in a page', async () => {
    const path = `/admin/sources/${tied}/settings`;
    const tryIt = async () => {
      const page = await (await who.get(path, html)).text();
      const sent = unescaped(shownIn(formOf(page, path)));
      const answer = await who.post(path, { ...sent, act: 'try', _csrf: await who.csrf() }, html);
      const text = await answer.text();
      for (const shown of [page, text])
        for (const secret of there.secrets) expect(shown).not.toContain(secret);
      return text;
    };
    expect(await tryIt()).toContain(t.tried_ok);
    await there.stop();
    there.stop = async () => {};
    const gone = await tryIt();
    expect(gone).not.toContain(t.tried_ok);
    expect(gone).toContain(t.tried_failed('').slice(0, 8));
    const tried = (await auditTrail(hall.base)).filter(
      (event) => event.kind === 'source.tried' && event.source_id === tied,
    );
    expect(tried.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'ok']);
  });
});
