import { expect, test } from 'vitest';
import { renderPage } from '../../src/http/render.tsx';
import { AcceptanceReport } from '../../views/clients/acceptance-report.tsx';
import { langs, type PageFrame } from '../../views/frame.ts';

type Evidence = Parameters<typeof AcceptanceReport>[0]['points'][number]['evidence'];

const shown = (lang: (typeof langs)[number], evidence: Evidence) =>
  renderPage(
    <AcceptanceReport
      frame={{ lang } as PageFrame}
      state="done"
      passed={false}
      to_excuse={[]}
      points={[
        {
          ...{
            code: 'address.referrer',
            result: 'failed',
            advised: false,
            standard: 'RFC 9700 §4.2.4',
          },
          evidence,
        },
      ]}
    />,
  );

test('what the robot saw is said in the language of the reader, with technical values as they are', () => {
  const said = langs.map((lang) =>
    shown(lang, [['header', 'Referrer-Policy', 'unsafe-url'], ['not_signed_in']]),
  );
  for (const html of said) expect(html).toContain('Referrer-Policy: unsafe-url');
  for (const [at, words] of ['没有登录', '로그인되지 않음', 'not signed in'].entries())
    expect(said[at]).toContain(words);
  expect(said[0]).not.toContain('signed in');
});

test.each([
  ['zh-CN', '7 次均未陷入循环', '7 次中有 2 次陷入循环', '依据：7'],
  ['ko', '7번 모두 끝없이 되풀이되지 않음', '7번중 2번이 끝없이 되풀이됨', '근거: 7'],
  ['en', 'none of 7 ways ended in a loop', '2 of 7 ways ended in a loop', 'Seen: none'],
] as const)(
  'in %s, loops are counted, and none is said as such',
  (lang, none, some, introduced) => {
    const said = shown(lang, [['without_end', 0, 7]]);
    expect(said).toContain(none);
    expect(said).toContain(introduced);
    expect(shown(lang, [['without_end', 2, 7]])).toContain(some);
  },
);

test('what needs no mending is counted, and what does not apply waits for nothing', () => {
  const point = { advised: false, standard: 'RFC 7636 §4.2', evidence: [] };
  const html = renderPage(
    <AcceptanceReport
      frame={{ lang: 'zh-CN' } as PageFrame}
      {...{ state: 'done', passed: true, to_excuse: [] }}
      points={[
        { ...point, code: 'request.pkce', result: 'passed' },
        { ...point, code: 'request.state', result: 'passed' },
        { ...point, code: 'strict.par', result: 'not_applicable' },
      ]}
    />,
  );
  expect(html).toContain('<summary>通过：2 · 不适用：1</summary>');
  expect(html).toContain('state-neutral');
  expect(html).not.toContain('state-waiting');
});

test('a run from before there were codes is shown with its words', () => {
  for (const lang of langs)
    expect(shown(lang, 'client answered 200; signed in')).toContain(
      '<span lang="en">client answered 200; signed in</span>',
    );
});
