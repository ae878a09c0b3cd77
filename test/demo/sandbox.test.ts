import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { readOptions } from '../../demo/options.ts';
import { SANDBOX_BEHIND } from '../../demo/places.ts';
import { visitor } from '../support/visitor.ts';
import { checkout, demoProcess, main, PORT, type Ready } from './rig.ts';

const demo = demoProcess();

/** The code of the latest mail to this address, as the page of the sample telephones has it. */
const codeTo = (ready: Ready, to: string) =>
  vi.waitFor(
    async () => {
      const answer = await fetch(`${ready.messages_url}?${new URLSearchParams({ to })}`);
      const { messages } = (await answer.json()) as { messages: { text: string }[] };
      const [code] = /\d{6}/.exec(messages[0]?.text ?? '') ?? [];
      expect(code).toBeDefined();
      return code as string;
    },
    { timeout: 10_000, interval: 50 },
  );

test('one command, and a developer whom nobody knows comes into the portal of a sandbox', async () => {
  const ready = await demo.start('--sandbox');
  expect(ready).toMatchObject({ portal_url: `${ready.issuer}/clients` });
  expect(ready.sandbox_issuer).toBeUndefined();
  await vi.waitFor(() => expect(demo.output()).toContain(ready.portal_url), { timeout: 10_000 });
  const who = visitor();
  const address = 'somebody@department.example';
  const page = await who.submit(await who.open(ready.portal_url), { address });
  const home = await who.submit(page, { code: await codeTo(ready, address) });
  expect(home.url.href).toBe(ready.portal_url);
  expect(home.html).toContain('测试环境：这里的人和资料全是虚构的');

  // Whom the page names signs in at the sample hall, through the made-up department.
  const citizen = ready.sandbox?.citizens.find(({ level }) => level === 4);
  if (!citizen) throw new Error('nobody of level 4');
  const { username, password } = citizen;
  expect((await who.open(ready.sandbox?.citizens_url ?? '')).text).toContain(password);
  const browser = visitor();
  const picker = await browser.open(ready.clients[0]?.home ?? '');
  const asked = await browser.submit(picker, { source: 'sandbox-department' });
  const hall = await browser.submit(asked, { username, password });
  expect(hall.url.href).toBe(ready.clients[0]?.home);
  expect(hall.text).toContain('认证级别 4 级');
  expect((await who.open(ready.sandbox?.messages_url ?? '')).url.pathname).toBe(
    '/clients/messages',
  );

  // What is a sandbox's is never a province's.
  await demo.interrupt();
  const args = ['--import', 'tsx', main, '--port', String(PORT), '--data', demo.data()];
  const province = spawn(process.execPath, args, { cwd: checkout });
  let words = '';
  province.stderr.on('data', (part) => (words += part));
  const [code] = await once(province, 'exit');
  expect([code, words]).toEqual([1, expect.stringContaining('SANDBOX: is false')]);
});

test('the province knows the sandbox that stands beside it, and each has a place of its own', () => {
  const [province, sandbox] = [readOptions([]), readOptions(['--sandbox'])];
  expect(sandbox.port).toBe(province.port + SANDBOX_BEHIND);
  expect(sandbox.dataDir).not.toBe(province.dataDir);
});
