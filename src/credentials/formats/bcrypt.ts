import { type Check, type Format, MalformedHash, within } from './contract.ts';
import { isSame } from './encodings.ts';
import { slowly } from './slow.ts';

/** About three seconds; each step more doubles it. */
const mostCost = 15;

/** $2x$ is not taken: it marks hashes of a faulty implementation, which different passwords share. */
const form = /^(\$2[aby]\$(\d\d)\$[./A-Za-z\d]{22})([./A-Za-z\d]{31})$/;

/**
 * Reads a bcrypt hash and gives its check. Of what is hashed only the first 72 bytes count: that is
 * the nature of bcrypt. `prepare` makes the text that goes in, for formats that wrap it.
 */
export function bcryptCheck(
  hash: string,
  prepare: (text: string) => string = (text) => text,
): Check {
  const [, setting = '', cost = '', digest] = form.exec(hash) ?? [];
  if (digest === undefined) throw new MalformedHash('it is not $2a$, $2b$ or $2y$ of bcrypt');
  within('the cost of bcrypt', Number(cost), 4, mostCost);
  const expected = Buffer.from(digest);
  return async ({ text }) =>
    isSame(expected, await slowly({ kind: 'bcrypt', password: prepare(text), setting }));
}

export const bcryptDecoy = (cost = 10): string =>
  `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;

/** bcrypt as PHP, Java, Python and Node write it. Always of UTF-8. */
export const bcrypt: Format = {
  takes: ['usual_cost'],
  read: ({ hash }) => bcryptCheck(hash),
  decoy: ({ usual_cost }) => ({ hash: bcryptDecoy(usual_cost) }),
};
