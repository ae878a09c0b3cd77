import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import { oauth2 } from '../../src/sources/protocols/oauth2.ts';
import { exactJson } from '../../src/sources/protocols/oauth2-json.ts';
import { presets } from '../../src/sources/protocols/oauth2-presets.ts';
import { beijing, careful } from '../doubles/oauth2-shapes.ts';

const ORIGIN = 'http://127.0.0.1:1';

describe('settings and answers of what is almost OAuth 2', () => {
  test('JSON is read exactly, and says one thing', () => {
    const said =
      '{"uid":220000190001010018,"few":12,"part":1.5,"text":"220000190001010018 \\"2\\""}';
    expect(exactJson(said)).toEqual({
      ...{ uid: '220000190001010018', few: 12, part: 1.5 },
      text: '220000190001010018 "2"',
    });
    expect(exactJson('no json')).toBeUndefined();
    expect(() => exactJson('{"a":{"no":"1","n\\u006f":"2"}}')).toThrow(Refusal);
    expect(() => exactJson(`${'['.repeat(40)}${']'.repeat(40)}`)).toThrow(Refusal);
  });

  test('what expires is said with its day', () => {
    expect(oauth2.expiries?.(careful().settings(ORIGIN), undefined)).toEqual([
      { what: 'client_secret', at: new Date('2027-01-31T16:00:00Z') },
    ]);
    expect(oauth2.expiries?.(beijing().settings(ORIGIN), undefined)).toEqual([]);
  });

  test('presets lead to no real host, and lack only what a department gives', () => {
    for (const [name, { settings }] of Object.entries(presets)) {
      for (const url of JSON.stringify(settings).match(/https?:[^"]+/g) ?? [])
        expect(new URL(url).hostname, name).toMatch(/\.department\.example$/);
      const lacks = oauth2.settings
        .safeParse({ ...settings, client_id: 'songhua', client_secret: 'client_secret' })
        .error?.issues.map(({ path }) => path.join('.'));
      const given = ['signing.access_key', 'signing.secret', 'userinfo.encryption.key'];
      for (const path of lacks ?? []) expect(given, name).toContain(path);
    }
  });

  test('settings that would leak or bind nothing are refused with their field', () => {
    const settings = beijing().settings(ORIGIN);
    const refused = (more: object) =>
      oauth2.settings.safeParse({ ...settings, ...more }).error?.issues[0]?.path.join('.');
    const step = (name: string, more: object) => ({
      [name]: { ...(settings[name] as object), ...more },
    });
    expect(refused({})).toBeUndefined();
    expect(refused(step('authorize', { parameters: { s: '{client_secret}' } }))).toBe(
      'authorize.parameters',
    );
    const { client_secret } = settings;
    const typed = { code: '{code}', s: `x${client_secret}` };
    expect(refused(step('token', { parameters: typed }))).toBe('client_secret');
    expect(refused(step('token', { parameters: {} }))).toBe('token.parameters');
    expect(refused(step('userinfo', { parameters: { of: '{client_id}' } }))).toBe(
      'userinfo.parameters',
    );
    expect(refused(step('token', { url: 'http://elsewhere.test/' }))).toBe('token.url');
    expect(refused({ client_secret: undefined })).toBe('client_secret');
    expect(refused({ networks: ['8.8.8.0/24'] })).toBe('networks.0');
  });
});
