import { randomUUID } from 'node:crypto';
import type { Base } from '../../src/base.ts';
import * as tokens from '../../src/clients/dynamic/initial-tokens.ts';
import type { Policy } from '../../src/clients/dynamic/policy.ts';
import * as departments from '../../src/departments/departments.ts';
import { seedStaff } from '../staff/people.ts';
import { loopback } from '../support/gateway.ts';

/** Made-up initial tokens, and requests at the endpoint of registrations. */

export const policy = (changes: Partial<Policy> = {}): Policy => ({
  scopes: ['openid', 'profile', 'phone', 'offline_access'],
  profiles: ['standard', 'strict'],
  auth_methods: ['client_secret_basic', 'private_key_jwt', 'none'],
  grant_types: ['authorization_code', 'refresh_token'],
  hosts: ['yb.example', '127.0.0.1', 'localhost'],
  networks: loopback,
  sector: null,
  level_floor: 0,
  ...changes,
});

/** A token that two people agreed to, taken by somebody of the staff. */
export async function initialToken(
  base: Base,
  {
    department_code = '220000-hall',
    most_uses = 20,
    days = 1,
    ...changes
  }: Partial<Policy> & { department_code?: string; most_uses?: number; days?: number } = {},
): Promise<{ id: string; secret: string; by: string }> {
  const { staff_id: by } = await seedStaff(base);
  const department_id = (await departments.idOf(base, department_code)) as string;
  const wanted = { department_id, policy: policy(changes), most_uses, days };
  const agreed = { approval_id: randomUUID(), actor: { kind: 'staff', id: by } } as const;
  const id = await tokens.grant(base, wanted, agreed);
  return { id, by, secret: await tokens.take(base, id, by) };
}

export interface Said {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & {
    client_id: string;
    client_secret?: string;
    registration_access_token: string;
    registration_client_uri: string;
    error?: string;
    error_description?: string;
  };
}

/** A request with a token, or without one. */
export async function send(
  address: string,
  method: 'POST' | 'GET' | 'PUT' | 'DELETE',
  token: string | undefined,
  body?: unknown,
): Promise<Said> {
  const response = await fetch(address, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
}

/** What an application of the department says of itself. */
export const metadata = (changes: Record<string, unknown> = {}) => ({
  client_name: '公积金查询',
  redirect_uris: ['https://yb.example/callback'],
  scope: 'openid profile',
  ...changes,
});

/** What it says when it replaces its registration: what it was told, without what is not sent back. */
export function echo(told: Said['body'], changes: Record<string, unknown> = {}) {
  const {
    registration_access_token: _,
    registration_client_uri: __,
    client_secret_expires_at: ___,
    client_id_issued_at: ____,
    client_secret: _____,
    ...rest
  } = told;
  return { ...rest, ...changes };
}
