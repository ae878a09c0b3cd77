import type Koa from 'koa';
import { expect, test } from 'vitest';
import { formsMayLeadTo, originOf } from '../../src/http/headers.ts';
import { listen } from './listen.ts';

async function answer(inside: Parameters<typeof listen>[0], options?: { https: boolean }) {
  const site = await listen(inside, options);
  try {
    return (await fetch(site.origin)).headers;
  } finally {
    await site.stop();
  }
}

const page = (app: Koa) =>
  app.use((ctx) => {
    ctx.body = 'a page';
  });

test('a page may load nothing but our own style, script and images, and is framed by nobody', async () => {
  const headers = await answer(page);
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
});

test('forms lead only where the page says, each origin once', async () => {
  const headers = await answer((app) =>
    app.use((ctx) => {
      formsMayLeadTo(ctx, ['https://hall.example', 'https://gjj.example:8443']);
      formsMayLeadTo(ctx, [
        'https://hall.example',
        "https://evil.example; script-src 'unsafe-inline'",
      ]);
      ctx.body = 'a page';
    }),
  );
  const policy = headers.get('content-security-policy');
  expect(policy).toContain("form-action 'self' https://hall.example https://gjj.example:8443;");
  expect(policy).not.toContain('evil');
});

test('only https is told to stay on https', async () => {
  expect((await answer(page)).has('strict-transport-security')).toBe(false);
  expect((await answer(page, { https: true })).get('strict-transport-security')).toMatch(
    /^max-age=/,
  );
});

test('the origin of an address', () => {
  expect(originOf('https://hall.example/callback?x=1')).toBe('https://hall.example');
  expect(originOf('cn.gov.jl.app:/callback')).toBe('cn.gov.jl.app:');
  expect(originOf('nothing')).toBeUndefined();
});
