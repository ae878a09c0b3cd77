import type { IdentifierType } from '../../src/identities/identifier-types.ts';
import type { Mapping } from '../../src/sources/mapping.ts';

/** How each department system of the sample province writes things down: never twice the same way. */
export interface Vocabulary {
  /** What its user names begin with. */
  prefix: string;
  /** Its names for claims, or for columns. */
  claims: Record<
    'name' | 'alias' | 'id_type' | 'id_number' | 'phone_number' | 'gender' | 'birthdate',
    string
  >;
  /** Its codes for documents. */
  documents: Partial<Record<IdentifierType, string>>;
  genders: Record<1 | 2, string>;
  birthdate(iso: string): string;
  /** The dot in a name of a minority. */
  writesDot: string;
  /** Keeps the two digits of a pass that count the cards. */
  keepsCardCount: boolean;
}

/** In the order of the picker. */
export const sourceIds = ['gjj', 'yibao', 'shebao', 'jiaoyu', 'bdc', 'weijian', 'shuiwu'] as const;
export type SourceId = (typeof sourceIds)[number];
/** Systems that listen; the seventh is a table and nothing else. */
export type SystemId = Exclude<SourceId, 'shebao'>;

/** Under which id a system is connected once more; it stands in the callback that is agreed on. */
export const secondIdOf = (id: SourceId): string => `${id}-2`;

const digits = (iso: string): string => iso.replaceAll('-', '');
const asWritten = (iso: string): string => iso;

export const vocabularies: Record<SourceId, Vocabulary> = {
  gjj: {
    prefix: 'gjj',
    claims: {
      name: 'xingming',
      alias: 'minzu_xingming',
      id_type: 'zjlx',
      id_number: 'zjhm',
      phone_number: 'sjhm',
      gender: 'xb',
      birthdate: 'csrq',
    },
    documents: {
      resident_id: '01',
      gat_residence_permit: '02',
      passport: '03',
      hm_pass: '04',
      foreign_pr: '05',
      taiwan_pass: '06',
    },
    genders: { 1: '1', 2: '2' },
    birthdate: digits,
    writesDot: '•',
    keepsCardCount: true,
  },
  yibao: {
    prefix: 'yb',
    claims: {
      name: 'userName',
      alias: 'userNameMz',
      id_type: 'certNoType',
      id_number: 'certNo',
      phone_number: 'mobile',
      gender: 'sex',
      birthdate: 'birthday',
    },
    documents: {
      resident_id: '居民身份证',
      gat_residence_permit: '港澳台居民居住证',
      passport: '普通护照',
      hm_pass: '港澳居民来往内地通行证',
      foreign_pr: '外国人永久居留身份证',
      taiwan_pass: '台湾居民来往大陆通行证',
    },
    genders: { 1: '男', 2: '女' },
    birthdate: asWritten,
    writesDot: '·',
    keepsCardCount: false,
  },
  shebao: {
    prefix: 'sb',
    claims: {
      name: 'aac003',
      alias: 'aac003_mz',
      id_type: 'aac058',
      id_number: 'aac147',
      phone_number: 'aae005',
      gender: 'aac004',
      birthdate: 'aac006',
    },
    documents: {
      resident_id: '01',
      hm_pass: '04',
      taiwan_pass: '06',
      foreign_pr: '07',
      passport: '08',
      gat_residence_permit: '15',
    },
    genders: { 1: '1', 2: '2' },
    birthdate: digits,
    writesDot: '．',
    keepsCardCount: false,
  },
  jiaoyu: {
    prefix: 'jy',
    claims: {
      name: 'xm',
      alias: 'mzxm',
      id_type: 'sfzjlxm',
      id_number: 'sfzjh',
      phone_number: 'lxdh',
      gender: 'xbm',
      birthdate: 'csrq',
    },
    documents: {
      resident_id: '1',
      hm_pass: '6',
      taiwan_pass: '8',
      foreign_pr: '9',
      passport: 'A',
      gat_residence_permit: 'C',
    },
    genders: { 1: '1', 2: '2' },
    birthdate: digits,
    writesDot: '·',
    keepsCardCount: true,
  },
  bdc: {
    prefix: 'bdc',
    claims: {
      name: 'qlrmc',
      alias: 'qlrmc_mz',
      id_type: 'zjzl',
      id_number: 'zjh',
      phone_number: 'dh',
      gender: 'xb',
      birthdate: 'csrq',
    },
    documents: {
      resident_id: '1',
      gat_residence_permit: '2',
      passport: '3',
      hm_pass: '21',
      taiwan_pass: '22',
      foreign_pr: '23',
    },
    genders: { 1: '男', 2: '女' },
    birthdate: asWritten,
    writesDot: '•',
    keepsCardCount: false,
  },
  weijian: {
    prefix: 'wj',
    claims: {
      name: 'xingMing',
      alias: 'minzuXingMing',
      id_type: 'zhengjianLeixing',
      id_number: 'zhengjianHaoma',
      phone_number: 'shoujiHao',
      gender: 'xingBie',
      birthdate: 'chushengRiqi',
    },
    documents: {
      resident_id: '01',
      passport: '03',
      hm_pass: '06',
      taiwan_pass: '07',
      foreign_pr: '11',
      gat_residence_permit: '15',
    },
    genders: { 1: '1', 2: '2' },
    birthdate: digits,
    writesDot: '·',
    keepsCardCount: false,
  },
  shuiwu: {
    prefix: 'sw',
    claims: {
      name: 'username',
      alias: 'mzusername',
      id_type: 'idtype',
      id_number: 'idnum',
      phone_number: 'mobile',
      gender: 'sex',
      birthdate: 'birthday',
    },
    documents: {
      resident_id: '1',
      passport: '2',
      hm_pass: '4',
      taiwan_pass: '5',
      foreign_pr: '6',
      gat_residence_permit: '7',
    },
    genders: { 1: '1', 2: '2' },
    birthdate: asWritten,
    writesDot: '·',
    keepsCardCount: true,
  },
};

/** What an administrator tells Songhua about the words of a system. */
export function mappingOf(id: SourceId): Mapping {
  const { claims, documents } = vocabularies[id];
  const id_types = Object.fromEntries(
    Object.entries(documents).map(([ours, theirs]) => [theirs, ours]),
  );
  return { fields: claims, id_types };
}
