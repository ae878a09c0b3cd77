import { Refusal } from '../../errors.ts';
import { unavailable } from './outgoing.ts';

/**
 * MySQL errors that a typed name can bring about: it cannot be written in the column's character
 * set, or is no number where one is compared.
 */
const ofTheName = new Set([1267, 1292, 1300, 1366, 1406, 1690, 3854, 3988]);

/** What a typed name can bring about (SQLSTATE class 22: data exception) says that nobody has it. */
export function isOfTheName(fault: unknown): boolean {
  const { code, errno } = (fault ?? {}) as { code?: unknown; errno?: unknown };
  return (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code)) || ofTheName.has(Number(errno));
}

/** Everything else is the source's own: told with the driver's code, never with its words, which quote values. */
export function faultOf(fault: unknown): Refusal {
  if (fault instanceof Refusal) return fault;
  const { code, name } = (fault ?? {}) as { code?: unknown; name?: unknown };
  const word = [code, name].find((one) => typeof one === 'string' && /^[\w.-]{1,60}$/.test(one));
  return unavailable(`table ${word ?? 'unknown'}`);
}
