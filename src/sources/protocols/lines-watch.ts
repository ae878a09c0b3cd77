import type { Socket } from 'node:net';
import type { Refusal } from '../../errors.ts';
import { unavailable } from './outgoing.ts';

/** Far more than two honest rows; a department cannot fill our memory. */
const ANSWER_LIMIT = 256 * 1024;
const LOOK_MS = 25;

/** Patience with one question: how long it may take, and how much may come back. */
export interface Watch {
  /** Rejects when patience ends; never resolves. */
  cut: Promise<never>;
  /** Why it was cut. */
  fault(): Refusal | undefined;
  /** The socket that is cut then; the latest one counts. */
  over(socket: Socket): void;
  stop(): void;
}

export function startWatch(patienceMs: number): Watch {
  let fault: Refusal | undefined;
  let socket: Socket | undefined;
  let before = 0;
  let reject: (fault: Refusal) => void = () => {};
  const cut = new Promise<never>((_, no) => {
    reject = no;
  });
  // Whoever races with it hears it; nobody else need.
  cut.catch(() => {});
  const end = (word: string) => {
    fault ??= unavailable(word);
    socket?.destroy();
    reject(fault);
  };
  const patience = setTimeout(() => end('timeout'), patienceMs);
  const size = setInterval(() => {
    if (socket && socket.bytesRead - before > ANSWER_LIMIT) end('answer too large');
  }, LOOK_MS);
  return {
    cut,
    fault: () => fault,
    over(next) {
      socket = next;
      before = next.bytesRead;
      if (fault) next.destroy();
    },
    stop() {
      clearTimeout(patience);
      clearInterval(size);
    },
  };
}
