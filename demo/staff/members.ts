/** The people who run the sample province: made up, like everybody else in it. */
import type { Role } from '../../src/staff/roles.ts';
import type { Secrets } from '../secrets.ts';

export interface Member {
  /** Of the work address, and of the secrets. */
  key: MemberKey;
  name: string;
  /** The department they belong to. */
  department: string;
  /** Each role with the node under which it holds. */
  roles: readonly { role: Role; at: string; client_id?: string }[];
  /** For the page that lists them. */
  about: string;
}

export type MemberKey = (typeof memberKeys)[number];

export const memberKeys = [
  'security-1',
  'security-2',
  'system-1',
  'system-2',
  'audit-1',
  'fund-1',
  'fund-2',
  'desk-1',
  'developer-1',
] as const;

export const members: readonly Member[] = [
  {
    key: 'security-1',
    name: '安宁',
    department: 'zhengwu',
    roles: [{ role: 'security_administrator', at: 'jilin' }],
    about: '安全管理员：人员、角色、身份锁定',
  },
  {
    key: 'security-2',
    name: '安澜',
    department: 'zhengwu',
    roles: [{ role: 'security_administrator', at: 'jilin' }],
    about: '安全管理员：批准另一人提出的事',
  },
  {
    key: 'system-1',
    name: '石川',
    department: 'zhengwu',
    roles: [{ role: 'system_administrator', at: 'jilin' }],
    about: '系统管理员：认证源、密钥',
  },
  {
    key: 'system-2',
    name: '石峰',
    department: 'zhengwu',
    roles: [{ role: 'system_administrator', at: 'jilin' }],
    about: '系统管理员：批准另一人提出的事',
  },
  {
    key: 'audit-1',
    name: '甄实',
    department: 'zhengwu',
    roles: [{ role: 'audit_administrator', at: 'jilin' }],
    about: '审计管理员：查阅、导出审计记录',
  },
  {
    key: 'fund-1',
    name: '金秋',
    department: 'gjj',
    roles: [{ role: 'department_administrator', at: 'changchun' }],
    about: '部门管理员：只看长春市以下',
  },
  {
    key: 'fund-2',
    name: '金泽',
    department: 'gjj',
    roles: [{ role: 'department_administrator', at: 'jilin' }],
    about: '部门管理员：全省，可批准合并',
  },
  {
    key: 'desk-1',
    name: '温和',
    department: 'zhengwu',
    roles: [{ role: 'operator', at: 'jilin' }],
    about: '坐席：帮助登录、处理重复身份',
  },
  {
    key: 'developer-1',
    name: '程序',
    department: 'gjj',
    roles: [{ role: 'developer', at: 'gjj', client_id: 'gjj-hall' }],
    about: '开发人员：自己的接入应用',
  },
];

export const addressOf = (key: MemberKey): string => `${key}@songhua.example`;

/** What somebody signs in to the console with. */
export const accessOf = (secrets: Secrets, key: MemberKey) => ({
  address: addressOf(key),
  ...secrets.staff[key],
});
