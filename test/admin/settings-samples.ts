import { generateKeyPairSync } from 'node:crypto';
import { presets as dialects } from '../../src/sources/protocols/oauth2-presets.ts';
import { presets as platforms } from '../../src/sources/protocols/ticket-presets.ts';
import { type ProtocolName, protocols } from '../../src/sources/register.ts';
import { selfSigned } from '../doubles/saml-keys.ts';

/** In every secret of the samples that may hold any text: where this is found, a secret has got out. */
export const MARK = 'planted-marker-7d1f';

const jwk = () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: MARK });
};

const ours = selfSigned('ours');
const other = selfSigned('other');
const national = { rid: 'r', sid: 's', secret: MARK };
const signing = { kind: 'headers', algorithm: 'hmac-sha256', secret: MARK, access_key: 'ours' };

const signed = (begun: { kind: string; algorithm?: string }) => ({
  ...begun,
  secret: begun.algorithm === 'sm2-sm3' ? '7d'.repeat(32) : MARK,
  ...(begun.kind === 'headers' && { access_key: 'ours' }),
});
const encryption = { algorithm: 'sm4-cbc', key: MARK, key_from: 'md5', fields: ['/data'] };

const samples: Record<ProtocolName, () => Record<string, unknown>[]> = {
  oidc: () => [
    { issuer: 'https://login.fund.example', client_id: 'songhua', client_secret: MARK },
    {
      issuer: 'https://login.fund.example',
      metadata: {
        authorization_endpoint: 'https://login.fund.example/auth',
        token_endpoint: 'https://login.fund.example/token',
        jwks_uri: 'https://login.fund.example/keys',
      },
      ...{ client_id: 'songhua', client_auth: 'private_key_jwt', client_key: jwk() },
      ...{ decryption_key: jwk(), decryption_alg: 'ECDH-ES' },
      expires: { client_key: '2027-01-31' },
      ...{ max_age_s: 0, networks: ['10.20.0.0/16', 'fd00::/8'] },
    },
  ],
  oauth2: () => [
    ...Object.values(dialects).map(({ settings }) => ({
      ...settings,
      ...{ client_id: 'songhua', client_secret: MARK },
      userinfo: { ...settings.userinfo, ...('encryption' in settings.userinfo && { encryption }) },
      ...('signing' in settings && { signing: signed(settings.signing) }),
    })),
    {
      ...dialects.standard.settings,
      ...{ client_id: 'songhua', client_secret: MARK, client_secret_until: '2027-01-31' },
      answer: { cancelled: { error: [], code: ['1', ''] } },
      userinfo: {
        ...dialects.standard.settings.userinfo,
        only: { '/data/a=b': ['1', '2'] },
        encryption: {
          ...{ algorithm: 'aes-cbc', key: MARK, key_from: 'sha256', fields: ['', '/data'] },
          iv: { hex: '00'.repeat(16) },
        },
      },
      signing: {
        ...{ kind: 'parameters', algorithm: 'md5', secret: MARK, key_before: '', key_after: ' ' },
        ...{ between: '', signs: [] },
      },
    },
  ],
  saml: () => [
    {
      ...{ issuer: 'https://sso.fund.example/idp', metadata: '<x>\n  &amp;\n</x>\n' },
      ...{ signing_key: ours.key, signing_certificate: ours.certificate },
      ...{ decryption_key: other.key, decryption_certificate: other.certificate },
    },
  ],
  cas: () => [
    { server: 'https://sso.fund.example/cas' },
    { server: 'https://sso.fund.example/cas', version: '2', subject: 'employeeNumber' },
  ],
  ldap: () => [
    {
      ...{ hosts: ['ldap1.fund.example', 'ldap2.fund.example:1636'], networks: ['10.1.0.0/16'] },
      ...{ bind_dn: 'cn=reader', bind_password: MARK, base: 'ou=people', attributes: [] },
      groups: { search: { filter: '(member=:dn)' }, required: ['staff'] },
      ...{ locked: { attribute: 'pwdLocked' }, nobody_dn: 'cn=nobody,dc=example' },
    },
  ],
  ticket: () => [
    ...Object.values(platforms).map(({ settings }) => ({
      ...settings,
      ...{ app_id: 'songhua', app_secret: MARK, national },
    })),
    { ...platforms['national']?.settings, app_secret: MARK, signs_with: 'keys', signing },
  ],
  'password-table': () => [
    {
      ...{ engine: 'postgresql', host: 'db.fund.example', networks: ['10.1.0.0/16'] },
      ...{ database: 'users', user: 'reader', password: MARK },
      query: 'select *\n  from accounts\n  where login = :username',
      columns: { subject: 'id', hash: 'hash', salt: 'salt' },
      hash: { format: 'sha256-salt-after', params: { charset: 'gbk' } },
    },
  ],
};

/** Valid settings of a protocol, as they are kept. */
export const settingsSamples = (name: ProtocolName): Record<string, unknown>[] =>
  samples[name]().map((sample) => protocols[name].settings.parse(sample));
