import { byName, type Mapping } from '../mapping.ts';

/** Directories that many departments have, to begin a form with. */
export const presets = {
  openldap: {
    settings: {
      tls: 'ldaps',
      filter: '(&(objectClass=inetOrgPerson)(uid=:username))',
      subject: 'entryUUID',
      groups: { attribute: 'memberOf' },
    },
    mapping: byName({ name: 'displayName', phone_number: 'mobile', email: 'mail' }),
  },
  'active-directory': {
    settings: {
      tls: 'ldaps',
      // Groups of computers and contacts have names too; a person signs in by either of two.
      filter:
        '(&(objectCategory=person)(objectClass=user)(|(sAMAccountName=:username)(userPrincipalName=:username)))',
      subject: 'objectGUID',
      subject_form: 'guid',
      groups: {
        // The groups of the groups too, as only this directory can say.
        search: { filter: '(member:1.2.840.113556.1.4.1941:=:dn)', name: 'sAMAccountName' },
      },
    },
    mapping: byName({ name: 'displayName', phone_number: 'mobile', email: 'mail' }),
  },
} satisfies Record<string, { settings: Record<string, unknown>; mapping: Mapping }>;
