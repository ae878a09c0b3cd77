import { z } from 'zod';

/** The reason field of every form that asks for an act of two people. */
export const reason = z.string().trim().min(4).max(500);

/** What whoever decides says to it: 同意 is enough. */
export const verdictReason = z.string().trim().min(2).max(500);
