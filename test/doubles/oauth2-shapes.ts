/**
 * How the systems of this family differ, after DOMAIN 1.5: names, envelopes, signatures, sealed
 * fields. Written from there and not from src/sources/protocols, so that both can be wrong apart.
 * Whole because the shapes are read side by side.
 */
import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { sm4 } from 'sm-crypto-v2';
import type { Mapping } from '../../src/sources/mapping.ts';
import { presets } from '../../src/sources/protocols/oauth2-presets.ts';
import type { Person } from '../sources/rig.ts';

/** A request as the double has read it. */
export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  form: Record<string, string>;
  headers: Record<string, string | undefined>;
}

export interface Shape {
  /** Whom it knows us as. */
  clientId: string;
  clientSecret: string;
  paths: { authorize: string; token: string; userinfo: string };
  /** The parameters of the way there that hold client and callback. */
  names: { client: string; callback: string };
  code: string;
  knowsPkce?: boolean;
  says?: { iss?: true; audience?: true; subject?: true };
  /** Settings for `sources.register`, protocol `oauth2`, with its addresses at `origin`. */
  settings(origin: string): Record<string, unknown>;
  mapping: Mapping;
  /** The department's words for a person. */
  person(person: Person): Record<string, unknown>;
  /** Which of the two a call is, when the path does not say. */
  isUserinfo?(asked: Asked): boolean;
  codeOf(asked: Asked): string | undefined;
  tokenOf(asked: Asked): string | undefined;
  /** Whether the call is ours: secret or signature. */
  ours(asked: Asked, now: Date): boolean;
  /** Where it stands that the token is. */
  token: string;
  wrap(data: unknown): unknown;
  fault(word: 'client' | 'code' | 'token'): { status: number; body: unknown };
  seal?(data: Record<string, unknown>, misdeed?: 'foreign key' | 'unsealed'): unknown;
}

const secret = () => randomBytes(12).toString('hex');

/** A preset with its hosts replaced, and what an administrator adds. */
function filled(
  preset: keyof typeof presets,
  origin: string,
  more: Record<string, object>,
): Record<string, unknown> {
  const settings: Record<string, Record<string, unknown>> = { ...presets[preset].settings };
  for (const step of ['authorize', 'token', 'userinfo'])
    settings[step] = {
      ...settings[step],
      url: String(settings[step]?.['url']).replace(/^https:\/\/[^/]+/, origin),
    };
  for (const [name, value] of Object.entries(more))
    settings[name] = { ...settings[name], ...value };
  return { ...settings, allow_http: true, patience_ms: 2_000 };
}

const enveloped = (data: unknown) => ({ code: '0', msg: '成功', data });
const envelopedFault = (word: 'client' | 'code' | 'token') => ({
  status: 200,
  body: { code: { client: '40001', code: '40002', token: '40003' }[word], msg: '失败' },
});
const common = {
  wrap: enveloped,
  fault: envelopedFault,
  tokenOf: ({ query, form }: Asked) => form['access_token'] ?? query['access_token'],
  codeOf: ({ form }: Asked) => form['code'],
};
const aesBlock = (key: Buffer, text: string): string => {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
};

