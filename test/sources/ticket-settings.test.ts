import { describe, expect, test } from 'vitest';
import { nationalHeaders, nationalShape } from '../../src/sources/protocols/ticket-national.ts';
import { presets } from '../../src/sources/protocols/ticket-presets.ts';
import { ticketSettings } from '../../src/sources/protocols/ticket-settings.ts';

describe('the signature of the national platform', () => {
  const clock = { now: () => new Date(1_700_000_000_123) };
  const handed = { rid: 'rid1', sid: 'sid1', secret: 'secret1' };

  test('is over service, requester and time, under headers of its own', () => {
    // printf %s 'sid1rid11700000000123' | openssl dgst -sha256 -hmac secret1 -binary | base64
    expect(nationalHeaders(nationalShape.parse(handed), clock)).toEqual({
      gjzwfwpt_rid: 'rid1',
      gjzwfwpt_sid: 'sid1',
      gjzwfwpt_rtime: '1700000000123',
      gjzwfwpt_sign: 'erNXw/FLyK8YouLmCHob0ZJZD885mSGUb2eySId/4ZA=',
    });
  });

  test('is in the order and under the names that the settings say', () => {
    const national = nationalShape.parse({
      ...handed,
      ...{ order: ['rid', 'sid', 'rtime'], names: { sign: 'x-sign' } },
    });
    // printf %s 'rid1sid11700000000123' | openssl dgst -sha256 -hmac secret1 -binary | base64
    expect(nationalHeaders(national, clock)['x-sign']).toBe(
      '7qpQQQvaQyOF0IAn4RBMvESxGvtsllXDl88OVfc0oqI=',
    );
  });

  test('holds each of the three once', () => {
    expect(nationalShape.safeParse({ order: ['rid', 'rid', 'rtime'] }).success).toBe(false);
  });
});

describe('settings that cannot be', () => {
  const preset = () => structuredClone(presets['national']?.settings) as Settings;
  interface Settings extends Record<string, unknown> {
    login: { url: string; parameters: Record<string, string> };
    token?: { parameters: Record<string, string> };
    user: { url: string; parameters: Record<string, string> };
  }
  test.each<[string, (settings: Settings) => void]>([
    ['must be https', ({ login }) => Object.assign(login, { url: 'http://platform.example' })],
    ['must be https', ({ user }) => Object.assign(user, { url: 'http://127.0.0.1:9' })],
    ['must hold {callback}', ({ login }) => Object.assign(login, { parameters: {} })],
    ['must hold {ticket}', ({ token }) => Object.assign(token ?? {}, { parameters: {} })],
    ['must hold {token}', ({ user }) => Object.assign(user, { parameters: {} })],
    ['{token} cannot stand here without a first call', (settings) => delete settings.token],
    [
      '{app_secret} cannot stand here',
      ({ login }) => Object.assign(login.parameters, { secret: '{app_secret}' }),
    ],
  ])('%s', (message, spoil) => {
    expect(ticketSettings.safeParse(preset()).success).toBe(true);
    const settings = preset();
    spoil(settings);
    const read = ticketSettings.safeParse(settings);
    expect(read.error?.issues.map((issue) => issue.message)).toContain(message);
  });
});
