import { describe, expect, test } from 'vitest';
import { renderPage } from '../../src/http/render.tsx';
import { type Lang, langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { sampleFrame, samples } from './samples.tsx';

// What a department's own robot, or a person without scripts, relies on.

const html = (name: string, lang: Lang = 'zh-CN') => {
  const sample = samples[name];
  if (!sample) throw new Error(`no sample ${name}`);
  return renderPage(sample(sampleFrame(lang, false)));
};
const forms = (name: string) =>
  [...html(name).matchAll(/<form method="post"[\s\S]*?<\/form>/g)].map(([form]) => form);

describe.each(Object.keys(samples))('the page %s', (name) => {
  test('has one heading of its own, and a title that begins with it or with its trouble', () => {
    const page = html(name);
    const headings = page.match(/<h1>(.*?)<\/h1>/g) ?? [];
    expect(headings).toHaveLength(1);
    const heading = headings[0]?.replace(/<\/?h1>/g, '') ?? '';
    const title = /<title>(.*?)<\/title>/.exec(page)?.[1] ?? '';
    expect(title.replace(/^有问题：/, '').startsWith(heading)).toBe(true);
  });

  test('sends the form token with every form of ours', () => {
    for (const form of forms(name)) {
      const foreign = name.startsWith('visit');
      const engines = form.includes('name="xsrf"');
      expect(form.includes('name="_csrf"'), form).toBe(!foreign && !engines);
    }
  });

  test('has at most one primary button, and it is the first of its form', () => {
    const main = /<main[\s\S]*<\/main>/.exec(html(name))?.[0] ?? '';
    expect((main.match(/class="button"/g) ?? []).length).toBeLessThanOrEqual(1);
    for (const form of forms(name).filter((one) => one.includes('class="button"'))) {
      expect(/<button[^>]*>/.exec(form)?.[0]).toContain('class="button"');
    }
  });

  test('names the help line and the code of the page', () => {
    expect(html(name)).toContain('href="tel:0431-12345"');
    expect(html(name)).toContain('019aab3c-51f0-7c2e-9d41-2b6f0e8a77c1');
  });
});

test('the picker posts the source that was pressed', () => {
  expect(html('picker-two')).toMatch(/<button type="submit" name="source" value="gjj"/);
  expect(html('picker-two')).toMatch(/<button type="submit" name="source" value="local"/);
});

test('the last source used stands first', () => {
  const page = html('picker-many');
  expect(page.indexOf('上次使用')).toBeLessThan(page.indexOf('查找部门或账号'));
  expect(page.indexOf('查找部门或账号')).toBeLessThan(page.indexOf('长春市</h2>'));
});

test('a few sources come before the search, many come after it', () => {
  const two = html('picker-two');
  expect(two.indexOf('长春市</h2>')).toBeLessThan(two.indexOf('查找部门或账号'));
  expect(two.indexOf('value="gjj"')).toBeLessThan(two.indexOf('name="q"'));
});

test('a broken source is shown as such, in words', () => {
  expect(html('picker-broken')).toContain('系统没有应答，现在无法登录');
});

test('a way that does not reach the needed level says so', () => {
  expect(html('picker-many')).toContain('只能达到 1 级');
  expect(html('picker-two')).not.toContain('达到');
});

test('the password page has the stable names username, password and source', () => {
  const [form] = forms('password');
  expect(form).toMatch(/<input type="hidden" name="source" value="gjj"/);
  expect(form).toMatch(/name="username" autocomplete="username"/);
  expect(form).toMatch(/name="password" autocomplete="current-password"/);
});

test.each(langs)(
  'in %s, whoever signs in with a department’s password reads which one counts',
  (lang) => {
    const { own_hint } = sentences(lang).password;
    for (const name of ['password', 'password-too-many'])
      expect(html(name, lang)).toContain(own_hint);
    expect(html('password-wrong', lang)).not.toContain(own_hint);
  },
);

test('leaving everything is asked with logout=yes and the token of the engine', () => {
  expect(html('logout')).toMatch(/<button type="submit" name="logout" value="yes" class="button">/);
  expect(html('logout')).toContain('<input type="hidden" name="xsrf" value="x"');
});

test('a sign-out says what every service answered', () => {
  expect(html('sessions')).toContain('3 个服务已确认退出，1 个正在通知');
});
