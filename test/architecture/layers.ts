/**
 * DESIGN 3.2 as a table: the layers from top to bottom. Who stands in a layer may import from the
 * layers under it, never from above and, but for the arrows named here, never sideways.
 */
const layers: readonly (readonly string[])[] = [
  ['main'],
  // What runs beside requests; composed of the parts that app made.
  ['jobs'],
  ['app'],
  ['login', 'account', 'admin', 'portal', 'oidc', 'routes'],
  ['merging', 'support', 'endings'],
  [
    'consents',
    'records',
    'recovery',
    'organisations',
    'identities',
    'sources',
    'clients',
    'staff',
    'developers',
  ],
  ['sessions', 'departments', 'approvals', 'credentials'],
  ['outbox', 'keys', 'measures', 'audit', 'messages'],
  ['base'],
];

/** Sideways on purpose. There is no way round in them: each arrow points one way only. */
const arrows: readonly string[] = [
  'records > organisations',
  'records > identities',
  'recovery > identities',
  // What people said to what a client says.
  'consents > clients',
  'organisations > identities',
  // No change without its audit event, in the ground too.
  'outbox > audit',
  'keys > audit',
  // A message is owed like all else that leaves the gateway.
  'messages > outbox',
  // ...and what it holds until then stands under keys.
  'messages > keys',
  // Roll-ups follow the sealed trail.
  'measures > audit',
];

/** Files and folders of the bottom layer; among themselves they may import, without cycles. */
const base = new Set([
  'crypto',
  'errors',
  'faults',
  'http',
  'config',
  'db',
  'redis',
  'clock',
  'base',
  'moves',
  'config-version',
  'deployment',
  'embedded',
  'embedded-postgres',
]);

/** Where a product file stands: the name of its layer's member, or undefined when the design does not know it. */
export function standOf(path: string): string | undefined {
  if (path.startsWith('views/')) return 'views';
  if (path.startsWith('migrations/')) return 'migrations';
  if (path.startsWith('config/')) return 'base';
  const [, first = '', ...rest] = path.split('/');
  const name = first.replace(/\.tsx?$/, '');
  if (rest.length === 0 && name.endsWith('-command')) return 'main';
  if (base.has(name)) return 'base';
  if (rest.at(-1) === 'routes.ts' || rest.at(-1) === 'routes.tsx')
    return faces.has(name) ? name : 'routes';
  return layers.some((layer) => layer.includes(name)) ? name : undefined;
}

export const faces: ReadonlySet<string> = new Set(['login', 'account', 'admin', 'portal', 'oidc']);

/** True when a member may import from another; both as standOf gives them. */
export function mayImport(from: string, to: string): boolean {
  if (from === to) return from !== 'routes';
  if (from === 'migrations' || from === 'views') return false;
  if (to === 'migrations') return from === 'base';
  if (to === 'views') return true; // who may is another rule
  const above = layers.findIndex((layer) => layer.includes(from));
  const under = layers.findIndex((layer) => layer.includes(to));
  return under > above || arrows.includes(`${from} > ${to}`);
}
