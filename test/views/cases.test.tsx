import { h } from 'preact';
import { describe, expect, test } from 'vitest';
import { renderPage } from '../../src/http/render.tsx';
import { CasePage, type CaseProps } from '../../views/account/case.tsx';
import { CasesPage, type CasesProps } from '../../views/account/cases.tsx';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { sampleFrame } from './samples.tsx';

const department = { 'zh-CN': '公积金中心', ko: '공적금중심', en: 'Fund Centre' };
const day = (text: string) => new Date(`2026-11-${text}:00Z`);

const one = (lang: (typeof langs)[number], more: Partial<CaseProps> = {}) =>
  renderPage(
    h(CasePage, {
      frame: sampleFrame(lang, false),
      matter: '提取公积金',
      case_number: 'G-1',
      department,
      state: 2,
      status_text: '审核中',
      reached: { 1: day('20T16:30'), 2: day('21T01:00') },
      updated_at: day('21T01:00'),
      at_counter: false,
      history: [
        { at: day('21T01:00'), type: 'progressed', status_text: '审核中', words: '请补交照片' },
        { at: day('20T16:30'), type: 'accepted' },
      ],
      ...more,
    }),
  );

const list = (lang: (typeof langs)[number], more: Partial<CasesProps> = {}) =>
  renderPage(
    h(CasesPage, {
      frame: sampleFrame(lang, false),
      cases: [],
      may_raise: false,
      services: [],
      ...more,
    }),
  );

