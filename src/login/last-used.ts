import type { Context } from 'koa';

/**
 * The way used last in this browser: the id of a source and nothing about the person. Named as
 * DESIGN 1.1 has it: over http the name carries the port, since all ports of a host are one site.
 */
export function lastUsed(ctx: Context, issuer: string): string | undefined {
  const kept = ctx.cookies.get(nameOf(issuer)) ?? '';
  return /^[a-z][a-z0-9-]{1,39}$/.test(kept) ? kept : undefined;
}

export const rememberUsed = (ctx: Context, issuer: string, source_id: string): void =>
  keep(ctx, issuer, source_id, 31_536_000);

/** On a shared computer. */
export const forgetUsed = (ctx: Context, issuer: string): void => keep(ctx, issuer, '', 0);

function keep(ctx: Context, issuer: string, value: string, seconds: number): void {
  ctx.append(
    'Set-Cookie',
    `${nameOf(issuer)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${
      issuer.startsWith('https:') ? '; Secure' : ''
    }`,
  );
}

function nameOf(issuer: string): string {
  const { protocol, port } = new URL(issuer);
  return protocol === 'https:' ? '__Host-songhua-source' : `songhua-source-${port || '80'}`;
}
