import { Refusal } from '../errors.ts';

/** Seconds after which a database that went away is worth another try. */
const again = 5;

/**
 * What a thrown thing means to the person: a refusal as it is, a database or artefact store that
 * does not answer as `http.unavailable`, text that PostgreSQL cannot hold as `http.bad_input`, and
 * anything else as a fault of ours.
 */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (storeIsGone(thrown)) {
    return new Refusal('http.unavailable', { retry_after: again, cause: thrown });
  }
  // untranslatable_character and character_not_in_repertoire: a NUL or a broken encoding.
  const code = field(thrown, 'code');
  if (code === '22P05' || code === '22021') return new Refusal('http.bad_input', { cause: thrown });
  if (thrown instanceof URIError || field(thrown, 'name') === 'BadRequestError') {
    return new Refusal('http.bad_input', { cause: thrown });
  }
  return new Refusal('http.internal', { cause: thrown });
}

/** PostgreSQL's classes 08 (connection), 57P (shutting down, starting up), 53300 (too many connections). */
const gone = /^(08...|57P0[1-5]|53300)$/;

function storeIsGone(thrown: unknown): boolean {
  const code = String(field(thrown, 'code') ?? '');
  const name = field(thrown, 'name');
  if (gone.test(code) || name === 'KnexTimeoutError' || name === 'RedisGone') return true;
  if (field(thrown, 'syscall') === 'connect') return true;
  if (code === 'ECONNRESET' || code === 'EPIPE') return true;
  // pg says these two only in words.
  return /^(Connection terminated|Client has encountered a connection error)/.test(
    String(field(thrown, 'message') ?? ''),
  );
}

function field(thrown: unknown, name: string): unknown {
  return typeof thrown === 'object' && thrown !== null
    ? (thrown as Record<string, unknown>)[name]
    : undefined;
}
