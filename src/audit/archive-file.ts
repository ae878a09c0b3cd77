import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Ending, Line } from './archive-lines.ts';

/** Why a file is no archive, in words for a finding. */
export class BrokenArchive extends Error {}

/**
 * Writes a file of gzip under another name, syncs it, and gives it its name only then: a file that
 * stands there is whole.
 */
export async function writeArchive(path: string, lines: AsyncIterable<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  await rm(unfinished, { force: true });
  const file = createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(Readable.from(lines), createGzip(), file);
  await rename(unfinished, path);
  const directory = await open(dirname(path), 'r');
  await directory.sync().finally(() => directory.close());
}

export interface ReadLine {
  line: Line;
  /** From 1. */
  number: number;
}

export interface Ended {
  end: Ending;
  signature: string;
  /** The digest over what was read, to be held against the one that was signed. */
  digest: string;
  events: number;
  seals: number;
}

/**
 * Each line but the last, in bounded memory; then the last, with what was counted on the way. Throws
 * BrokenArchive where the file is cut off, is no gzip, or holds a line that is none.
 */
export async function* readArchive(path: string): AsyncGenerator<ReadLine, Ended> {
  const hash = createHash('sha256');
  const count = { events: 0, seals: 0 };
  let number = 0;
  for await (const text of linesOf(path)) {
    number += 1;
    const line = parse(text, number);
    if ('end' in line) return { ...line, ...count, digest: hash.digest('base64url') };
    hash.update(`${text}\n`);
    if ('event' in line) count.events += 1;
    else if ('seal' in line) count.seals += 1;
    yield { line, number };
  }
  throw new BrokenArchive('it ends before its last line');
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const gunzip = createGunzip().setEncoding('utf8');
  // A fault of the file reaches whoever reads from it through the stream itself.
  pipeline(createReadStream(path), gunzip).catch(() => {});
  let rest = '';
  try {
    for await (const chunk of gunzip as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() as string;
      yield* lines;
    }
  } catch (fault) {
    if (!String((fault as { code?: unknown }).code).startsWith('Z_')) throw fault;
    throw new BrokenArchive(`it cannot be read to its end (${(fault as Error).message})`);
  }
  if (rest !== '') yield rest;
}

function parse(text: string, number: number): Line {
  try {
    const line: unknown = JSON.parse(text);
    if (line !== null && typeof line === 'object' && known(line)) return line;
  } catch {
    // Said below.
  }
  throw new BrokenArchive(`its line ${number} is none`);
}

function known(line: object): line is Line {
  const has = (name: string, within: object = line) => typeof (within as never)[name] === 'object';
  if ('end' in line) return has('end') && typeof (line as never)['signature'] === 'string';
  if ('event' in line) {
    const event = line.event as Record<string, unknown> | null;
    return event !== null && typeof event['id'] === 'string' && typeof event['mac'] === 'string';
  }
  if ('seal' in line)
    return has('seal') && Number.isSafeInteger((line.seal as { number?: unknown })?.number);
  return 'begins' in line && has('begins');
}
