import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Profile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  samples: number[];
  timeDeltas: number[];
}

const SHOWN = 25;
const root = fileURLToPath(new URL('..', import.meta.url));
/** Not the server's own time. */
const resting = ['(idle)', '(root)'];

/** Where time went: by function, by package or folder, in microseconds per request of each endpoint. */
export function printedProfile(name: string, file: string, requests: number): string {
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(file, 'utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const functions = new Map<string, number>();
  const places = new Map<string, number>();
  let all = 0;
  samples.forEach((id, number) => {
    const frame = byId.get(id)?.callFrame;
    if (!frame || resting.includes(frame.functionName)) return;
    const took = (timeDeltas[number] ?? 0) / requests;
    const place = placeOf(frame.url);
    add(
      functions,
      `${frame.functionName || '(anonymous)'}  ${place}:${frame.lineNumber + 1}`,
      took,
    );
    add(places, folderOf(place, frame.functionName), took);
    all += took;
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
    `${name}: ${all.toFixed(0)} µs a hop while sampled, profile in ${file}`,
    ...rows('self time by package or folder', places),
    ...rows('self time by function', functions),
    '',
  ].join('\n');
}

const add = (by: Map<string, number>, key: string, took: number) =>
  by.set(key, (by.get(key) ?? 0) + took);

/** From the project's root, or from node_modules; what is not a file stays as it is. */
function placeOf(url: string): string {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const dependency = path.lastIndexOf('node_modules/');
  if (dependency >= 0) return path.slice(dependency);
  return path.startsWith('/') ? relative(root, path) : path;
}

function folderOf(place: string, functionName: string): string {
  if (place === '') return functionName.startsWith('(') ? functionName : 'native';
  const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place) ?? [];
  if (dependency) return dependency;
  if (place.startsWith('node:')) return place;
  return place.split('/').slice(0, -1).join('/');
}
