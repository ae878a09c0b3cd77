import { expect, test } from 'vitest';
import { codeAt } from '../../src/staff/totp.ts';
import { secretChoice } from '../../views/admin/form-shown.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { formOf, type Sent, shownIn, unescaped } from '../admin/forms.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { demoProcess, type Ready } from './rig.ts';

/**
 * "A second source in the demo, by the console" of docs/integrate-a-source/, for each protocol: what
 * stands in the file of `--json` is typed, box by box, and nothing else.
 */

const demo = demoProcess();
const t = sentences('zh-CN').console.connecting;
const secrets: string[] = [];
const pages: { where: string; html: string }[] = [];

/** A browser of one of the staff, who are signed in; every page of the console is kept. */
async function staff(ready: Ready, name: string) {
  const browser = visitor({
    sees: ({ pathname }, _, html) => {
      if (pathname.startsWith('/admin')) pages.push({ where: pathname, html });
    },
  });
  const access = ready.staff.find((one) => one.name === name);
  if (!access) throw new Error(`no ${name}`);
  const { address, password, totp_secret } = access;
  const factor = await browser.submit(await browser.open(ready.console_url), { address, password });
  const home = await browser.submit(factor, { code: codeAt(new Date(), totp_secret) });
  expect(home.text).toContain('认证源');
  return {
    browser,
    open: (path: string) => browser.open(`${ready.issuer}${path}`),
    /** The form that leads there, with these boxes changed and an empty box left out where it is one to tick. */
    send(page: Page, action: string, change: Sent): Promise<Page> {
      const form = formOf(page.html, action);
      const sent = { ...unescaped(shownIn(form)), ...change };
      for (const [name, field] of Object.entries(form))
        if (field.type === 'checkbox' && sent[name] === '') delete sent[name];
      for (const name of Object.keys(change))
        if (name !== 'act') expect(Object.keys(form), `${action} has ${name}`).toContain(name);
      const token = page.forms.find(({ fields }) => fields['_csrf'])?.fields['_csrf'] ?? '';
      const to = new URL(action, ready.issuer);
      const fields = { ...sent, _csrf: token };
      return browser.submit({
        ...page,
        forms: [{ method: 'post', action: to, fields, buttons: [] }],
      });
    },
  };
}

type Source = Ready['sources'][number];
type Staff = Awaited<ReturnType<typeof staff>>;

const typed = (boxes: Source['second']['connect']): Sent =>
  Object.fromEntries(boxes.map(({ input, value }) => [input, value]));

/** Signs in at the department's page, or at ours where it has none; SAML brings its answer by a form. */
async function through(browser: ReturnType<typeof visitor>, page: Page, account: Account) {
  const { username, password } = account;
  const next = await browser.submit(page, { username, password });
  const posts = next.forms.some(({ fields }) => 'SAMLResponse' in fields);
  return posts ? browser.submit(next) : next;
}

type Account = Ready['accounts'][number];

