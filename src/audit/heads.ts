import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Head } from './seal.ts';

/** Where heads go, outside the database. The sealer calls it under its lock, heads in ascending order. */
export interface HeadSink {
  /** The newest head that `isSigned` accepts; whoever can write to the sink may have put anything there. */
  last(isSigned: (head: Head) => boolean): Promise<Head | undefined>;
  /** Keeps heads for good before it resolves. */
  append(heads: readonly Head[]): Promise<void>;
}

export interface HeadLine {
  head: Head | undefined;
  /** From 1. */
  line: number;
  /** Where the line ends, in the measure of `end()`. */
  until: number;
}

/** What verify.ts reads. */
export interface HeadReader {
  name: string;
  /** How far the sink goes now; what lies before was there before anything that is read later. */
  end(): Promise<number>;
  /** Each line from the first on, in bounded memory; `head` is absent where a line is none. */
  lines(): AsyncIterable<HeadLine>;
}

/**
 * An append-only file, one head a line (NDJSON), synced before a head counts as kept. Nodes may
 * share one or have their own. A line that a crash tore is left as it is, and its head is written
 * again below it.
 */
export function fileSink(path: string): HeadSink & HeadReader {
  return {
    name: path,
    async last(isSigned) {
      const file = await openIfThere(path);
      if (!file) return undefined;
      try {
        return await lastIn(file, isSigned);
      } finally {
        await file.close();
      }
    },
    async append(heads) {
      const isNew = (await sizeOf(path)) === undefined;
      if (isNew) await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a+', 0o600);
      try {
        const text = heads.map((head) => `${JSON.stringify(head)}\n`).join('');
        await file.appendFile((await isTorn(file)) ? `\n${text}` : text);
        await file.sync();
      } finally {
        await file.close();
      }
      if (isNew) await syncDirectory(dirname(path));
    },
    end: async () => (await sizeOf(path)) ?? 0,
    lines: () => linesIn(path),
  };
}

async function* linesIn(path: string): AsyncGenerator<HeadLine> {
  if ((await sizeOf(path)) === undefined) return;
  let line = 0;
  let until = 0;
  for await (const text of createInterface({ input: createReadStream(path, 'latin1') })) {
    line += 1;
    until += text.length + 1;
    yield { head: parse(text), line, until };
  }
}

/** A line as a head; undefined for anything else, such as the line that a crash tore. */
function parse(text: string): Head | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { number, sealed_at, events, digest, signature } = (value ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(number)) return undefined;
  const texts = [sealed_at, events, digest, signature];
  return texts.every((text) => typeof text === 'string') ? (value as Head) : undefined;
}

/** From the end, in a window that grows until a signed head is in it. */
async function lastIn(file: FileHandle, isSigned: (head: Head) => boolean) {
  const { size } = await file.stat();
  for (let window = 4_096; ; window *= 4) {
    const from = Math.max(0, size - window);
    const { buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.toString('latin1').split('\n');
    // The first line of a window is mostly cut; parsing says so.
    for (const line of lines.reverse()) {
      const head = parse(line);
      if (head && isSigned(head)) return head;
    }
    if (from === 0) return undefined;
  }
}

async function isTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  return (await sizeOf(path)) === undefined ? undefined : open(path, 'r');
}

/** A new file is only there after a crash when its directory is synced too. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