const main = (html: string) => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';
const step = (html: string, number: number) =>
  [...html.matchAll(/<li class="step[^"]*"[\s\S]*?<\/li>/g)][number - 1]?.[0] ?? '';
const words = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe.each(langs)('one case in %s', (lang) => {
  const t = sentences(lang).account;

  test('accepted: the first step is marked as the present one, in words', () => {
    const html = one(lang, { state: 1, reached: { 1: day('20T16:30') } });
    expect(step(html, 1)).toContain('aria-current="step"');
    expect(words(step(html, 1))).toContain(`${t.cases.states[1]} ${t.oneCase.here}`);
    expect(words(step(html, 2))).toContain(t.oneCase.ahead[2]);
    expect(words(step(html, 3))).toContain(t.oneCase.ahead[3]);
    expect(html.match(/aria-current="step"/g)).toHaveLength(1);
  });

  test('in progress: what lies behind says so', () => {
    const html = one(lang);
    expect(words(step(html, 1))).toContain(t.oneCase.past[1]);
    expect(words(step(html, 2))).toContain(`${t.cases.states[2]} ${t.oneCase.here}`);
    expect(words(step(html, 3))).toContain(t.oneCase.ahead[3]);
  });

  test('done: no step goes on any more', () => {
    const html = one(lang, { state: 3, ending: 'done', reached: { 3: day('22T01:00') } });
    for (const number of [1, 2, 3] as const) {
      expect(words(step(html, number))).toContain(t.oneCase.past[number]);
      expect(step(html, number)).not.toContain('class="tag"');
    }
  });

  test('withdrawn before anybody worked on it: says that, and not that it was done', () => {
    const reached = { 1: day('20T16:30'), 3: day('21T01:00') };
    const html = one(lang, { state: 3, ending: 'withdrawn', reached });
    expect(words(step(html, 3))).toContain(t.oneCase.events.withdrawn);
    expect(words(step(html, 3))).not.toContain(t.oneCase.past[3]);
    expect(words(step(html, 2))).not.toContain(t.oneCase.past[2]);
  });

  test('names every kind of event of its history', () => {
    const kinds = ['accepted', 'progressed', 'done', 'withdrawn', 'corrected'] as const;
    const html = one(lang, { history: kinds.map((type) => ({ at: day('21T01:00'), type })) });
    for (const kind of kinds) expect(words(html)).toContain(t.oneCase.events[kind]);
  });

  test('an opening at a counter is marked, in the list too', () => {
    expect(one(lang, { at_counter: true })).toContain(t.oneCase.way_counter);
    expect(one(lang)).not.toContain(t.oneCase.way_counter);
  });

  test('the list without any case leads on, and says of what a stronger sign-in shows no word more', () => {
    const services = [{ name: department, href: 'https://fund.test/' }];
    const html = list(lang, { services, may_raise: true });
    expect(html).toContain('href="https://fund.test/"');
    expect(html).toContain('href="/account/raise"');
    expect(list(lang)).toContain(`<a class="button button-second" href="/account">`);
    expect(list(lang)).not.toContain('/account/raise');
  });
});

test('times are those of the province, not of the server', () => {
  expect(words(step(one('zh-CN'), 1))).toContain('2026年11月21日 00:30');
});

test('the history is told newest first, what the department wrote in quotation marks', () => {
  const html = main(one('zh-CN'));
  const told = html.slice(html.indexOf('id="history"'));
  expect(told.indexOf('09:00')).toBeLessThan(told.indexOf('00:30'));
  expect(told).toContain('“<bdi class="theirs" lang="zh-CN">请补交照片</bdi>”');
  expect(words(told)).toContain('引号中是公积金中心的原话');
});

test('what the department wrote last stands on top, not only in the history', () => {
  const html = main(one('zh-CN'));
  expect(html.slice(0, html.indexOf('id="facts"'))).toContain('请补交照片');
});

test('words that were written with an earlier state are history, a later correction hides none', () => {
  const progressed = { at: day('21T01:00'), type: 'progressed', words: '请补交照片' } as const;
  const corrected = { at: day('22T01:00'), type: 'corrected' } as const;
  const done = { at: day('22T02:00'), type: 'done' } as const;
  const top = (html: string) => main(html).slice(0, main(html).indexOf('id="facts"'));
  expect(top(one('zh-CN', { history: [corrected, progressed] }))).toContain('请补交照片');
  expect(top(one('zh-CN', { state: 3, history: [done, progressed] }))).not.toContain('请补交照片');
});

test('the words of a department are read out in their own language', () => {
  expect(one('en', { matter: '공적금 인출' })).toContain('lang="ko">공적금 인출');
  expect(one('ko')).toContain('lang="zh-CN">提取公积金');
  expect(one('zh-CN', { matter: 'Fund 1' })).toContain('<bdi class="theirs">Fund 1');
});

test('a matter is not named in the window’s title, which a shared computer remembers', () => {
  expect(/<title>.*<\/title>/.exec(one('zh-CN'))?.[0]).not.toContain('公积金');
});

describe('the way on at the department', () => {
  test('is a link that tells nothing of where one came from, with its host named', () => {
    const html = one('zh-CN', { deep_link: 'https://gjj.test:8443/cases/1?x=1&y=2' });
    expect(html).toContain(
      'href="https://gjj.test:8443/cases/1?x=1&amp;y=2" rel="noreferrer noopener"',
    );
    expect(words(html)).toContain('将打开该部门的网站： gjj.test:8443');
  });

  test('names the host that is asked, whatever else stands before it', () => {
    const html = one('zh-CN', { deep_link: 'https://www.jl.gov.cn@evil.test/' });
    expect(words(html)).toContain('将打开该部门的网站： evil.test');
  });

  test('may be on this very machine while somebody develops', () => {
    const html = one('zh-CN', { deep_link: 'http://localhost:3002/cases/1' });
    expect(html).toContain('href="http://localhost:3002/cases/1" rel="noreferrer noopener"');
  });

  test.each([
    'http://gjj.test/',
    'http://localhost.evil.test/',
    'javascript:alert(1)',
    '//gjj.test',
    'gjj.test',
    '',
  ])('%s is no link', (deep_link) => {
    const html = one('zh-CN', { deep_link });
    expect(html).not.toContain('rel="noreferrer');
    expect(words(html)).toContain('请联系公积金中心');
  });
});

test('pages of a list lead on and back', () => {
  const html = list('zh-CN', { next: '/account/cases?after=x', older: true });
  expect(html).toContain('href="/account/cases?after=x"');
  expect(words(html)).toContain('没有更早的办件了');
  expect(html).toContain('<a href="/account/cases">回到最近的办件</a>');
});