/** From nothing to a draft, whose sign-in was looked at: as its page says. */
async function connect(who: Staff, ready: Ready, { second, protocol }: Source, account: Account) {
  const { id, begin } = second;
  const blank = await who.open(begin);
  const boxes = typed(second.connect);
  const tried = await who.send(blank, '/admin/sources/new', { ...boxes, act: 'try' });
  expect(tried.text, protocol).toContain(t.tried_ok);
  // Typed once: what was secret is kept, and stands nowhere.
  const kept = unescaped(shownIn(formOf(tried.html, '/admin/sources/new')));
  for (const { input } of second.connect)
    if (input.startsWith('secret.'))
      expect(kept[secretChoice(input.slice('secret.'.length))], input).toBe('keep');
  const draft = await who.send(tried, '/admin/sources/new', { act: 'save' });
  expect(draft.url.pathname + draft.url.search).toBe(`/admin/sources/${id}?done=drafted`);
  const mapping = `/admin/sources/${id}/mapping`;
  const mapped = await who.send(await who.open(mapping), mapping, {
    ...typed(second.map),
    act: 'save',
  });
  expect(mapped.url.search, protocol).toBe('?done=changed');

  const preview = `/admin/sources/${id}/preview`;
  const before = await who.open(preview);
  const seen = before.forms.some(({ fields }) => 'password' in fields)
    ? await through(who.browser, before, account)
    : await (async () => {
        const department = await who.send(before, preview, {});
        expect(department.url.origin, department.text).not.toBe(ready.issuer);
        const back = await through(who.browser, department, account);
        const [, href = ''] = /href="(\/admin\/sources\/[^"]+visit=[^"]+)"/.exec(back.html) ?? [];
        return who.open(href);
      })();
  expect(seen.text, protocol).toContain(t.look.nothing);
  expect(seen.text, protocol).toContain(t.look.outcomes.created);
  expect(seen.text, protocol).toContain(`${account.name.slice(0, 1)}*`);
  for (const value of [account.name, account.id_number, account.phone, account.password])
    expect(seen.html, protocol).not.toContain(value);
  const named = await who.send(seen, `${preview}/tester`, {});
  expect(named.url.search).toBe('?done=testers_named');
}

/** One asks, the other decides. */
async function intoTest(one: Staff, other: Staff, id: string) {
  const at = `/admin/sources/${id}`;
  const asked = await one.send(await one.open(at), `${at}/move`, {
    ...{ to: 'test', reason: '接入完成，开始测试' },
  });
  const [, approval = ''] = /\/admin\/approvals\/([\w-]{36})/.exec(asked.html) ?? [];
  const decide = `/admin/approvals/${approval}`;
  const done = await other.send(await other.open(decide), `${decide}/decide`, {
    ...{ verdict: 'approve', reason: '已核对无误' },
  });
  expect(done.text).toContain('已批准并执行');
}

test('each department’s system is connected once more with what is printed, tried, looked at, and a tester signs in', async () => {
  const ready = await demo.start();
  expect(ready.sources).toHaveLength(7);
  // They take turns: who looks at one sign-in after the other has to wait.
  let [one, other] = [await staff(ready, '石川'), await staff(ready, '石峰')];
  const hall = ready.clients[0]?.home ?? '';
  for (const source of ready.sources) {
    [one, other] = [other, one];
    const { second, id, protocol } = source;
    secrets.push(
      ...second.connect.flatMap(({ input, value }) => (input.startsWith('secret.') ? [value] : [])),
    );
    const mine = (at: Account) => at.source === id && !at.condition;
    const account = ready.accounts.filter(mine)[3] as Account;
    const stranger = ready.accounts.filter(mine)[4] as Account;
    await connect(one, ready, source, account);
    await intoTest(one, other, second.id);

    /** Through the picker of the hall, which has it for who types its id. */
    const arrive = async (whose: Account) => {
      const browser = visitor();
      const picker = await browser.open(hall);
      expect(picker.html).not.toContain(`value="${second.id}"`);
      const found = await browser.submit(picker, { q: second.id });
      const there = await browser.submit(found, { source: second.id });
      return { browser, page: await through(browser, there, whose) };
    };
    const turned = await arrive(stranger);
    expect(turned.page.html, protocol).toContain('sources.in_test');
    const { browser, page } = await arrive(account);
    // The notice; then that it stays apart, since a source in test joins nobody.
    const asked = await browser.submit(page);
    const inside = await browser.submit(asked, {}, { name: 'choice', value: 'separate' });
    expect(inside.url.href, protocol).toBe(hall);
    expect(inside.text, protocol).toContain('您已登录');
    // A source in test vouches for nothing.
    expect(inside.text, protocol).toContain('认证级别 0 级');
  }
  expect(secrets.length).toBeGreaterThanOrEqual(6);
  expect(pages.length).toBeGreaterThan(60);
  for (const { where, html } of pages)
    for (const secret of secrets) expect(html, where).not.toContain(secret);
});
