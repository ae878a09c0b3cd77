import { createHash } from 'node:crypto';

/** What stands for a token where two are compared: tokens are not kept. */
export const digest = (value: unknown): string | null =>
  typeof value === 'string' && value !== ''
    ? createHash('sha256').update(value).digest('base64url')
    : null;
