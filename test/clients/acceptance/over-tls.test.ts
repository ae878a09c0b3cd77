import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { authority } from '../../doubles/tls-certificates.ts';

const dir = mkdtempSync(join(tmpdir(), 'songhua-tls-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What the robot sees of applications over TLS, in a process that trusts these certificates besides. */
async function seen(trusted: string): Promise<Record<string, string[]>> {
  const file = join(dir, 'authority.pem');
  writeFileSync(file, trusted);
  const script = fileURLToPath(new URL('./over-tls-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
  });
  return JSON.parse(stdout);
}

test('over a real TLS connection each fault is found by the point that names it; a certificate that is not good ends the way', async () => {
  expect(await seen(authority)).toEqual({
    right: [],
    insecure_cookie: ['cookie.secure'],
    no_hsts: ['header.hsts'],
    hsts_of_no_time: ['header.hsts'],
    open_sign_out: ['tls.everywhere'],
    expired: ['no_answer', 'certificate'],
    elsewhere: ['no_answer', 'certificate'],
    self_signed: ['no_answer', 'certificate'],
    old_tls: ['no_answer', 'unreachable'],
  });
}, 60_000);

test('an authority that the gateway was not told of is none', async () => {
  const all = Object.entries(await seen('')).filter(([name]) => name !== 'old_tls');
  expect(all.map(([, what]) => what)).toEqual(all.map(() => ['no_answer', 'certificate']));
}, 60_000);
