import type { Socket } from 'node:net';
import { Refusal } from '../../errors.ts';
import { startWatch, type Watch } from './lines-watch.ts';

/** One connection to a department's system. */
export interface Line {
  socket: Socket;
  /** True once the other side or the network has ended it. */
  ended(): boolean;
  close(): void;
}

export interface Lines<L extends Line> {
  /** Does this on a line of its own, within patience; what fails closes the line. */
  on<T>(work: (line: L) => Promise<T>): Promise<T>;
  /** Closes what is idle now: it may lead to where nobody answers any more. */
  drop(): void;
  /** Closes what is idle now, and the rest as it comes back. */
  close(): void;
}

export interface How<L extends Line> {
  /** Gives a line, or fails; `made` is told of its socket first, so that it can be cut. */
  connect(made: (socket: Socket) => void): Promise<L>;
  most: number;
  patienceMs: number;
  idleMs: number;
}

/** So many may wait for each connection, for half of the patience: a storm does not pile up here. */
const WAITING = 16;

/** That many come at once is no fault of the source. */
const busy = () => new Refusal('credentials.busy', { retry_after: 2 });

/**
 * Some connections to one database or directory, opened as they are needed, and never more: whoever
 * comes while all are busy waits a bounded time in a bounded queue. Nothing in them is state.
 */
export function makeLines<L extends Line>(how: How<L>): Lines<L> {
  const { connect, most, patienceMs, idleMs } = how;
  const idle = new Map<L, NodeJS.Timeout>();
  const queue = new Set<() => void>();
  let open = 0;
  let closed = false;

  function leave(): void {
    const [next] = queue;
    if (!next) {
      open -= 1;
      return;
    }
    queue.delete(next);
    next();
  }

  /** Waits for a place among the connections; whoever leaves hands its place on. */
  async function place(): Promise<void> {
    if (open < most) {
      open += 1;
      return;
    }
    if (queue.size >= WAITING * most) throw busy();
    let turn = () => {};
    const mine = new Promise<void>((next) => {
      turn = next;
    });
    queue.add(turn);
    const wait = startWatch(patienceMs / 2);
    try {
      await Promise.race([mine, wait.cut]);
    } catch {
      // Not in line any more: the place has come to us in the same moment.
      if (!queue.delete(turn)) leave();
      throw busy();
    } finally {
      wait.stop();
    }
  }

  function drop(): void {
    for (const [line, timer] of idle) {
      clearTimeout(timer);
      line.close();
    }
    idle.clear();
  }

  function takeIdle(): L | undefined {
    for (const [line, timer] of [...idle].reverse()) {
      clearTimeout(timer);
      idle.delete(line);
      if (!line.ended()) return line;
      line.close();
    }
    return undefined;
  }

  function keep(line: L): void {
    if (closed || line.ended()) {
      line.close();
      return;
    }
    const timer = setTimeout(() => {
      idle.delete(line);
      line.close();
    }, idleMs);
    // Nobody waits for it: the process may end.
    timer.unref();
    line.socket.unref();
    idle.set(line, timer);
  }

  async function use<T>(line: L, work: (line: L) => Promise<T>): Promise<T> {
    try {
      const result = await work(line);
      keep(line);
      return result;
    } catch (fault) {
      line.close();
      throw fault;
    }
  }

  /** A line that lay idle may have been cut meanwhile: then once more, on a fresh one. */
  async function attempt<T>(work: (line: L) => Promise<T>, watch: Watch): Promise<T> {
    const kept = takeIdle();
    if (kept) {
      kept.socket.ref();
      watch.over(kept.socket);
      try {
        return await use(kept, work);
      } catch (fault) {
        if (watch.fault() || !kept.ended()) throw fault;
      }
    }
    return use(await connect(watch.over), work);
  }

  return {
    async on(work) {
      await place();
      const watch = startWatch(patienceMs);
      try {
        return await Promise.race([attempt(work, watch), watch.cut]);
      } catch (fault) {
        throw watch.fault() ?? fault;
      } finally {
        watch.stop();
        leave();
      }
    },
    drop,
    close() {
      closed = true;
      drop();
    },
  };
}
