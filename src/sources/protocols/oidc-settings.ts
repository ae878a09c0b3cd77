import { z } from 'zod';
import { isNetwork } from '../../outbox/networks.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The settings of one OpenID provider. Plain http is taken only on this machine, and only when allowed. */
export const oidcSettings = z
  .strictObject({
    issuer: z.url({ protocol: /^https?$/ }).describe('The issuer; its discovery document is read.'),
    client_id: z.string().min(1).max(255).describe('Our client_id there.'),
    client_secret: z.string().min(1).max(1024).meta({ secret: true }).describe('Our secret there.'),
    client_auth: z
      .enum(['client_secret_basic', 'client_secret_post'])
      .default('client_secret_basic')
      .describe('How the secret is sent to the token endpoint.'),
    scope: z
      .string()
      .regex(/(^| )openid( |$)/, 'must hold openid')
      .default('openid profile phone')
      .describe('What is asked for.'),
    origins: z
      .array(z.url({ protocol: /^https?$/ }))
      .default([])
      .describe('Further origins that its sign-in redirects through.'),
    networks: z
      .array(
        z.string().refine(isNetwork, 'must be a block of private addresses, such as 10.20.0.0/16'),
      )
      .max(20)
      .default([])
      .describe('Blocks of private addresses that it may be reached in; public ones need none.'),
    patience_ms: z
      .int()
      .min(100)
      .max(10_000)
      .default(5_000)
      .describe('How long one answer of the source is waited for.'),
    allow_http: z
      .boolean()
      .default(false)
      .describe('Development only: plain http, and only to this machine.'),
  })
  .superRefine((settings, context) => {
    const { protocol, hostname } = new URL(settings.issuer);
    if (protocol === 'https:' || (settings.allow_http && loopback.has(hostname))) return;
    context.addIssue({ code: 'custom', path: ['issuer'], message: 'must be https' });
  });

export type OidcSettings = z.output<typeof oidcSettings>;
