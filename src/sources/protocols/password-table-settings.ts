import { isIP } from 'node:net';
import { z } from 'zod';
import { formatNames, isSalted, misfit } from '../../credentials/formats/formats.ts';
import { range } from './address.ts';
import { prepare, QueryFault } from './password-table-query.ts';

const column = z.string().min(1).max(63);

const columns = z
  .strictObject({
    subject: column.describe('The lasting key of the account; never a name that changes hands.'),
    hash: column.describe('The stored hash.'),
    salt: column.optional().describe('The salt, where it is not part of the hash.'),
    locked: column.optional().describe('Whether the account is locked.'),
  })
  .describe('Which column of the answer holds what; the mapping names those about the person.');

/** What a format must be told; which of them mean something for it, the format itself knows. */
const formatParams = z.strictObject({
  charset: z.enum(['utf8', 'gbk']).optional(),
  salt_encoding: z.enum(['text', 'hex', 'base64']).optional(),
  iterations: z.int().optional(),
  key_length: z.int().optional(),
  cost: z.int().optional(),
  block_size: z.int().optional(),
  parallelism: z.int().optional(),
  usual_cost: z.int().optional(),
});

/** The settings of one department's table of accounts. */
export const passwordTableSettings = z
  .strictObject({
    engine: z.enum(['postgresql', 'mysql']).describe('`mysql` is MariaDB too.'),
    host: z
      .string()
      .min(1)
      .max(255)
      .describe('A name, an address, or the path of a unix socket (PostgreSQL: its directory).'),
    port: z.int().min(1).max(65_535).optional().describe('Default 5432, or 3306.'),
    networks: z
      .array(range)
      .default([])
      .describe('Where the host may lie; an address outside is never connected to.'),
    database: z.string().min(1).max(63).describe('The database.'),
    user: z.string().min(1).max(63).describe('Our account there, which may only read.'),
    password: z.string().max(1024).meta({ secret: true }).describe('Its password.'),
    tls: z
      .enum(['verified', 'off'])
      .default('verified')
      .describe('`off` only where the line between is protected otherwise.'),
    ca: z.string().max(20_000).optional().describe('The certificate authority, PEM.'),
    server_name: z.string().max(255).optional().describe('The name in its certificate, if other.'),
    query: z.string().min(1).max(4_000).describe('One SELECT with `:username`.'),
    columns,
    hash: z
      .strictObject({
        format: z.enum(formatNames).describe('How the hash was made.'),
        params: formatParams.optional(),
      })
      .describe('docs/integrate-a-source/password-table.md lists the formats.'),
    locked_values: z
      .array(z.string().max(40))
      .default(['1', 'true', 't', 'y', 'yes'])
      .describe('What stands in `locked` for a locked account.'),
    patience_ms: z.int().min(100).max(10_000).default(3_000).describe('For connecting and answer.'),
    connections: z.int().min(1).max(20).default(4).describe('At most, for each gateway process.'),
    idle_s: z.int().min(1).max(600).default(60).describe('A connection unused so long is closed.'),
  })
  .superRefine((settings, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    try {
      prepare(settings.query, () => '?');
    } catch (thrown) {
      if (!(thrown instanceof QueryFault)) throw thrown;
      fault('query', thrown.message);
    }
    const { format, params = {} } = settings.hash;
    const unfit = misfit(format, params);
    if (unfit) fault('hash', [unfit.param, unfit.why].filter(Boolean).join(' '));
    if (isSalted(format) !== (settings.columns.salt !== undefined))
      fault('columns', `${format} ${isSalted(format) ? 'needs' : 'has no'} column salt`);
    if (settings.host.startsWith('/')) return;
    if (settings.networks.length === 0) fault('networks', 'must name where the host may lie');
    const named = settings.server_name ?? (isIP(settings.host) ? '' : settings.host);
    if (settings.tls === 'verified' && !named)
      fault('server_name', 'must be said where the host is an address');
  });

export type PasswordTableSettings = z.output<typeof passwordTableSettings>;
