import type { Base } from '../../src/base.ts';
import * as departments from '../../src/departments/departments.ts';
import type { Registration } from '../../src/sources/sources.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** The two departments that the tests' sources hang on. */
export async function plant(base: Base): Promise<void> {
  await departments.add(base, { code: 'jilin', kind: 'region', names: words('吉林省') });
  await departments.add(base, {
    code: 'fund-centre',
    parent_code: 'jilin',
    kind: 'department',
    names: words('公积金中心'),
  });
}

/** A source as an administrator would register it; `settings` are to be filled in for a real one. */
export function registration(id: string): Registration {
  return {
    id,
    protocol: 'oidc',
    department_code: 'fund-centre',
    names: words('公积金'),
    account_words: words('公积金账号'),
    registration: 'issued',
    ceiling: 2,
    settings: {
      issuer: 'https://login.fund.test',
      client_id: 'songhua',
      client_secret: 'a secret of nobody',
    },
  };
}
