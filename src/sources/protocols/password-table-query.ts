/**
 * A department's own query, read strictly: one SELECT, one named parameter, `:username`. This guards
 * against mistakes; that nothing can be written rests on the read-only account and session.
 */

/** A query as a driver takes it: `places` is how often the name stands in it. */
export interface Prepared {
  sql: string;
  places: number;
}

/** Why a query cannot stand. */
export class QueryFault extends Error {}

const token =
  /(?<text>'(?:[^'\\]|'')*'|"(?:[^"\\]|"")*"|`(?:[^`\\]|``)*`)|(?<cast>::)|:(?<name>[A-Za-z_]\w*)|(?<comment>--|\/\*|#)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<rest>[\s\d+\-*/%<>=!~|&^.,()[\]])/uy;

/** What would do more than read, or lock what it reads. */
const forbidden = /\binto\b|\bfor (?:update|share|no key|key share)\b|\block in\b/;

/**
 * Checks the query and puts the driver's places where `:username` stands. It is asked as a table of
 * its own, of which two rows are taken: enough to see that there is more than one.
 * @throws QueryFault
 */
export function prepare(query: string, place: (at: number) => string): Prepared {
  let sql = '';
  let places = 0;
  let depth = 0;
  const words: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < query.length) {
    const found = token.exec(query);
    if (!found) throw new QueryFault('holds a character or a quote that cannot stand here');
    const { name, comment, word } = found.groups ?? {};
    if (comment) throw new QueryFault('holds a comment');
    if (name !== undefined && name !== 'username')
      throw new QueryFault('holds a parameter other than :username');
    if (word) words.push(word.toLowerCase());
    if (found[0] === '(') depth += 1;
    if (found[0] === ')') depth -= 1;
    if (depth < 0) throw new QueryFault('closes a bracket that was not opened');
    places += name === undefined ? 0 : 1;
    sql += name === undefined ? found[0] : place(places);
  }
  if (depth !== 0) throw new QueryFault('leaves a bracket open');
  if (words[0] !== 'select' || !/^\s*select\b/i.test(query))
    throw new QueryFault('is not a single SELECT');
  if (forbidden.test(words.join(' '))) throw new QueryFault('does more than read');
  if (places === 0) throw new QueryFault('does not ask for :username');
  return { sql: `select * from (${sql}) as asked limit 2`, places };
}
