import { type Format, MalformedHash, within } from './contract.ts';
import { isSame } from './encodings.ts';
import { digits } from './phpass-digits.ts';
import { slowly } from './slow.ts';

/** 2^18 rounds of MD5: a second. phpass itself would go to 2^30, which is an hour. */
const mostRounds = 18;

const form = /^\$[PH]\$([./\dA-Za-z])([./\dA-Za-z]{8})([./\dA-Za-z]{22})$/;

/** Portable hashes of phpass: $P$ (WordPress) and $H$ (phpBB), which are the same but for the letter. */
export const phpass: Format = {
  takes: ['charset', 'usual_cost'],
  read({ hash }) {
    const [, rounds = '', salt = '', digest] = form.exec(hash) ?? [];
    if (digest === undefined) throw new MalformedHash('it is not $P$ or $H$ of phpass');
    const log2 = within('the rounds of phpass', digits.indexOf(rounds), 7, mostRounds);
    const expected = Buffer.from(digest);
    return async ({ bytes: password }) =>
      isSame(expected, await slowly({ kind: 'phpass', password, salt, rounds: 2 ** log2 }));
  },
  decoy: ({ usual_cost = 13 }) => ({
    hash: `$P$${digits.charAt(usual_cost)}${'.'.repeat(8)}${'.'.repeat(22)}`,
  }),
};
