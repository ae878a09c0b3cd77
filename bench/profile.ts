import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Frame {
  functionName: string;
  url: string;
  lineNumber: number;
}

interface Profile {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/** A function as it was called from one place. */
interface Called {
  frame: Frame;
  caller: Called | undefined;
}

const SHOWN = 25;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Where time went, in microseconds a hop: by package or folder, by function, and with what they call. */
export function printedProfile(name: string, file: string, hops: number): string {
  const profile: Profile = JSON.parse(readFileSync(file, 'utf8'));
  const calls = callsOf(profile);
  const functions = new Map<string, number>();
  const places = new Map<string, number>();
  const own = new Map<string, number>();
  let all = 0;
  profile.samples.forEach((id, number) => {
    const call = calls.get(id);
    if (!call || isResting(call.frame)) return;
    const took = (profile.timeDeltas[number] ?? 0) / hops;
    all += took;
    add(functions, wordsFor(call), took);
    add(places, folderOf(call.frame), took);
    const above = new Set<string>();
    for (let at: Called | undefined = call; at; at = at.caller) {
      if (placeOf(at.frame.url).startsWith('src/')) above.add(wordsFor(at));
    }
    for (const one of above) add(own, one, took);
  });
  const rows = (title: string, by: Map<string, number>) => [
    `  ${title}`,
    ...[...by]
      .sort(([, a], [, b]) => b - a)
      .slice(0, SHOWN)
      .map(([what, took]) => {
        const share = ((100 * took) / all).toFixed(1).padStart(5);
        return `    ${took.toFixed(1).padStart(7)} µs ${share} %  ${what}`;
      }),
  ];
  return [
    `${name}: ${all.toFixed(0)} µs a hop by the clock while sampled; profile in ${file}`,
    ...rows('self time by package or folder', places),
    ...rows('self time by function', functions),
    ...(own.size > 0 ? rows('our functions with all that they call until they wait', own) : []),
    '',
  ].join('\n');
}

function callsOf({ nodes }: Profile): Map<number, Called> {
  const calls = new Map<number, Called>();
  for (const { id, callFrame } of nodes) calls.set(id, { frame: callFrame, caller: undefined });
  for (const { id, children = [] } of nodes) {
    for (const child of children) {
      const called = calls.get(child);
      if (called) called.caller = calls.get(id);
    }
  }
  return calls;
}

/** Not the server's own time: `dispatch` is the profiler's. */
const isResting = ({ functionName, url }: Frame): boolean =>
  functionName === '(idle)' || (functionName === 'dispatch' && url === '');

const add = (by: Map<string, number>, key: string, took: number) =>
  by.set(key, (by.get(key) ?? 0) + took);

/** What is native is named with who called it. */
function wordsFor({ frame, caller }: Called): string {
  const name = frame.functionName || '(anonymous)';
  if (frame.url === '') {
    return caller && !name.startsWith('(') ? `${name} < ${wordsFor(caller)}` : name;
  }
  return `${name}  ${placeOf(frame.url)}:${frame.lineNumber + 1}`;
}

/** From the project's root, or from node_modules; what is not a file stays as it is. */
function placeOf(url: string): string {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const dependency = path.lastIndexOf('node_modules/');
  if (dependency >= 0) return path.slice(dependency);
  return path.startsWith('/') ? relative(root, path) : path;
}

function folderOf({ url, functionName }: Frame): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  const place = placeOf(url);
  const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place) ?? [];
  if (dependency) return dependency;
  return place.startsWith('node:') ? place : place.split('/').slice(0, -1).join('/');
}
