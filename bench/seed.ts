import type { JWK } from 'jose';
import type { Base } from '../src/base.ts';
import * as clients from '../src/clients/clients.ts';
import * as departments from '../src/departments/departments.ts';
import * as sources from '../src/sources/sources.ts';
import type { Settings } from './server-process.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** One department with one source and the clients: what the load needs, and nothing more. */
export async function seed(
  base: Base,
  settings: Pick<Settings, 'clients' | 'strict' | 'reporter' | 'source'>,
): Promise<void> {
  await departments.add(base, { code: 'jilin', kind: 'region', names: words('吉林省') });
  await departments.add(base, {
    code: 'bench',
    parent_code: 'jilin',
    kind: 'department',
    names: words('测试部门'),
  });
  await sources.register(base, {
    id: 'bench',
    protocol: 'oidc',
    department_code: 'bench',
    names: words('测试部门'),
    account_words: words('测试账号'),
    registration: 'issued',
    ceiling: 2,
    settings: { ...settings.source, patience_ms: 10_000 },
  });
  for (const client of [...settings.clients, ...(settings.strict ?? [])]) {
    await clients.register(base, {
      id: client.id,
      department_code: 'bench',
      names: words('测试应用'),
      sector: 'bench',
      redirect_uris: [client.redirectUri],
      scopes: 'openid profile',
      grant_types: ['authorization_code', 'refresh_token'],
      ...(client.key && strictWith(client.key)),
    });
    await clients.addSecret(base, { client_id: client.id, secret: client.secret });
  }
  const { reporter } = settings;
  await clients.register(base, {
    id: reporter.id,
    department_code: 'bench',
    names: words('测试业务系统'),
    sector: 'bench',
    redirect_uris: [],
    scopes: 'records:write',
    grant_types: ['client_credentials'],
  });
  await clients.addSecret(base, { client_id: reporter.id, secret: reporter.secret });
}

/** FAPI 2.0 Security Profile; its addresses are on this machine. */
const strictWith = ({ d: _, ...open }: JWK) =>
  ({
    profile: 'strict',
    auth_method: 'private_key_jwt',
    application_type: 'native',
    jwks: { keys: [open] },
  }) as const;
