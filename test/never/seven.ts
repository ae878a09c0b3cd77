import * as departments from '../../src/departments/departments.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
import { type ProtocolName, protocols } from '../../src/sources/register.ts';
import * as sources from '../../src/sources/sources.ts';
import { mapping as columns, postgresqlTable, putAccount } from '../doubles/account-table.ts';
import { startCasServer } from '../doubles/cas-server.ts';
import { mapping as schema, startDirectory } from '../doubles/ldap-directory.ts';
import { startOAuth2Dialect } from '../doubles/oauth2-dialect.ts';
import { beijing } from '../doubles/oauth2-shapes.ts';
import { startOpenIdProvider } from '../doubles/openid-provider.ts';
import { startSamlIdp } from '../doubles/saml-idp.ts';
import { startTicketGateway } from '../doubles/ticket-gateway.ts';
import { number } from '../identities/people.ts';
import { attributesOf } from '../sources/ldap-rig.ts';
import { inWordsOf } from '../sources/ticket-rig.ts';
import type { TestClock } from '../support/clock.ts';
import type { Visitor } from '../support/gateway.ts';
import type { Page } from '../support/visitor.ts';
import { type CheckedProvince, startCheckedProvince } from './checked-province.ts';
import { press } from './province.ts';

const asks = ({ forms }: Page, path: string) =>
  forms.some(({ action }) => action.pathname.endsWith(path));

/** Somebody with an account at a department; `word` is what it says of how they signed in. */
export interface Holder {
  subject: string;
  name: string;
  id_type: string;
  id_number: string;
  word?: string | undefined;
}

export const holder = (word?: string): Holder => {
  const id_number = number();
  return { subject: `of-${id_number}`, name: '钱样本', id_type: 'resident_id', id_number, word };
};

/** One department's login system, and how a browser that was sent there, or a form of ours, goes through it. */
interface Department {
  settings: Record<string, unknown>;
  mapping: Mapping;
  /** From the page that came when its button was pressed. */
  signsIn(who: Visitor, page: Page, person: Holder): Promise<Page>;
  /** Who is at the keyboard there, or in its table. */
  knows(person: Holder): Promise<unknown> | unknown;
  stop(): Promise<unknown>;
}

const password = 'long river, many tributaries';
const typed = (who: Visitor, page: Page, { subject: username }: Holder) =>
  press(who, page, '/password', { username, password });
/** The browser was sent there and back by redirects, and stands where it came to. */
const sentBack = async (_: Visitor, page: Page) => page;

const fields = { name: 'name', id_type: 'id_type', id_number: 'id_number' };

