import { z } from 'zod';
import { type ProtocolName, protocols } from '../sources/register.ts';
import { detailsShape } from '../sources/registration.ts';
import { fieldsOf } from './form-fields.ts';
import type { Part } from './source-form.ts';

/** The parts of the form that connects a source; `new` is where its page is. */
export const whoShape = z.strictObject({
  id: z.string().regex(/^(?!new$)[a-z][a-z0-9-]{1,39}$/),
  department_code: z.string().min(1).max(60),
});

export type Details = z.infer<typeof detailsShape>;

export function partsOf(protocol: ProtocolName): Record<'who' | 'details' | 'settings', Part> {
  const of = (shape: z.ZodType, prefix: string) => ({ shape, fields: fieldsOf(shape, prefix) });
  return {
    who: of(whoShape, 'source'),
    details: of(detailsShape, 'details'),
    settings: of(protocols[protocol].settings, 'settings'),
  };
}
