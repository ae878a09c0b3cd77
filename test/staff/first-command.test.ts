import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { freshDatabase } from '../support/database.ts';

// Each run is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const script = fileURLToPath(new URL('../../src/staff-command.ts', import.meta.url));
const who = ['--address', 'first@office.example', '--name', '安宁'];

function run(url: string) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...who], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: url },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        output += part;
      });
    child.on('close', (code) => resolve({ code, output }));
  });
}

test.each([
  ['a database without tables', { empty: true }, /run "npm run migrate", then "npm run depart/],
  ['an empty tree of departments', {}, /the tree of departments is empty: run "npm run depart/],
])('on %s the command names what is to be run first', async (_, how, said) => {
  const data = await freshDatabase(how);
  try {
    const { code, output } = await run(data.url);
    expect(output).toMatch(said);
    expect(output).not.toMatch(/select|relation|at .*\.ts/);
    expect(code).toBe(1);
  } finally {
    await data.drop();
  }
});
