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

/** Systems that people visit, and one that is a table and nothing else. */
export type SystemId = 'gjj' | 'yibao';
export type SourceId = SystemId | 'shebao';

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
    birthdate: (iso) => iso.replaceAll('-', ''),
    writesDot: '•',
    keepsCardCount: true,
  },
  yibao: {
    prefix: 'yb',
    claims: {
      name: 'name',
      alias: 'alias',
      id_type: 'id_type',
      id_number: 'id_number',
      phone_number: 'phone_number',
      gender: 'gender',
      birthdate: 'birthdate',
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
    birthdate: (iso) => iso,
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
    birthdate: (iso) => iso.replaceAll('-', ''),
    writesDot: '．',
    keepsCardCount: false,
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
