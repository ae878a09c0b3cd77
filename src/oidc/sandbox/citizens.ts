import { mod112 } from '../../identities/check-digits.ts';
import type { Attributes } from '../../sources/contract.ts';

/**
 * The made-up citizens of every sandbox, as its page lists them: whoever tries an application signs in
 * as one of them. Their passwords are public, which is why they exist in a sandbox and nowhere else.
 */

/** Where somebody has an account: ours, or one of the made-up departments (department.ts). */
export type Place = 'local' | 'department' | 'limited';

export interface MadeUp {
  /** Of the sentences about them, and the login name. */
  code: CitizenCode;
  attributes: Attributes;
  /** What was proved of them. */
  level: 0 | 1 | 2 | 3 | 4;
  places: readonly Place[];
  /** Nobody lets them in. */
  blocked?: true;
}

export type CitizenCode =
  | 'level-zero'
  | 'level-one'
  | 'level-two'
  | 'level-three'
  | 'level-four'
  | 'korean'
  | 'long-name'
  | 'no-phone'
  | 'foreigner'
  | 'ceiling'
  | 'blocked';

/** One for all of them: nothing is hidden here. */
export const PASSWORD = 'made-up-river-417';

/** 220000 is the province's own row and stands on no real household's card. */
const resident = (birthdate: string, sequence: string, prefix = '220000'): Attributes => {
  const first = prefix + birthdate.replaceAll('-', '') + sequence;
  return {
    id_type: prefix.startsWith('9') ? 'foreign_pr' : 'resident_id',
    id_number: first + mod112(first),
    birthdate,
    gender: Number(sequence.at(-1)) % 2 === 1 ? 1 : 2,
  };
};

/** Numbers of a block that no operator gives out. */
const phone = (last: string) => `+861990000${last}`;

const everywhere: readonly Place[] = ['local', 'department'];

export const citizens: readonly MadeUp[] = [
  {
    ...{ code: 'level-zero', level: 0, places: ['local'] },
    attributes: { phone_number: phone('9000') },
  },
  {
    ...{ code: 'level-one', level: 1, places: ['local'] },
    attributes: {
      ...{ name: '林测甲', phone_number: phone('9001') },
      ...resident('1990-03-01', '901'),
    },
  },
  {
    ...{ code: 'level-two', level: 2, places: everywhere },
    attributes: {
      ...{ name: '江测乙', phone_number: phone('9002') },
      ...resident('1985-07-12', '902'),
    },
  },
  {
    ...{ code: 'level-three', level: 3, places: everywhere },
    attributes: {
      ...{ name: '松测丙', phone_number: phone('9003') },
      ...resident('1972-11-30', '903'),
    },
  },
  {
    ...{ code: 'level-four', level: 4, places: everywhere },
    attributes: {
      ...{ name: '花测丁', phone_number: phone('9004') },
      ...resident('1966-01-08', '904'),
    },
  },
  {
    ...{ code: 'korean', level: 3, places: everywhere },
    attributes: {
      ...{ name: '김시험', alias: '金试验', phone_number: phone('9005') },
      ...resident('1994-05-20', '906'),
    },
  },
  {
    ...{ code: 'long-name', level: 3, places: everywhere },
    attributes: {
      ...{ name: '阿卜杜热合曼·麦麦提图尔荪江·测试', phone_number: phone('9006') },
      ...resident('1988-09-09', '907'),
    },
  },
  {
    ...{ code: 'no-phone', level: 2, places: everywhere },
    attributes: { name: '白测戊', ...resident('1949-10-02', '908') },
  },
  {
    ...{ code: 'foreigner', level: 3, places: everywhere },
    attributes: {
      ...{ name: 'TEST ANNA MARIA', phone_number: phone('9008') },
      ...resident('1979-02-14', '908', '922000'),
    },
  },
  {
    ...{ code: 'ceiling', level: 3, places: ['limited'] },
    attributes: {
      ...{ name: '石测己', phone_number: phone('9009') },
      ...resident('1981-06-18', '909'),
    },
  },
  {
    ...{ code: 'blocked', level: 2, places: everywhere, blocked: true },
    attributes: {
      ...{ name: '云测庚', phone_number: phone('9010') },
      ...resident('1992-12-25', '910'),
    },
  },
];

/** RFC 8176: what a sign-in at the made-up department says was shown, so that it bears its level. */
export const amrOf = (level: number): string[] =>
  level === 4 ? ['pwd', 'sc', 'mfa'] : level === 3 ? ['pwd', 'otp', 'mfa'] : ['pwd'];
