import type { Clock } from '../../src/clock.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
import { presets } from '../../src/sources/protocols/ticket-presets.ts';
import type { ProtocolName } from '../../src/sources/register.ts';
import {
  hashOf,
  postgresqlTable,
  putAccount,
  mapping as tableWords,
} from '../doubles/account-table.ts';
import { startCasServer } from '../doubles/cas-server.ts';
import { startDirectory, mapping as words } from '../doubles/ldap-directory.ts';
import { startOAuth2Dialect } from '../doubles/oauth2-dialect.ts';
import { beijing } from '../doubles/oauth2-shapes.ts';
import { startOpenIdProvider } from '../doubles/openid-provider.ts';
import { startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import { startTicketGateway } from '../doubles/ticket-gateway.ts';
import { attributesOf } from '../sources/ldap-rig.ts';
import type { Person } from '../sources/rig.ts';
import { inWordsOf } from '../sources/ticket-rig.ts';

/** A department's system as a preview meets it. */
export interface Department {
  settings: Record<string, unknown>;
  mapping?: Mapping;
  /** What stands in the settings, or in its files, and in no page. */
  secrets: string[];
  /** This person is at its keyboard from now on, or has an account with the name and password below. */
  has(person: Person): Promise<void> | void;
  /** Of a system that is visited: from where the browser is sent to what it brings back. */
  visit?(location: string): Promise<{ to: URL; body?: URLSearchParams }>;
  stop(): Promise<void>;
}

export const USERNAME = 'person-of-the-test';
export const PASSWORD = 'willow-604182';

export const departments: Record<ProtocolName, (clock: Clock) => Promise<Department>> = {
  async oidc(clock) {
    const { settings, clientSecret, signsIn, visit, stop } = await startOpenIdProvider({ clock });
    return {
      ...{ settings, secrets: [clientSecret], stop },
      has: ({ subject, ...claims }) => signsIn({ sub: subject, ...claims }),
      visit: async (location) => ({ to: await visit(location) }),
    };
  },
  async oauth2(clock) {
    const shape = beijing();
    const { settings, mapping, signsIn, visit, stop } = await startOAuth2Dialect(shape, { clock });
    return {
      ...{ settings, mapping, secrets: [shape.clientSecret], has: signsIn, stop },
      visit: async (location) => ({ to: await visit(location) }),
    };
  },
  async saml(clock) {
    const ours = selfSigned('ours');
    const idp = await startSamlIdp({ clock, wants_signed_by: ours.certificate });
    const signing = { signing_key: ours.key, signing_certificate: ours.certificate };
    return {
      settings: { ...idp.settings, ...signing },
      secrets: ['PRIVATE KEY', ...ours.key.split('\n').slice(1, 3)],
      has: ({ subject, ...attributes }) => idp.signsIn({ name_id: subject, attributes }),
      async visit(url) {
        const { action, params } = await idp.visit({ kind: 'location', url });
        return { to: new URL(action), body: new URLSearchParams(params) };
      },
      stop: idp.stop,
    };
  },
  async cas(clock) {
    const { settings, signsIn, visit, stop } = await startCasServer({ clock });
    return {
      ...{ settings, secrets: [], stop },
      has: ({ subject, ...attributes }) => signsIn({ user: subject, attributes }),
      visit: async (location) => ({ to: await visit(location) }),
    };
  },
  async ldap() {
    const { settings, put, stop } = await startDirectory();
    let before: string | undefined;
    return {
      ...{ settings, mapping: words, secrets: [String(settings['bind_password']), PASSWORD], stop },
      has({ subject, ...person }) {
        const account = { username: USERNAME, password: PASSWORD };
        if (before !== undefined && before !== subject)
          put({ ...account, subject: before, username: `not-${before}` });
        before = subject;
        put({ ...account, subject, attributes: attributesOf({ subject, ...person }) });
      },
    };
  },
  async ticket(clock) {
    const { settings, signsIn, visit, stop } = await startTicketGateway({ clock });
    const { national } = settings as { national: { secret: string } };
    return {
      ...{ settings, mapping: presets['national']?.mapping as Mapping, stop },
      secrets: [national.secret],
      has: (person) => signsIn(inWordsOf.national(person)),
      visit: async (location) => ({ to: await visit(location) }),
    };
  },
  async 'password-table'() {
    const table = await postgresqlTable();
    return {
      ...{ settings: table.settings, mapping: tableWords, stop: table.stop },
      secrets: [String(table.settings['password']), PASSWORD, hashOf(PASSWORD)],
      async has(person) {
        await table.sql('delete from zhanghu');
        await putAccount(table, { ...person, username: USERNAME, password: PASSWORD });
      },
    };
  },
};