export function beijing(clientSecret = secret(), clientId = 'songhua'): Shape {
  const key = Buffer.from(clientSecret.slice(0, 16));
  return {
    ...common,
    ...{ clientId, clientSecret, token: 'access_token', code: 'grant_code' },
    paths: {
      authorize: '/renzheng/login',
      token: '/renzheng/api/oauth/getAccessToken',
      userinfo: '/renzheng/api/info/getUserInfo',
    },
    names: { client: 'client_id', callback: 'redirect_uri' },
    settings: (origin) => {
      const settings = filled('beijing-like', origin, {});
      const userinfo = settings['userinfo'] as Record<string, Record<string, unknown>>;
      const encryption = { ...userinfo['encryption'], key: clientSecret };
      return {
        ...settings,
        ...{ client_id: clientId, client_secret: clientSecret, registration_faults: ['40001'] },
        userinfo: { ...userinfo, encryption },
      };
    },
    mapping: { ...presets['beijing-like'].mapping, id_types: { '01': 'resident_id' } },
    person: ({ subject, name, id_type, id_number, phone_number }) => ({
      ...{ uniqueId: subject, userName: name, mobile: phone_number, certLevel: 'L3' },
      certNoType: id_type === 'resident_id' ? '01' : id_type,
      certNo: id_number,
    }),
    codeOf: ({ form }) => form['grant_code'],
    ours: ({ form, path }) =>
      form['client_id'] === clientId &&
      (path.endsWith('getUserInfo') || form['client_secret'] === clientSecret),
    seal: (data, misdeed) =>
      typeof data['certNo'] !== 'string' || misdeed === 'unsealed'
        ? data
        : {
            ...data,
            certNo: aesBlock(misdeed ? randomBytes(16) : key, data['certNo']),
          },
  };
}

export function zhejiang(clientSecret = secret()): Shape {
  const [clientId, accessKey] = ['songhua', 'songhua-key'];
  return {
    ...common,
    ...{ clientId, clientSecret, token: 'accessToken', code: 'ticketId' },
    paths: {
      authorize: '/sso/mobile.do',
      token: '/restapi/access_token',
      userinfo: '/restapi/userinfo',
    },
    names: { client: 'servicecode', callback: 'redirectUrl' },
    settings: (origin) => ({
      ...filled('zhejiang-like', origin, {
        signing: { access_key: accessKey, secret: clientSecret },
      }),
      ...{ client_id: clientId, registration_faults: ['HTTP 401'] },
    }),
    mapping: presets['zhejiang-like'].mapping,
    person: ({ subject, name, id_type, id_number, phone_number }) => ({
      // Its idtype is a number, and so is what it calls authlevel.
      ...{ userid: subject, username: name, mobile: phone_number, authlevel: 3 },
      ...(id_type === 'resident_id' ? { idtype: 1, idnum: id_number } : {}),
    }),
    codeOf: ({ form }) => form['ticketId'],
    tokenOf: ({ form }) => form['token'],
    ours({ method, path, headers }, now) {
      const date = headers['x-bg-date-time'] ?? '';
      const text = `${method}\n${path}\n\n${headers['x-bg-hmac-access-key']}\n${date}\n`;
      const right = createHmac('sha256', clientSecret).update(text).digest('base64');
      return (
        headers['x-bg-hmac-access-key'] === accessKey &&
        headers['x-bg-hmac-algorithm'] === 'hmac-sha256' &&
        headers['x-bg-hmac-signature'] === right &&
        Math.abs(Date.parse(date) - now.getTime()) <= 300_000
      );
    },
    fault: (word) =>
      word === 'client' ? { status: 401, body: { message: 'signature' } } : envelopedFault(word),
  };
}

export function guangdong(clientSecret = secret()): Shape {
  const clientId = 'songhua';
  return {
    ...common,
    ...{ clientId, clientSecret, token: 'access_token', code: 'code' },
    paths: {
      authorize: '/sso/connect/page/oauth2/authorize',
      token: '/sso/connect/oauth2/access_token',
      userinfo: '/sso/connect/oauth2/userinfo',
    },
    names: { client: 'client_id', callback: 'redirect_uri' },
    settings: (origin) => ({
      ...filled('guangdong-like', origin, {}),
      ...{ client_id: clientId, client_secret: clientSecret },
    }),
    mapping: presets['guangdong-like'].mapping,
    person: ({ subject, name, id_type, id_number, phone_number, ...more }) => ({
      ...{ uid: subject, cn: name, telephonenumber: phone_number, usertype: '1', uversion: 3 },
      ...{ creditable_level_of_account: 'L2', creditable_level_of_account_way: 'L2@YSS@1' },
      ...(id_type === 'resident_id' ? { idcardtype: '10', idcardnumber: id_number } : {}),
      ...more,
    }),
    ours: ({ form, path }) => path.endsWith('userinfo') || form['client_secret'] === clientSecret,
    wrap: (data) => data,
    fault: (word) => ({
      status: word === 'client' ? 401 : 400,
      body: { error: { client: 'invalid_client', code: 'invalid_grant', token: 'expired' }[word] },
    }),
  };
}

