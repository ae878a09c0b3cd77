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

test('a run from before there were codes is shown with its words', () => {
  for (const lang of langs)
    expect(shown(lang, 'client answered 200; signed in')).toContain(
      '<span lang="en">client answered 200; signed in</span>',
    );
});
