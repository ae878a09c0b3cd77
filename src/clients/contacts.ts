import { z } from 'zod';
import type { Rule } from '../faults.ts';

const contact = z.strictObject({
  name: z.string().trim().min(1).max(50),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 -]{5,19}$/, 'phone' satisfies Rule),
  mail: z.email('mail' satisfies Rule).max(254),
});

/** Who answers for it; whoever is on duty is called when people cannot sign in there. */
export const contactsShape = z.strictObject({
  responsible: contact,
  technical: contact,
  duty: contact.optional(),
});

export type Contact = z.infer<typeof contact>;
export type Contacts = z.infer<typeof contactsShape>;
