import fc from 'fast-check';
import { h } from 'preact';
import { describe, expect, test } from 'vitest';
import { renderPage } from '../../src/http/render.tsx';
import { CasePage } from '../../views/account/case.tsx';
import { CasesPage } from '../../views/account/cases.tsx';
import { HomePage } from '../../views/account/home.tsx';
import { ErrorPage } from '../../views/error.tsx';
import { ContinueAsPage } from '../../views/login/continue-as.tsx';
import { PasswordPage } from '../../views/login/password.tsx';
import { PickerPage } from '../../views/login/picker.tsx';
import { VisitPage } from '../../views/login/visit.tsx';
import { sampleFrame } from './samples.tsx';

const hostile = `"><script src=//evil.example></script><img onerror='x' src=x>&lt;`;
const frame = {
  ...sampleFrame('zh-CN', false),
  path: `/signin/${hostile}`,
  code: hostile,
  csrf: hostile,
  client: { name: hostile, owner: hostile },
  person: { masked_name: hostile, sign_out: `/out?${hostile}` },
  owner: hostile,
  help_line: hostile,
};
const source = {
  id: hostile,
  name: hostile,
  account_word: hostile,
  health: 'ok',
  reach: 2,
} as const;

const hostileLine = {
  id: hostile,
  matter: hostile,
  department: hostile,
  state: 1,
  status_text: hostile,
  state_at: new Date(0),
  at_counter: true,
} as const;
const day = new Date(0);

const pages = {
  cases: h(CasesPage, {
    frame,
    cases: [hostileLine],
    next: hostile,
    may_raise: true,
    services: [],
  }),
  'no cases': h(CasesPage, {
    frame,
    cases: [],
    may_raise: false,
    services: [{ name: hostile, href: hostile }],
  }),
  case: h(CasePage, {
    frame,
    matter: hostile,
    case_number: hostile,
    department: hostile,
    area: hostile,
    state: 3,
    status_text: hostile,
    reached: { 1: day },
    updated_at: day,
    organisation: { uscc: hostile, name: hostile },
    deep_link: hostile,
    at_counter: true,
    history: [{ at: day, type: 'done', status_text: hostile, words: hostile }],
  }),
  picker: h(PickerPage, {
    frame,
    groups: [{ region: hostile, departments: [{ name: hostile, sources: [source] }] }],
    query: hostile,
    action: hostile,
    local: true,
  }),
  password: h(PasswordPage, {
    frame,
    source,
    username: hostile,
    error: { code: 'wrong', field: hostile },
    action: hostile,
    back: hostile,
  }),
  'continue as': h(ContinueAsPage, {
    frame,
    masked_name: hostile,
    action: hostile,
    other: hostile,
  }),
  visit: h(VisitPage, { frame, source, url: hostile, fields: { [hostile]: hostile } }),
  error: h(ErrorPage, {
    frame,
    refusal: 'http.bad_input',
    field: hostile,
    words: { name: hostile },
    ways_on: [{ kind: 'client', href: hostile, name: hostile }],
  }),
  home: h(HomePage, {
    frame,
    who: {
      masked_name: hostile,
      alias: hostile,
      documents: [{ type: hostile, masked: hostile, standing: 'owned' }],
      level: 9,
    },
    cases: [hostileLine],
    ways: { sources: [{ name: hostile, own_password: true }], password: false },
    sessions: [{ device: hostile, started_at: new Date(0), current: true }],
    received: { clients: 1, last: { client: hostile, at: new Date(0) } },
  }),
};

describe('a hostile name stays text', () => {
  test.each(Object.entries(pages))('on the page: %s', (_, page) => {
    const html = renderPage(page);
    expect(html).toContain('&lt;script src=//evil.example>');
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img[^>]*onerror/);
    expect(html.startsWith('<!DOCTYPE html><html lang="zh-CN">')).toBe(true);
  });

  test('whatever was typed comes back as one value of one field', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (username) => {
        const html = renderPage(
          h(PasswordPage, {
            frame: sampleFrame('ko', true),
            source,
            username,
            action: '',
            back: '',
          }),
        );
        const [, value = ''] = /<input type="text" value="([^"]*)"/.exec(html) ?? [];
        const read = value
          .replaceAll('&quot;', '"')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&');
        expect(read).toBe(username);
      }),
    );
  });
});

test('no page holds a style or script of its own, or an address of another host', () => {
  for (const page of Object.values(pages)) {
    const html = renderPage(page).replaceAll(/&lt;script src=\/\/evil\.example>/g, '');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+="/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  }
});

test('a secret is never put back into a page', () => {
  const html = renderPage(pages.password);
  const [secret] = html.match(/<input type="password"[^>]*>/) ?? [];
  expect(secret).toBeDefined();
  expect(secret).not.toContain('value=');
});