export function sichuan(clientSecret = secret()): Shape {
  const clientId = 'songhua';
  const content = ({ form }: Asked) =>
    JSON.parse(form['biz_content'] ?? '{}') as Record<string, string>;
  return {
    ...common,
    ...{ clientId, clientSecret, token: 'jwtToken', code: 'code' },
    paths: { authorize: '/oauth/authorize', token: '/gateway.do', userinfo: '/gateway.do' },
    names: { client: 'app_id', callback: 'redirect_uri' },
    settings: (origin) => ({
      ...filled('sichuan-like', origin, { signing: { secret: clientSecret } }),
      ...{ client_id: clientId, registration_faults: ['40001'] },
    }),
    mapping: presets['sichuan-like'].mapping,
    person: ({ subject, name, id_number, phone_number }) => ({
      real: { realName: name, sex: '1', idNumber: id_number },
      base: { uuid: subject, username: phone_number },
    }),
    isUserinfo: ({ form }) => form['interface_id'] === 'zrrxxcx',
    codeOf: (asked) => content(asked)['code'],
    tokenOf: (asked) => content(asked)['jwtToken'],
    ours({ form }) {
      const { sign, ...signed } = form;
      const text = Object.entries(signed)
        .map(([name, value]) => `${name}=${value}`)
        .sort()
        .join('&');
      return createHmac('sm3', clientSecret).update(text).digest('hex') === sign;
    },
  };
}

/** One that has all that the family may have: PKCE, issuer, audience, the account twice, SM4-GCM. */
export function careful(clientSecret = secret()): Shape {
  const clientId = 'songhua';
  const key = createHash('sha256').update(clientSecret).digest().subarray(0, 16);
  return {
    ...common,
    ...{ clientId, clientSecret, token: 'access_token', code: 'code', knowsPkce: true },
    says: { iss: true, audience: true, subject: true },
    paths: {
      authorize: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oauth2/userinfo',
    },
    names: { client: 'client_id', callback: 'redirect_uri' },
    settings: (origin) => ({
      ...filled('standard', origin, {
        authorize: { level: 'level', reauthenticate: { force: 'true' } },
        answer: { iss: origin },
        token: { audience: '/client_id', subject: '/openid', session: '/session' },
        userinfo: {
          encryption: {
            ...{ algorithm: 'sm4-gcm', key: key.toString('hex'), key_from: 'hex', fields: [''] },
          },
        },
      }),
      ...{ client_id: clientId, client_secret: clientSecret, client_secret_until: '2027-01-31' },
    }),
    mapping: {
      fields: {
        ...{ name: 'name', id_type: 'id_type', id_number: 'id_number' },
        phone_number: 'phone_number',
      },
    },
    person: ({ subject, ...more }) => ({ sub: subject, ...more }),
    tokenOf: ({ headers }) => headers['authorization']?.replace(/^Bearer /, ''),
    ours: ({ form, path }) =>
      path.endsWith('userinfo') ||
      (form['client_secret'] === clientSecret && form['grant_type'] === 'authorization_code'),
    wrap: (data) => data,
    fault: (word) => ({
      status: word === 'client' ? 401 : 400,
      body: { error: { client: 'invalid_client', code: 'invalid_grant', token: 'expired' }[word] },
    }),
    seal(data, misdeed) {
      if (misdeed === 'unsealed') return data;
      const iv = randomBytes(12);
      const { output, tag } = sm4.encrypt(
        Uint8Array.from(Buffer.from(JSON.stringify(data))),
        Uint8Array.from(misdeed ? randomBytes(16) : key),
        { mode: 'gcm', iv: Uint8Array.from(iv), output: 'array', outputTag: true },
      );
      return Buffer.concat([iv, output, tag ?? Buffer.alloc(0)]).toString('base64');
    },
  };
}
