import type * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { another, post } from '../oidc/rig.ts';
import type { TestGateway } from '../support/gateway.ts';

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, whatever came.
  body: any;
}

/** A department's back end: a client without people, that reports the department's cases. */
export async function reporter(
  g: TestGateway,
  id: string,
  department_code: string,
  changes: Partial<clients.Registration> = {},
): Promise<RelyingParty> {
  const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
  await departments.add(g.base, {
    code: department_code,
    parent_code: '220000',
    kind: 'department',
    names: words(`部门 ${department_code}`),
  });
  return another(g, id, {
    department_code,
    redirect_uris: [],
    home_uri: 'https://www.fund.example/',
    scopes: 'records:write',
    grant_types: ['client_credentials'],
    ...changes,
  });
}

/** A token of a client itself (RFC 6749 §4.4). */
export async function tokenOf(
  g: Pick<TestGateway, 'issuer'>,
  party: { id: string; secret: string },
  scope: string,
): Promise<string> {
  const fields = { grant_type: 'client_credentials', scope };
  const { status, body } = await post(`${g.issuer}/token`, party, fields);
  if (!body.access_token) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
  return body.access_token;
}

export async function report(
  g: Pick<TestGateway, 'issuer'>,
  token: string,
  events: unknown,
  type = 'application/cloudevents-batch+json',
): Promise<Reply> {
  const response = await fetch(`${g.issuer}/api/records/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: typeof events === 'string' ? events : JSON.stringify(events),
  });
  return reply(response);
}

export async function ask(
  g: Pick<TestGateway, 'issuer'>,
  token: string | undefined,
  path = '',
  query: Record<string, string> = {},
): Promise<Reply> {
  const address = `${g.issuer}/api/records${path}?${new URLSearchParams(query)}`;
  return reply(
    await fetch(address, token ? { headers: { authorization: `Bearer ${token}` } } : {}),
  );
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  };
}
