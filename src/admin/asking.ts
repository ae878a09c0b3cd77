import { z } from 'zod';
import { LONGEST, SHORTEST } from '../approvals/reasons.ts';

/** The reason field of every form that asks for something, decides on it, or judges it afterwards. */
export const reason = z.string().trim().min(SHORTEST).max(LONGEST);