const begin: Record<ProtocolName, (clock: TestClock) => Promise<Department>> = {
  async oidc(clock) {
    const double = await startOpenIdProvider({ clock });
    return {
      ...{ settings: double.settings, mapping: { fields }, stop: double.stop },
      knows: ({ subject: sub, word: acr, ...claims }) =>
        double.signsIn({ sub, ...claims, ...(acr && { acr }) }),
      signsIn: sentBack,
    };
  },
  async oauth2(clock) {
    const shape = beijing();
    let certLevel: string | undefined;
    const double = await startOAuth2Dialect(
      { ...shape, person: (one) => ({ ...shape.person(one), certLevel }) },
      { clock },
    );
    return {
      ...{ settings: double.settings, stop: double.stop, signsIn: sentBack },
      mapping: { ...double.mapping, acr: 'certLevel' },
      knows(person) {
        certLevel = person.word;
        double.signsIn(person);
      },
    };
  },
  async saml(clock) {
    const double = await startSamlIdp({ clock });
    return {
      ...{ settings: double.settings, mapping: { fields }, stop: double.stop },
      knows: ({ subject: name_id, word, ...attributes }) =>
        double.signsIn({ name_id, attributes, ...(word && { acr: word }) }),
      signsIn: (who, page) => who.submit(page),
    };
  },
  async cas(clock) {
    const double = await startCasServer({ clock });
    return {
      ...{ settings: double.settings, stop: double.stop, signsIn: sentBack },
      mapping: { fields, acr: 'dengji' },
      knows: ({ subject: user, word, ...attributes }) =>
        double.signsIn({ user, attributes: { ...attributes, ...(word && { dengji: word }) } }),
    };
  },
  async ldap() {
    const double = await startDirectory();
    return {
      ...{ settings: double.settings, stop: double.stop, signsIn: typed },
      mapping: { ...schema, acr: 'dengJi' },
      knows: (person) =>
        double.put({
          ...{ subject: person.subject, username: person.subject, password },
          attributes: { ...attributesOf(person), ...(person.word && { dengJi: person.word }) },
        }),
    };
  },
  async 'password-table'() {
    const double = await postgresqlTable();
    await double.sql('alter table zhanghu add column dj varchar(10)');
    const query = String(double.settings['query']).replace('select zh', 'select dj, zh');
    return {
      ...{ settings: { ...double.settings, query }, stop: double.stop, signsIn: typed },
      mapping: { ...columns, acr: 'dj' },
      async knows(person) {
        await putAccount(double, { ...person, username: person.subject, password });
        if (!person.word) return;
        await double.sql('update zhanghu set dj = ? where zh = ?', [person.word, person.subject]);
      },
    };
  },
  async ticket(clock) {
    const double = await startTicketGateway({ clock, shape: 'national' });
    return {
      ...{ settings: double.settings, stop: double.stop, signsIn: sentBack },
      mapping: {
        fields: { name: 'userName', id_type: 'idType', id_number: 'idNo' },
        id_types: { '1': 'resident_id' },
        acr: 'dengji',
      },
      knows: ({ word, ...person }) =>
        double.signsIn({ ...inWordsOf.national(person), ...(word && { dengji: word }) }),
    };
  },
};

/** Their words for levels are ours here. */
const levels = { '0': 0, '1': 1, '2': 2, '3': 3, '4': 4 };

export interface SevenProvince extends CheckedProvince {
  departments: Record<ProtocolName, Department>;
}

/**
 * A gateway with a department for each protocol, by its name; `<protocol>-plain` is the same login
 * system for which no table of levels is set, so that every sign-in there has the ceiling.
 */
export async function startSeven(): Promise<SevenProvince> {
  const p = await startCheckedProvince();
  const made: Partial<Record<ProtocolName, Department>> = {};
  for (const protocol of Object.keys(protocols) as ProtocolName[]) {
    const one = await begin[protocol](p.clock);
    made[protocol] = one;
    const words = { 'zh-CN': protocol, ko: protocol, en: protocol };
    const code = `220000-${protocol}`;
    const node = { code, parent_code: '220000', kind: 'department', names: words } as const;
    await departments.add(p.base, node);
    const { acr: _, levels: __, ...plain } = one.mapping;
    for (const [id, mapping] of [
      [protocol, { ...one.mapping, levels }],
      [`${protocol}-plain`, plain],
    ] as const)
      await sources.register(p.base, {
        ...{ id, protocol, department_code: code, names: words, account_words: words },
        ...{ registration: 'issued', ceiling: 4, mapping },
        settings: { ...one.settings, patience_ms: 10_000 },
      });
  }
  const all = made as Record<ProtocolName, Department>;
  return {
    ...p,
    departments: all,
    async stop() {
      await p.stop();
      await Promise.all(Object.values(all).map((one) => one.stop()));
    },
  };
}

/** Picks the department on the page, goes through its login system as this person, and reads the notice. */
export async function comeBy(
  p: SevenProvince,
  who: Visitor,
  picker: Page,
  { protocol, plain = false }: { protocol: ProtocolName; plain?: boolean },
  person: Holder,
): Promise<Page> {
  const department = p.departments[protocol];
  await department.knows(person);
  const source = plain ? `${protocol}-plain` : protocol;
  const there = await press(who, picker, '/source', {}, { name: 'source', value: source });
  const back = await department.signsIn(who, there, person);
  const read = asks(back, '/notice') ? await press(who, back, '/notice') : back;
  // What says little of whoever comes leaves them the choice; each of them stands alone.
  const alone = { name: 'choice', value: 'separate' };
  return asks(read, '/prove') ? press(who, read, '/prove', {}, alone) : read;
}
