import { mod112 } from '../../src/identities/check-digits.ts';
import type { IdentifierType } from '../../src/identities/identifier-types.ts';
import type { Random } from './random.ts';

/** A document of somebody who does not exist; its check digit is right. */
export interface Document {
  type: IdentifierType;
  number: string;
  /** GB/T 2261.1. */
  gender: 1 | 2;
  /** YYYY-MM-DD. */
  birthdate: string;
}

type Born = Pick<Document, 'gender' | 'birthdate'>;

/** Each number once: the register remembers what it gave. */
export function documentOffice(random: Random) {
  const given = new Set<string>();
  let serial = 0;

  function born(): Born {
    const two = (n: number) => String(n).padStart(2, '0');
    const day = `${random.between(1950, 1999)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;
    return { gender: random.pick([1, 2]), birthdate: day };
  }

  /** Six characters of area, eight of birth, three of sequence (the last one odd for men), the check. */
  function eighteen(type: IdentifierType, prefix: string): Document {
    for (;;) {
      const person = born();
      const sequence = String(random.between(0, 49) * 2 + (person.gender === 1 ? 1 : 0)).padStart(
        3,
        '0',
      );
      const seventeen = prefix + person.birthdate.replaceAll('-', '') + sequence;
      const number = seventeen + mod112(seventeen);
      if (given.has(number)) continue;
      given.add(number);
      return { type, number, ...person };
    }
  }

  const next = (digits: number) => String(++serial).padStart(digits, '0');

  return {
    /** 220000 is the province's own row and stands on no real household's card. */
    residentId: () => eighteen('resident_id', '220000'),
    residencePermit: () =>
      eighteen('gat_residence_permit', random.pick(['810000', '820000', '830000'])),
    permanentResidence: () => eighteen('foreign_pr', random.pick(['922410', '922643', '922392'])),
    /** Eight digits for life, two that count the cards. */
    hmPass: (): Document => ({
      type: 'hm_pass',
      number: `${random.pick(['H', 'M'])}${next(8)}01`,
      ...born(),
    }),
    taiwanPass: (): Document => ({ type: 'taiwan_pass', number: next(8), ...born() }),
    passport: (): Document => ({
      type: 'passport',
      number: `${random.pick(['KOR:M', 'RUS:7', 'JPN:TR'])}${next(7)}`,
      ...born(),
    }),
  };
}

/** The fifteen digits that a resident's card had before 1999: no century, no check. */
export const fifteenDigits = (number: string): string => number.slice(0, 6) + number.slice(8, 17);
