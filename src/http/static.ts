import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Middleware } from 'koa';

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

interface Asset {
  path: string;
  type: string;
  body: Buffer;
}

/** Read once, at start: a handful of small files, the same beside `src/` and beside `dist/src/`. */
const assets = readAssets(new URL('../../views/static/', import.meta.url));
const byPath = new Map([...assets.values()].map((asset) => [asset.path, asset]));

/** The address of a file of views/static; it holds a hash of the content, so it may be kept for good. */
export function assetPath(name: string): string {
  const asset = assets.get(name);
  if (!asset) throw new Error(`views/static holds no ${name}`);
  return asset.path;
}

/**
 * Serves views/static below /static. Addresses are looked up in a fixed list and never joined to
 * a directory, so that no path leads out of it. An old hash is not found rather than answered
 * with other content, because neighbours keep what they get for a year.
 */
export function statics(): Middleware {
  return async (ctx, next) => {
    const reads = ctx.method === 'GET' || ctx.method === 'HEAD';
    const asset = reads ? byPath.get(ctx.path) : undefined;
    if (!asset) return next();
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
    ctx.type = asset.type;
    ctx.body = asset.body;
  };
}

function readAssets(directory: URL): Map<string, Asset> {
  const found = new Map<string, Asset>();
  for (const name of readdirSync(directory)) {
    const type = types[name.slice(name.lastIndexOf('.') + 1) as keyof typeof types];
    if (!type) continue;
    const body = readFileSync(new URL(name, directory));
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    found.set(name, { path: `/static/${hash}/${name}`, type, body });
  }
  return found;
}
