import { carrying, type Permission } from '../../src/admin/policy.ts';
import type { ConsoleRoute } from '../../src/admin/route.ts';
import { acts } from '../../src/approvals/acts.ts';
import type { Base } from '../../src/base.ts';
import * as departments from '../../src/departments/departments.ts';
import type { Role } from '../../src/staff/roles.ts';
import { signedInStaff } from '../staff/people.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/** What a request of the matrix came to. */
export type Answer = 'let through' | 'not allowed' | 'not here';

export interface Member {
  staff_id: string;
  /** Asks for an address; a post without a form token, so that nothing is done by it. */
  ask(
    route: Pick<ConsoleRoute, 'method' | 'path'>,
    params: Record<string, string>,
  ): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** The form token of this member's pages. */
  csrf(): Promise<string>;
  cookie: string;
}

/** A gateway with two regions, and staff of each role in the first one and in the whole province. */
export interface Console {
  gateway: TestGateway;
  base: Base;
  issuer: string;
  node: Record<'province' | 'inside' | 'outside', string>;
  as(role: Role, where: 'province' | 'inside'): Promise<Member>;
  stop(): Promise<void>;
}

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** The client of the developer, in the first region. */
export const OWN_CLIENT = 'yanji-app';

export async function startConsole(
  options: Parameters<typeof startTestGateway>[0] = {},
): Promise<Console> {
  const gateway = await startTestGateway(options);
  const { base, issuer } = gateway;
  const node = {
    province: (await departments.rootId(base)) as string,
    inside: await region(base, 'yanji', '延吉市'),
    outside: await region(base, 'shuangyang', '双阳区'),
  };
  const members = new Map<string, Promise<Member>>();
  return {
    ...{ gateway, base, issuer, node },
    as(role, where) {
      const key = `${role} ${where}`;
      const known =
        members.get(key) ?? member(base, issuer, role, where === 'province' ? '220000' : 'yanji');
      members.set(key, known);
      return known;
    },
    stop: () => gateway.stop(),
  };
}

/** A region with one department, `<code>-fund`. */
async function region(base: Base, code: string, name: string): Promise<string> {
  const parent_code = '220000';
  const id = await departments.add(base, {
    code,
    parent_code,
    kind: 'region',
    level: 'county',
    names: words(name),
  });
  const fund = { code: `${code}-fund`, parent_code: code, kind: 'department' } as const;
  await departments.add(base, { ...fund, names: words(`${name}公积金`) });
  return id;
}

async function member(
  base: Base,
  issuer: string,
  role: Role,
  department_code: string,
): Promise<Member> {
  const developer = role === 'developer' ? { client_id: OWN_CLIENT } : {};
  const { staff_id, token } = await signedInStaff(base, {
    ...{ roles: [role], department_code },
    ...developer,
  });
  const cookie = `songhua-staff-${new URL(issuer).port}=${token}`;
  const send = (path: string, init: RequestInit) =>
    fetch(new URL(path, issuer), { redirect: 'manual', ...init });
  const post: Member['post'] = (path, fields, headers = {}) =>
    send(path, {
      method: 'POST',
      headers: { cookie, accept: 'application/json', ...headers },
      body: new URLSearchParams(fields),
    });
  const get: Member['get'] = (path, headers = {}) =>
    send(path, { headers: { cookie, ...headers } });
  return {
    ...{ staff_id, cookie, get, post },
    async ask({ method, path }, params) {
      const address = path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ''));
      const json = { accept: 'application/json' };
      return answerOf(await (method === 'get' ? get(address, json) : post(address, {})), method);
    },
    async csrf() {
      const page = await (await get('/admin')).text();
      const [, token] = /name="_csrf" value="([^"]+)"/.exec(page) ?? [];
      if (!token) throw new Error('the console has no form token');
      return token;
    },
  };
}

async function answerOf(response: Response, method: 'get' | 'post'): Promise<Answer> {
  const code = /json/.test(response.headers.get('content-type') ?? '')
    ? ((await response.json()) as { code?: string }).code
    : undefined;
  if (code === 'admin.not_allowed') return 'not allowed';
  if (code === 'admin.not_here') return 'not here';
  if (method === 'post' && code === 'http.form_expired') return 'let through';
  if (method === 'get' && response.status === 200) return 'let through';
  throw new Error(`neither let through nor turned away: ${response.status} ${code}`);
}

/** Every permission that some act of two people asks for, besides those of routes. */
export const decisions: ReadonlySet<string> = new Set(
  Object.values(acts).flatMap((act) => [
    act.ask,
    act.decide,
    'now' in act ? act.now : '',
    'review' in act ? act.review : '',
  ]),
);

/** Whether the table gives a role a permission at all. */
export const gives = (role: Role, permission: Permission): boolean =>
  carrying([{ role, department_id: '' }], permission).length > 0;
