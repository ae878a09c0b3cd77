import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { range } from './address.ts';
import { FilterFault, readTemplate } from './ldap-filter.ts';

const dn = z.string().min(1).max(500);
const attribute = z.string().regex(/^[A-Za-z][\w.;-]{0,99}$/, 'must be the name of an attribute');

/** Names and places change hands or move: none of them is an account's lasting key. */
const changing = new Set([
  'dn',
  'distinguishedname',
  'entrydn',
  'cn',
  'sn',
  'displayname',
  'mail',
  'samaccountname',
  'userprincipalname',
]);

/** `ldap1.gov.test`, `ldap1.gov.test:1636`, `10.1.2.3`, `[fd00::1]:636`. */
const hostShape =
  /^(?:\[(?<ipv6>[0-9a-fA-F:.]{2,45})\]|(?<name>[A-Za-z0-9.-]{1,255}))(?::(?<port>\d{1,5}))?$/;

/** A host of the settings, taken apart. */
export interface Host {
  name: string;
  port?: number;
}

/** @throws RangeError */
export function hostOf(text: string): Host {
  const { ipv6, name = ipv6, port } = hostShape.exec(text)?.groups ?? {};
  if (!name || (ipv6 && isIP(ipv6) !== 6) || Number(port ?? 1) > 65_535 || port === '0')
    throw new RangeError('no host');
  return { name, ...(port && { port: Number(port) }) };
}

const isHost = (text: string): boolean => {
  try {
    hostOf(text);
    return true;
  } catch {
    return false;
  }
};

/** The certificates of a PEM text; none where one of them is broken. */
export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

const groups = z
  .strictObject({
    attribute: attribute
      .default('memberOf')
      .describe('Where an entry names its groups; not asked for when they are searched.'),
    search: z
      .strictObject({
        base: dn.optional().describe('Where groups lie; not said: the base of the accounts.'),
        filter: z
          .string()
          .max(1_000)
          .default('(member=:dn)')
          .describe('The groups of one entry, with `:dn` or `:username`.'),
        name: attribute.default('cn').describe('The name of a group.'),
      })
      .optional()
      .describe('Groups are entries of their own, looked for after the password was right.'),
    required: z
      .array(z.string().min(1).max(500))
      .max(50)
      .default([])
      .describe('Whoever is in none of these is not let in; none here: all are.'),
  })
  .describe('Groups of the account; the mapping knows them as `groups`.');

/** The settings of one department's directory. */
export const ldapSettings = z
  .strictObject({
    hosts: z
      .array(z.string().refine(isHost, 'must be a name or an address, with a port if other'))
      .min(1)
      .max(5)
      .describe('Servers of the same directory; the first that answers is asked.'),
    networks: z
      .array(range)
      .min(1)
      .max(20)
      .describe('Where the hosts may lie; an address outside is never connected to.'),
    tls: z
      .enum(['ldaps', 'starttls', 'line_protected', 'off'])
      .default('ldaps')
      .describe(
        '`line_protected`: in clear, over a line that is protected otherwise. `off`: in clear, on this machine only.',
      ),
    ca: z
      .string()
      .max(20_000)
      .refine((pem) => certificatesIn(pem).length > 0, 'must be certificates, PEM')
      .optional()
      .describe('The certificate authority, PEM.'),
    server_name: z
      .string()
      .max(255)
      .optional()
      .describe('The name in its certificate, if other than the host.'),
    bind_dn: z.string().max(500).optional().describe('Our own account there, which may only read.'),
    bind_password: z.string().max(1024).optional().meta({ secret: true }).describe('Its password.'),
    base: dn.describe('The entry below which accounts are looked for.'),
    scope: z.enum(['sub', 'one']).default('sub').describe('All below it, or its children only.'),
    filter: z
      .string()
      .max(1_000)
      .default('(uid=:username)')
      .describe('Whose account it is, with `:username` (RFC 4515).'),
    subject: attribute
      .default('entryUUID')
      .describe('The lasting key of the account; never a name that changes hands.'),
    subject_form: z
      .enum(['text', 'guid', 'hex'])
      .default('text')
      .describe('`guid`: 16 bytes of Active Directory, written as it shows them.'),
    attributes: z
      .array(z.string().regex(/^(?:[A-Za-z][\w.;-]{0,99}|\*)$/))
      .max(50)
      .optional()
      .describe('What is asked for instead of what the mapping names; `*` is all.'),
    locked: z
      .strictObject({
        attribute: attribute.describe('Where an entry says that it is locked.'),
        values: z.array(z.string().max(40)).min(1).default(['true', '1', 'yes', 'y', 't']),
      })
      .optional()
      .describe('For directories that let a locked account bind.'),
    groups: groups.optional(),
    nobody_dn: dn.describe(
      'An account with a password that nobody knows: it is tried where a name has none, so that a stranger waits as long as anybody.',
    ),
    patience_ms: z
      .int()
      .min(100)
      .max(10_000)
      .default(3_000)
      .describe('For finding the account, and again for checking its password.'),
    connections: z
      .int()
      .min(1)
      .max(20)
      .default(4)
      .describe('At most, of each of the two kinds, for each gateway process.'),
    idle_s: z.int().min(1).max(600).default(60).describe('A connection unused so long is closed.'),
  })
  .superRefine((settings, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const template = (path: string, text: string, places: string[]) => {
      try {
        readTemplate(text, places);
      } catch (thrown) {
        if (!(thrown instanceof FilterFault)) throw thrown;
        fault(path, thrown.message);
      }
    };
    template('filter', settings.filter, ['username']);
    const { search } = settings.groups ?? {};
    if (search) template('groups', search.filter, ['dn', 'username']);
    if (changing.has(settings.subject.toLowerCase()))
      fault('subject', 'is a name or a place, which changes');
    if (Boolean(settings.bind_dn) !== Boolean(settings.bind_password))
      fault('bind_password', 'must be said with bind_dn, or neither');
    const verified = settings.tls === 'ldaps' || settings.tls === 'starttls';
    if (
      verified &&
      !settings.server_name &&
      settings.hosts.some((host) => isHost(host) && isIP(hostOf(host).name))
    )
      fault('server_name', 'must be said where a host is an address');
    if (settings.server_name && isIP(settings.server_name)) fault('server_name', 'must be a name');
  });

export type LdapSettings = z.output<typeof ldapSettings>;
