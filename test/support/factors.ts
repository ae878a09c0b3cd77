import type { Base } from '../../src/base.ts';
import * as challenge from '../../src/credentials/challenge.ts';
import * as totp from '../../src/credentials/totp.ts';
import * as webauthn from '../../src/credentials/webauthn.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as second from '../../src/identities/second-factors.ts';
import { authenticator } from '../staff/authenticator.ts';
import type { TestClock } from './clock.ts';
import type { Page } from './visitor.ts';

type Whose = { identity_id: string; level: number };

/** An authenticator app of somebody's, added as in a session of that level; with the codes that came with it. */
export async function app(base: Base, clock: TestClock, whose: Whose) {
  const secret = totp.newSecret();
  const id = newId(base.clock);
  const code = totp.codeAt(clock.now(), secret);
  const codes = await second.addApp(base, whose, { id, secret, code });
  if (codes === false) throw new Error('the first code was wrong');
  return {
    id,
    secret,
    /** Recovery codes, where there were none before. */
    codes,
    /** A code that was not used: time goes on for it. */
    next() {
      clock.advance(30_000);
      return totp.codeAt(clock.now(), secret);
    },
  };
}

/** A passkey of somebody's, added as in a session of that level. */
export async function passkey(base: Base, issuer: string, whose: Whose) {
  const device = authenticator({ origin: issuer });
  const given = challenge.newChallenge();
  const made = await webauthn.made(
    { issuer },
    { answer: device.create({ challenge: given }), use: (one) => one === given },
  );
  if (!made) throw new Error('the device answered wrongly');
  await second.addPasskey(base, whose, { made });
  const row = await base.db('credentials').where({ passkey_id: made.id }).first('id');
  return { id: row?.id as string, device };
}

/** What a page asks the browser's passkey for. */
export function optionsOn(page: Page): { challenge: string; allowCredentials?: unknown[] } {
  const found = /data-options="([^"]*)"/.exec(page.html)?.[1];
  if (!found) throw new Error(`no passkey is asked for: ${page.text}`);
  return JSON.parse(found.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
}
