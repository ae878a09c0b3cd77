import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { policy } from '../../src/admin/policy.ts';
import type { ConsoleRoute } from '../../src/admin/route.ts';
import { consoleRoutes } from '../../src/admin/routes.ts';
import { type Role, roles } from '../../src/staff/roles.ts';
import { auditTrail } from '../support/trail.ts';
import { type Answer, type Console, decisions, gives, startConsole } from './console.ts';
import { type Things, things } from './things.ts';

/**
 * The permission matrix: every role at every address of the console. Generated from the policy table
 * and the list of routes, so a route that is added is in it at once; one that names a thing fails
 * until things.ts has a thing of its kind in each of two regions.
 */
let hall: Console;
let known: Things;

beforeAll(async () => {
  hall = await startConsole();
  known = await things(hall);
}, 60_000);
afterAll(() => hall?.stop());

/** Somebody of the whole province; of the thing's region; of another region than the thing's. */
const standings = ['province', 'inside', 'outside'] as const;
type Standing = (typeof standings)[number];

const cases = consoleRoutes.flatMap((route) =>
  roles.flatMap((role) =>
    (route.place ? standings : (['inside'] as const)).map(
      (standing) => [`${route.method} ${route.path}`, role, standing, route] as const,
    ),
  ),
);

/** Every list, and page without a thing of its own, with each role that may open it. */
const lists = consoleRoutes
  .filter(({ method, place }) => method === 'get' && !place)
  .flatMap(({ path, may }) =>
    roles.filter((role) => gives(role, may)).map((role) => [path, role] as const),
  );

/** A list as a page; '' where it is refused with that query. */
async function listed(path: string, role: Role, where: 'province' | 'inside', query = '') {
  const who = await hall.as(role, where);
  const answer = await who.get(`${path}?${query}`);
  if (answer.status !== 200 && query === '') throw new Error(`${path}: ${answer.status}`);
  return answer.status === 200 ? (await answer.text()).replaceAll('&amp;', '&') : '';
}

const narrowed = new Map<string, Promise<string[]>>();

/** Where a list of the province leads to itself, narrowed to a thing of one of the two regions. */
function queriesOf(path: string, role: Role): Promise<string[]> {
  const found = narrowed.get(path) ?? readQueries(path, role);
  narrowed.set(path, found);
  return found;
}

async function readQueries(path: string, role: Role): Promise<string[]> {
  const marks = (['inside', 'outside'] as const).flatMap((side) =>
    Object.values(known.marks(side)),
  );
  const links = (await listed(path, role, 'province')).matchAll(/href="([^"?]+)\?([^"]+)"/g);
  const within = [...links].flatMap(([, to, query = '']) => (to === path ? [query] : []));
  return [...new Set(within)].filter((query) => marks.some((mark) => query.includes(mark)));
}

describe('the permission matrix', () => {
  test('says how large it is', () => {
    const permissions = Object.keys(policy).length;
    process.stdout.write(
      `permission matrix: ${consoleRoutes.length} routes, ${roles.length} roles, ${permissions} permissions, ${cases.length} cases, ${lists.length} of lists\n`,
    );
    expect(cases.length).toBeGreaterThan(consoleRoutes.length * roles.length);
  });

  test('has no permission that nothing asks for', () => {
    const asked = new Set<string>([...consoleRoutes.map(({ may }) => may), ...decisions]);
    expect(Object.keys(policy).filter((one) => !asked.has(one))).toEqual([]);
  });

  test('has no address past the guard but those of signing in', () => {
    const folder = new URL('../../src/admin/', import.meta.url);
    const withRouter = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /new Router\(/.test(file.endsWith('.ts') ? readFileSync(new URL(file, folder), 'utf8') : ''),
    );
    expect(withRouter.sort()).toEqual(['routes.ts', 'sign-in-routes.ts']);
  });

  test.each(cases)('%s, %s, %s', async (_name, role, standing, route) => {
    const who = await hall.as(role, standing === 'province' ? 'province' : 'inside');
    const side = standing === 'outside' ? 'outside' : 'inside';
    const params = await known.params(route, side, who.staff_id);
    expect(await who.ask(route, params)).toBe(expected(route, role, standing));
  });

  test('a mark of each kind of thing stands on some list of those who see both regions', async () => {
    const unseen = new Map(
      (['inside', 'outside'] as const).flatMap((side) =>
        Object.entries(known.marks(side)).map(([kind, mark]) => [`${kind} ${side}`, mark]),
      ),
    );
    const look = async (path: string, role: Role, query?: string) => {
      const text = await listed(path, role, 'province', query);
      for (const [kind, mark] of unseen) if (text.includes(mark)) unseen.delete(kind);
    };
    // The first role of each: a developer, who sees one client only, is never that.
    const paths = new Map([...lists].reverse());
    for (const [path, role] of paths) await look(path, role);
    // What is there only where a list is narrowed.
    for (const [path, role] of paths)
      for (const query of unseen.size > 0 ? await queriesOf(path, role) : [])
        await look(path, role, query);
    expect([...unseen.keys()]).toEqual([]);
  });

  test.each(lists)('%s, %s of one region: nothing of another one', async (path, role) => {
    const marks = Object.entries(known.marks('outside'));
    const seen: [kind: string, query: string][] = [];
    const outside = (await queriesOf(path, role)).filter((query) =>
      marks.some(([, mark]) => query.includes(mark)),
    );
    for (const query of ['', 'format=csv', ...outside]) {
      // What was asked for stands in the page's own links.
      const text = (await listed(path, role, 'inside', query)).replaceAll(query || '\0', '');
      for (const [kind, mark] of marks) if (text.includes(mark)) seen.push([kind, query]);
    }
    expect(seen).toEqual([]);
  });

  test('an event was written for each refusal', async () => {
    const refused = cases.filter((one) => expected(one[3], one[1], one[2]) === 'not allowed');
    const events = (await auditTrail(hall.base)).filter(({ kind }) => kind === 'staff.refused');
    expect(events).toHaveLength(refused.length);
    expect(events[0]).toMatchObject({
      actor_kind: 'staff',
      outcome: 'refused',
      code: 'admin.not_allowed',
    });
  });
});

/** What the table says. A developer reaches the own client only, and what hangs on it. */
function expected(route: ConsoleRoute, role: Role, standing: Standing): Answer {
  if (!gives(role, route.may)) return 'not allowed';
  if (!route.place) return 'let through';
  const hangs = known.hangs(route);
  if (role === 'developer')
    return hangs === 'client' && standing !== 'outside' ? 'let through' : 'not here';
  if (standing === 'province') return 'let through';
  return hangs !== 'province' && standing === 'inside' ? 'let through' : 'not here';
}
