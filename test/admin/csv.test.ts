import { describe, expect, it } from 'vitest';
import { csvOf } from '../../src/admin/csv.ts';

describe('a list as a file', () => {
  it('is read as text by spreadsheets: encoding, quotes, lines', () => {
    expect(csvOf(['名称', '"n"'], [['延吉, 市', 'a\nb']])).toBe(
      '\uFEFF"名称","""n"""\r\n"延吉, 市","a\nb"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\n=1', '＝1', '＠a'])(
    'runs nothing that stands in a cell: %j',
    (cell) => {
      expect(csvOf(['a'], [[cell]])).toBe(`\uFEFF"a"\r\n"'${cell}"\r\n`);
    },
  );
});
