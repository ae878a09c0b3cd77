import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inThreads } from '../../../src/credentials/formats/slow.ts';
import type { Job } from '../../../src/credentials/formats/slow-work.ts';
import { makeQueue } from '../../../src/credentials/hashing.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));

const job: Job = {
  kind: 'bcrypt',
  password: 'secret words',
  setting: '$2b$04$abcdefghijklmnopqrstuu',
};

/** Threads that say that they begin, and do what `body` says with each job. */
function threads(body: string, places: Parameters<typeof makeQueue>[0] = { atOnce: 1 }) {
  const begun: Worker[] = [];
  const start = () => {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       parentPort.on('message', (job) => { ${body} });`,
      { eval: true, workerData: begun.length, execArgv: [] },
    );
    begun.push(worker);
    onTestFinished(async () => void (await worker.terminate()));
    return worker;
  };
  return { begun, slowly: inThreads(start, makeQueue(places)) };
}

const answer = 'parentPort.postMessage(Uint8Array.of(workerData));';

describe('the threads for old hashes', () => {
  it('are started when first needed, and used again', async () => {
    const { begun, slowly } = threads(answer);
    expect(begun).toHaveLength(0);
    expect(await slowly(job)).toEqual(Uint8Array.of(0));
    expect(await slowly(job)).toEqual(Uint8Array.of(0));
    expect(begun).toHaveLength(1);
  });

  it('are as many as the queue lets through; what it has no room for is refused at once', async () => {
    const { begun, slowly } = threads(answer, { atOnce: 2, waiting: 1 });
    const three = [slowly(job), slowly(job), slowly(job)];
    await expect(slowly(job)).rejects.toMatchObject({ code: 'credentials.busy', status: 503 });
    await Promise.all(three);
    expect(begun).toHaveLength(2);
  });

  it.each([
    ['throws', "throw new TypeError('of ' + job.password)", 'TypeError'],
    ['ends', 'process.exit(3)', 'exit 3'],
  ])(
    'are replaced when one %s; its job fails as a fault that tells nothing of it',
    async (_, die, why) => {
      const { begun, slowly } = threads(`if (workerData === 0) { ${die} } else { ${answer} }`);
      const fault: Error = await slowly(job).then(
        () => expect.unreachable(),
        (fault) => fault,
      );
      expect(fault.message).toBe(`a thread for password hashes died: ${why}`);
      expect(`${fault.stack}`).not.toContain('secret');
      expect(await slowly(job)).toEqual(Uint8Array.of(1));
      expect(begun).toHaveLength(2);
    },
  );

  it('are replaced when one dies while it has nothing to do', async () => {
    const { begun, slowly } = threads(answer);
    await slowly(job);
    await begun[0]?.terminate();
    expect(await slowly(job)).toEqual(Uint8Array.of(1));
  });

  it('leave the event loop free while they work', async () => {
    const slowly = inThreads();
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    onTestFinished(() => clearInterval(turning));
    await slowly(job);
    turns = 0;
    await slowly({ ...job, setting: '$2b$11$abcdefghijklmnopqrstuu' });
    // On the loop itself there would have been one at the most.
    expect(turns).toBeGreaterThan(5);
  });
});

/** Uses bcrypt and phpass, says so, and ends by itself, though the thread is still there. */
const program = (formats: string) => `
  import { matches } from '${formats}';
  const hash = '$2b$05$abcdefghijklmnopqrstuuwy.fVIDh/fWoy.ouzBxCxuiaTiHulVa';
  console.log(await matches({ format: 'bcrypt', hash }, '王测试密码'));
  console.log(await matches({ format: 'bcrypt', hash }, '王测试密'));
  console.log(await matches({ format: 'phpass', hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' }, 'test12345'));
`;

describe('a process that has checked an old hash', () => {
  it('ends by itself, run from the sources', async () => {
    const formats = new URL('../../../src/credentials/formats/formats.ts', import.meta.url).href;
    const from = ['--import', 'tsx', '--input-type=module', '--eval', program(formats)];
    const { stdout } = await run(process.execPath, from, { cwd: root, timeout: 15_000 });
    expect(stdout).toBe('true\nfalse\ntrue\n');
  });

  it('ends by itself, run from the build, which knows no loader', async () => {
    const built = mkdtempSync(join(tmpdir(), 'songhua-formats-'));
    onTestFinished(() => rmSync(built, { recursive: true }));
    symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
    cpSync(join(root, 'package.json'), join(built, 'package.json'));
    build(built);
    const formats = `file://${join(built, 'src/credentials/formats/formats.js')}`;
    const from = ['--input-type=module', '--eval', program(formats)];
    const { stdout } = await run(process.execPath, from, { cwd: built, timeout: 15_000 });
    expect(stdout).toBe('true\nfalse\ntrue\n');
  });
});

/** What `npm run build` makes of these files: the compiler with the settings of tsconfig.json, file by file. */
function build(into: string): void {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.build.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const formats = join(root, 'src/credentials/formats');
  const files = readdirSync(formats).map((name) => join(formats, name));
  for (const file of [
    ...files,
    join(root, 'src/credentials/hashing.ts'),
    join(root, 'src/errors.ts'),
  ]) {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: { ...options, module: ts.ModuleKind.ESNext, sourceMap: false },
      fileName: file,
    });
    const to = join(into, relative(root, file).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, outputText);
  }
}
