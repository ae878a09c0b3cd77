import type { Protocol } from '../contract.ts';

/**
 * Shapes of systems of this family, after what provinces have published of theirs. A preset begins
 * a form: its addresses lead nowhere, and what a department really has is filled in by whoever
 * connects it. Levels are proposals; no sign-in is ever above the source's ceiling.
 */
export const presets = {
  /** RFC 6749 with RFC 7636, and userinfo by a bearer token (RFC 6750). */
  standard: {
    settings: {
      authorize: {
        url: 'https://login.department.example/oauth2/authorize',
        parameters: {
          response_type: 'code',
          client_id: '{client_id}',
          redirect_uri: '{callback}',
          state: '{state}',
        },
        pkce: true,
      },
      token: {
        url: 'https://login.department.example/oauth2/token',
        method: 'form',
        parameters: {
          grant_type: 'authorization_code',
          code: '{code}',
          redirect_uri: '{callback}',
          client_id: '{client_id}',
          client_secret: '{client_secret}',
        },
      },
      userinfo: {
        url: 'https://login.department.example/oauth2/userinfo',
        method: 'get',
        headers: { Authorization: 'Bearer {access_token}' },
        subject: '/sub',
      },
    },
  },

  /** A ticket becomes a token and a person, in envelopes, each call signed in headers (X-BG-HMAC-*). */
  'zhejiang-like': {
    settings: {
      authorize: {
        url: 'https://login.department.example/sso/mobile.do',
        parameters: {
          action: 'oauth',
          scope: '1',
          servicecode: '{client_id}',
          redirectUrl: '{callback}',
        },
      },
      answer: { code: 'ticketId' },
      token: {
        url: 'https://gateway.department.example/restapi/access_token',
        method: 'json',
        parameters: { ticketId: '{code}', appId: '{client_id}' },
        access_token: '/accessToken',
        envelope: { code: '/code', success: ['0', '200'], data: '/data' },
      },
      userinfo: {
        url: 'https://gateway.department.example/restapi/userinfo',
        method: 'json',
        parameters: { token: '{access_token}' },
        envelope: { code: '/code', success: ['0', '200'], data: '/data' },
        subject: '/userid',
      },
      signing: {
        kind: 'headers',
        algorithm: 'hmac-sha256',
        names: {
          access_key: 'X-BG-HMAC-ACCESS-KEY',
          signature: 'X-BG-HMAC-SIGNATURE',
          algorithm: 'X-BG-HMAC-ALGORITHM',
          date: 'X-BG-DATE-TIME',
        },
      },
    },
    mapping: {
      fields: {
        name: 'username',
        // Other documents have fields of their own there (passport, greencard ...).
        id_type: { path: 'idtype', table: { 1: 'resident_id' } },
        id_number: 'idnum',
        phone_number: 'mobile',
        email: 'email',
        gender: 'sex',
        birthdate: 'birthday',
      },
      acr: 'authlevel',
      levels: { 1: 0, 2: 1, 3: 3 },
    },
  },

  /** Fixed extra parameters, persons and organisations behind one door, levels L0 to L3. */
  'guangdong-like': {
    settings: {
      authorize: {
        url: 'https://login.department.example/sso/connect/page/oauth2/authorize',
        parameters: {
          client_id: '{client_id}',
          service: 'initService',
          scope: 'all',
          response_type: 'code',
          redirect_uri: '{callback}',
          state: '{state}',
        },
      },
      token: {
        url: 'https://login.department.example/sso/connect/oauth2/access_token',
        method: 'form',
        parameters: {
          grant_type: 'authorization_code',
          client_id: '{client_id}',
          client_secret: '{client_secret}',
          code: '{code}',
          redirect_uri: '{callback}',
        },
      },
      userinfo: {
        url: 'https://login.department.example/sso/connect/oauth2/userinfo',
        method: 'get',
        parameters: { access_token: '{access_token}' },
        subject: '/uid',
        only: { '/usertype': ['1'] },
      },
    },
    mapping: {
      fields: {
        name: 'cn',
        id_type: 'idcardtype',
        id_number: 'idcardnumber',
        phone_number: 'telephonenumber',
        email: 'mail',
        gender: 'sex',
      },
      id_types: { 10: 'resident_id', 20: 'passport' },
      acr: 'creditable_level_of_account',
      levels: { L0: 0, L1: 1, L2: 2, L3: 3 },
    },
  },

  /** `grant_code` instead of `code`, and the document's number sealed under the client's secret. */
  'beijing-like': {
    settings: {
      authorize: {
        url: 'https://login.department.example/renzheng/login',
        parameters: {
          client_id: '{client_id}',
          redirect_uri: '{callback}',
          scope: 'user_info',
          state: '{state}',
        },
      },
      answer: { code: 'grant_code' },
      token: {
        url: 'https://login.department.example/renzheng/api/oauth/getAccessToken',
        method: 'form',
        parameters: {
          client_id: '{client_id}',
          client_secret: '{client_secret}',
          grant_code: '{code}',
          redirect_uri: '{callback}',
        },
        envelope: { code: '/code', success: ['0', '200'], data: '/data' },
      },
      userinfo: {
        url: 'https://login.department.example/renzheng/api/info/getUserInfo',
        method: 'form',
        parameters: { client_id: '{client_id}', access_token: '{access_token}' },
        envelope: { code: '/code', success: ['0', '200'], data: '/data' },
        subject: '/uniqueId',
        encryption: { algorithm: 'aes-ecb', key_from: 'padded-16', fields: ['/certNo'] },
      },
    },
    mapping: {
      fields: {
        name: 'userName',
        id_type: 'certNoType',
        id_number: 'certNo',
        phone_number: 'mobile',
        email: 'mail',
        gender: 'sex',
        birthdate: 'birthday',
      },
      acr: 'certLevel',
      // Its L3 is a face or a bank card: the weaker of the two counts.
      levels: { L1: 0, L2: 1, L3: 2, L4: 3 },
    },
  },

  /** One gateway for everything, asked with sorted and signed parameters; person and account apart. */
  'sichuan-like': {
    settings: {
      authorize: {
        url: 'https://login.department.example/oauth/authorize',
        parameters: { app_id: '{client_id}', redirect_uri: '{callback}', state: '{state}' },
      },
      token: {
        url: 'https://gateway.department.example/gateway.do',
        method: 'form',
        parameters: {
          app_id: '{client_id}',
          interface_id: 'token',
          biz_content: '{"code":"{code}"}',
        },
        access_token: '/jwtToken',
        envelope: { code: '/code', success: ['0', '200'], data: '/data' },
      },
      userinfo: {
        url: 'https://gateway.department.example/gateway.do',
        method: 'form',
        parameters: {
          app_id: '{client_id}',
          interface_id: 'zrrxxcx',
          biz_content: '{"jwtToken":"{access_token}"}',
        },
        envelope: { code: '/code', success: ['0', '200'], data: '/data' },
        subject: '/base/uuid',
      },
      signing: {
        kind: 'parameters',
        algorithm: 'hmac-sm3',
        signature: 'sign',
        timestamp: 'timestamp',
      },
    },
    mapping: {
      fields: {
        name: '/real/realName',
        id_type: { value: 'resident_id' },
        id_number: '/real/idNumber',
        gender: '/real/sex',
      },
    },
  },
} satisfies NonNullable<Protocol['presets']>;
