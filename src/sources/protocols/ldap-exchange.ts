import type { Duplex } from 'node:stream';
import type { BindRequest, ExtendedRequest, SearchRequest, UnbindRequest } from 'ldapts';
import { Refusal } from '../../errors.ts';
import { Unreadable } from '../unreadable.ts';
import { type Message, operations, takeMessage } from './ldap-answers.ts';
import { BerTooLong } from './ldap-ber.ts';
import { unavailable } from './outgoing.ts';

/** No honest answer is longer; a directory cannot fill our memory. */
const ANSWER_LIMIT = 256 * 1024;
const TOO_LARGE = 'directory answer too large';

type Request = BindRequest | ExtendedRequest | SearchRequest | UnbindRequest;

/** One question after the other over one stream. */
export interface Exchange {
  /**
   * Sends a question and gives what came up to its last answer (`last` is its operation), entries no
   * more than `most`.
   * @throws Refusal `sources.unavailable`; Unreadable when it is longer than any honest one
   */
  ask(make: (messageId: number) => Request, last: number, most?: number): Promise<Message[]>;
  /** Sends what has no answer. */
  tell(make: (messageId: number) => Request): void;
  ended(): boolean;
  /** Gives the stream back, for TLS. Throws when more came than was asked for. */
  release(): void;
}

interface Asked {
  id: number;
  last: number;
  most: number;
  entries: number;
  so: Message[];
  done(messages: Message[]): void;
  failed(fault: Refusal): void;
}

export function exchangeOver(stream: Duplex): Exchange {
  let rest: Buffer = Buffer.alloc(0);
  let asked: Asked | undefined;
  let number = 0;
  let came = 0;
  let ended = false;

  function end(fault: Refusal): void {
    ended = true;
    stream.destroy();
    const waiting = asked;
    asked = undefined;
    waiting?.failed(fault);
  }
  function heard(message: Message): void {
    // RFC 4511 §4.4: a message that nobody asked for says that the server is leaving.
    if (!asked || message.id !== asked.id) {
      end(unavailable('directory unasked answer'));
      return;
    }
    const { tag } = message.operation;
    const partial = tag === operations.entry || tag === operations.reference;
    if (tag !== asked.last && !(partial && asked.last === operations.done)) {
      end(unavailable('directory unexpected answer'));
      return;
    }
    asked.so.push(message);
    // Nobody's entry is to blame for that: the server does not keep to what it was asked.
    if (tag === operations.entry) asked.entries += 1;
    if (asked.entries > asked.most) {
      end(unavailable('directory more than was asked for'));
      return;
    }
    if (tag !== asked.last) return;
    const { done, so } = asked;
    asked = undefined;
    done(so);
  }
  function read(bytes: Buffer): void {
    came += bytes.length;
    if (came > ANSWER_LIMIT) {
      end(new Unreadable(TOO_LARGE));
      return;
    }
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    try {
      while (!ended) {
        const taken = takeMessage(rest, ANSWER_LIMIT);
        if (!taken) return;
        rest = taken.rest;
        heard(taken.message);
      }
    } catch (fault) {
      const large = fault instanceof BerTooLong;
      end(large ? new Unreadable(TOO_LARGE) : unavailable('directory answer unreadable'));
    }
  }
  const gone = (fault?: unknown) => end(faultOf(fault, 'closed'));
  const closed = () => end(unavailable('directory closed'));
  stream.on('data', read).on('error', gone).on('close', closed).on('end', closed);

  return {
    ask(make, last, most = Number.POSITIVE_INFINITY) {
      if (ended) return Promise.reject(unavailable('directory closed'));
      if (asked) throw new Error('one question at a time');
      number += 1;
      const id = number;
      came = 0;
      return new Promise((done, failed) => {
        asked = { id, last, most, entries: 0, so: [], done, failed };
        stream.write(make(id).write());
      });
    },
    tell(make) {
      number += 1;
      if (!ended) stream.write(make(number).write());
    },
    ended: () => ended,
    release() {
      stream.off('data', read).off('error', gone).off('close', closed).off('end', closed);
      // What came in clear after the answer was put there by somebody on the way.
      if (ended || rest.length > 0 || stream.readableLength > 0)
        throw unavailable('directory answers before TLS');
    },
  };
}

/** A fault of the network or of TLS, told by its code: its words may quote a certificate. */
export function faultOf(fault: unknown, otherwise: string): Refusal {
  if (fault instanceof Refusal) return fault;
  const { code } = (fault ?? {}) as { code?: unknown };
  const word = typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : otherwise;
  return unavailable(`directory ${word}`);
}
