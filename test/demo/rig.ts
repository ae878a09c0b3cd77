import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JWK } from 'jose';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { PORTS } from '../../demo/places.ts';
import type { Second } from '../../demo/sources/second.ts';
import { type Page, visitor } from '../support/visitor.ts';

/** The demo as a process of its own, started as often as a test likes on one data directory. */

export interface Ready {
  issuer: string;
  portal_url: string;
  /** Of a sandbox. */
  sandbox?: {
    citizens_url: string;
    messages_url: string;
    citizens: { username: string; password: string; level: number; places: string[] }[];
  };
  /** Of a province: whose acceptance reports count. */
  sandbox_issuer?: string;
  account_url: string;
  database_url: string;
  clients: {
    client_id: string;
    client_secret: string;
    profile: 'standard' | 'strict';
    scope: string;
    /** The scopes that people are asked about. */
    consent?: Record<string, 'needed' | 'optional'>;
    /** Of a strict one, instead of a secret. */
    jwk?: JWK;
    resource?: string;
    redirect_uri: string;
    post_logout_redirect_uri: string;
    home: string;
    name: string;
  }[];
  machines: {
    client_id: string;
    client_secret: string;
    device: string;
    scope: string;
    device_authorization_endpoint: string;
    home: string;
    name: string;
  }[];
  sources: {
    id: string;
    protocol: string;
    name: string;
    accounts: number;
    address?: string;
    database_url?: string;
    settings: Record<string, unknown>;
    second: Second;
  }[];
  records: {
    client_id: string;
    client_secret: string;
    scope: string;
    token_endpoint: string;
    events_endpoint: string;
    content_type: string;
    source: string;
  };
  accounts: {
    person: string;
    source: string;
    username: string;
    password: string;
    condition?: string;
    name: string;
    id_type: string;
    id_number: string;
    phone: string;
  }[];
  messages_url: string;
  console_url: string;
  staff: { name: string; address: string; password: string; totp_secret: string }[];
  newcomers: { name: string; id_type: string; id_number: string; phone: string }[];
}

export const PORT = 20_000 + (process.pid % 900) * PORTS;
export const checkout = fileURLToPath(new URL('../..', import.meta.url));
export const main = join(checkout, 'demo', 'main.ts');

export function demoProcess() {
  let dir = '';
  let running: ChildProcess | undefined;
  let output = '';

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'songhua-demo-'));
    chmodSync(dir, 0o711);
  });
  afterEach(async () => {
    if (running && running.exitCode === null) {
      running.kill('SIGINT');
      await once(running, 'exit');
    }
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  return {
    json: () => join(dir, 'ready.json'),
    data: () => join(dir, 'data'),
    output: () => output,
    async start(...more: string[]): Promise<Ready> {
      const json = join(dir, 'ready.json');
      rmSync(json, { force: true });
      const args = ['--port', String(PORT), '--data', join(dir, 'data'), '--json', json, ...more];
      const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
        cwd: checkout,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running = child;
      output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part) => (output += part));
      const ended = () => child.exitCode !== null;
      await vi.waitFor(() => expect(ended() || existsSync(json), output).toBe(true), {
        timeout: 100_000,
        interval: 100,
      });
      if (ended()) throw new Error(`it ended: ${output}`);
      return JSON.parse(readFileSync(json, 'utf8'));
    },
    async interrupt(): Promise<number | null> {
      const child = running as ChildProcess;
      child.kill('SIGINT');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

/** From a service's home through the picker and the department back to the service. */
export async function signIn(ready: Ready, home: string, account: Ready['accounts'][number]) {
  const browser = visitor();
  const picker = await browser.open(home);
  expect(picker.url.origin).toBe(ready.issuer);
  const department = await browser.submit(picker, { source: account.source });
  // A table and a directory have no page of their own: their passwords are typed at ours.
  if (account.source === 'shebao' || account.source === 'weijian')
    expect(department.url.origin).toBe(ready.issuer);
  else expect(department.url.origin).not.toBe(ready.issuer);
  const { username, password } = account;
  let page: Page = await browser.submit(department, { username, password });
  // SAML's answer is a form that the browser posts, by itself where it runs scripts.
  if (page.url.origin === department.url.origin && page.url.origin !== ready.issuer)
    page = await browser.submit(page);
  // The first arrival is shown the notice.
  if (page.url.origin === ready.issuer) page = await browser.submit(page);
  return { browser, page };
}
