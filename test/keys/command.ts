import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run keys:reseal` or `keys:rehash` in a process of its own, which may be killed. */
export function command(args: readonly string[], env: Record<string, string>) {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/kept-command.ts', ...args],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
      for (const hear of heard) hear();
    });
  const closed = once(child, 'close');
  return {
    /** Resolves when it has said this; rejects when it ends without. */
    said: (words: string) =>
      new Promise<void>((resolve, reject) => {
        const hear = () => text.includes(words) && resolve();
        heard.add(hear);
        hear();
        closed.then(() => reject(new Error(`it ended without "${words}": ${text}`)));
      }),
    kill: () => child.kill('SIGKILL'),
    /** The exit code, null when killed, and all it said. */
    async ended(): Promise<{ code: number | null; text: string }> {
      await closed;
      return { code: child.exitCode, text };
    },
  };
}
