import type { Protocol } from '../contract.ts';
import type { Mapping } from '../mapping.ts';

/** Document types of the Zhejiang platform's list. */
const idTypes = {
  '1': 'resident_id',
  '2': 'passport',
  '4': 'hm_pass',
  '5': 'taiwan_pass',
  '6': 'foreign_pr',
};

/** What the Zhejiang platform says of a person, by its names. */
export const zhejiang: Mapping = {
  fields: {
    name: 'username',
    id_type: 'idtype',
    id_number: 'idnum',
    phone_number: 'mobile',
    email: 'email',
    gender: 'sex',
    birthdate: 'birthday',
  },
  id_types: idTypes,
  acr: 'authlevel',
  levels: { '1': 0, '2': 1, '3': 3 },
};

/** ... and its newer sign-in, that other platforms follow. */
const newer: Mapping = {
  fields: {
    name: 'userName',
    id_type: 'idType',
    id_number: 'idNo',
    phone_number: 'phone',
    email: 'email',
    gender: 'gender',
    birthdate: 'birthday',
  },
  id_types: idTypes,
};

/**
 * The shapes that are publicly known, to begin a form with. Addresses are placeholders, and what is
 * handed out on connection is not there: registered like this, a source says that it is not open.
 */
export const presets: NonNullable<Protocol['presets']> = {
  zhejiang: {
    settings: {
      login: {
        url: 'https://platform.example/sso/mobile.do',
        parameters: {
          action: 'oauth',
          scope: '1',
          servicecode: '{app_id}',
          redirectUrl: '{callback}',
        },
      },
      ticket: 'ticket',
      token: {
        url: 'https://gateway.example/token',
        method: 'json',
        parameters: { ticketId: '{ticket}', appId: '{app_id}' },
        envelope: { code: '/code', success: ['0', '200'], message: '/msg', data: '/data' },
        token: '/accessToken',
      },
      user: {
        url: 'https://gateway.example/user',
        method: 'json',
        parameters: { token: '{token}' },
        envelope: { code: '/code', success: ['0', '200'], message: '/msg', data: '/data' },
        subject: '/userid',
      },
      signs_with: 'keys',
    },
    mapping: zhejiang,
  },
  'ticket-id': {
    settings: {
      login: {
        url: 'https://platform.example/login',
        parameters: { appId: '{app_id}', goto: '{callback}' },
      },
      ticket: 'ticketId',
      token: {
        url: 'https://gateway.example/access_token',
        method: 'json',
        parameters: { ticketId: '{ticket}', appId: '{app_id}' },
        envelope: { code: '/code', success: ['0', '200'], message: '/msg', data: '/data' },
        token: '/accessToken',
      },
      user: {
        url: 'https://gateway.example/user_info',
        method: 'json',
        parameters: { accessToken: '{token}' },
        envelope: { code: '/code', success: ['0', '200'], message: '/msg', data: '/data' },
        subject: '/personInfo/userId',
        only: { '/userType': ['PERSON'] },
      },
      signs_with: 'keys',
    },
    mapping: {
      ...newer,
      fields: Object.fromEntries(
        Object.entries(newer.fields).map(([field, at]) => [field, `/personInfo/${at}`]),
      ),
    },
  },
  national: {
    settings: {
      login: {
        url: 'https://platform.example/login',
        parameters: { appid: '{app_id}', redirect: '{callback}' },
      },
      ticket: 'st',
      token: {
        url: 'https://gateway.example/token',
        method: 'form',
        parameters: { st: '{ticket}' },
        envelope: { code: '/code', success: ['0', '200'], message: '/msg', data: '/data' },
        token: '/accessToken',
      },
      user: {
        url: 'https://gateway.example/user',
        method: 'form',
        parameters: { accessToken: '{token}' },
        envelope: { code: '/code', success: ['0', '200'], message: '/msg', data: '/data' },
        subject: '/userId',
      },
      signs_with: 'national',
      national: { order: ['sid', 'rid', 'rtime'] },
    },
    mapping: newer,
  },
};
