import { randomBytes } from 'node:crypto';
import type { UseChallenge } from './webauthn.ts';

/** Given by the face: true for exactly one caller on any node, within that time. */
export interface Once {
  once(key: string, ttlSeconds: number): Promise<boolean>;
}

/** Longer than any challenge is good for. */
const TTL = 3 * 3600;

export const newChallenge = (): string => randomBytes(32).toString('base64url');

/** An answer counts for the challenge that was given out in this sign-in, or this session, and once. */
export const use =
  (passing: Once, given: string): UseChallenge =>
  async (challenge) =>
    challenge === given && (await passing.once(`challenge ${challenge}`, TTL));
