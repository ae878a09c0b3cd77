/** The examples of docs/integrate-records.md, as they stand there, against a gateway. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { citizen, startTestGateway, type TestGateway, tokensOf } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { reporter } from './api.ts';

const page = readFileSync(new URL('../../docs/integrate-records.md', import.meta.url), 'utf8');
const examples = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  );
const [sending = '', reading = ''] = examples('sh');
const [batch = '', answer = ''] = examples('json');

let g: TestGateway;
let fund: RelyingParty;
let token: string;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'songhua-examples-'));
  writeFileSync(join(dir, 'events.json'), batch);
  g = await startTestGateway({ hall: { scopes: 'openid records' } });
  fund = await reporter(g, 'fund-cases', '220000-gjj');
  // The person whom the example names.
  const attributes = { name: '张测试', id_type: 'resident_id', id_number: '220000190001010018' };
  const zhang = await citizen(g.base, 'zhang-examples', { attributes });
  const tokens = await tokensOf(g, g.hall, visitor(), zhang, { scope: 'openid records' });
  token = tokens.access_token as string;
});
afterAll(async () => {
  await fund?.stop();
  await g?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** What a department's shell prints for an example; only the address is another one. */
async function shell(text: string, path: string): Promise<string> {
  const script = `ISSUER=${g.issuer}\n${text.replace(/^ISSUER=.*$/m, '')}`;
  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', script], {
    cwd: dir,
    env: {
      PATH: path,
      CLIENT_ID: fund.id,
      CLIENT_SECRET: fund.secret,
      CITIZENS_TOKEN: token,
    },
  });
  return stdout;
}

/** A `curl` that makes the same requests, for machines without one. */
function standIn(): string {
  const file = join(dir, 'curl');
  const script = fileURLToPath(new URL('curl.ts', import.meta.url));
  const loader = import.meta.resolve('tsx');
  writeFileSync(
    file,
    `#!/bin/sh\nexec "${process.execPath}" --import "${loader}" "${script}" "$@"\n`,
  );
  chmodSync(file, 0o755);
  return [dir, process.env['PATH'] ?? ''].join(delimiter);
}

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const ways = [
  ['a stand-in that makes the same requests', standIn],
  ...(hasCurl() ? [['curl', () => process.env['PATH'] ?? '']] : []),
] as [string, () => string][];

describe.each(ways)('the examples of docs/integrate-records.md, with %s', (_name, pathOf) => {
  it('send the events, are answered as it says, and read the case back', async () => {
    await g.base.db('record_events').delete();
    await g.base.db('records').delete();
    expect(JSON.parse(await shell(sending, pathOf()))).toEqual(JSON.parse(answer));
    const { results } = JSON.parse(await shell(sending, pathOf()));
    expect(results.map(({ result }: { result: string }) => result)).toEqual([
      'duplicate',
      'duplicate',
    ]);
    const { cases } = JSON.parse(await shell(reading, pathOf()));
    expect(cases).toMatchObject([
      { case_number: 'GJJ-2026-0001', state: 3, status_text: '已办结', withdrawn: false },
    ]);
  });
});
