import type { Socket } from 'node:net';
import { Refusal } from '../../errors.ts';
import { startWatch, type Watch } from './password-table-watch.ts';

/** What a query gave, all as text: what a column means is not the driver's to say. */
export interface Table {
  columns: string[];
  rows: (string | null)[][];
}

/** One connection to a department's database. */
export interface Line {
  socket: Socket;
  ask(sql: string, values: string[]): Promise<Table>;
  /** True once the other side or the network has ended it. */
  ended(): boolean;
  close(): void;
}

export interface Lines {
  ask(sql: string, values: string[]): Promise<Table>;
  /** Closes what is idle now, and the rest as it comes back. */
  close(): void;
}

export interface How {
  /** Gives a line, or fails; `made` is told of its socket first, so that it can be cut. */
  connect(made: (socket: Socket) => void): Promise<Line>;
  most: number;
  patienceMs: number;
  idleMs: number;
}

/** So many may wait for each connection, for half of the patience: a storm does not pile up here. */
const WAITING = 16;

/** That many come at once is no fault of the source. */
const busy = () => new Refusal('credentials.busy', { retry_after: 2 });

/** Some connections to one database, opened as they are needed. Nothing in them is state. */
export function makeLines({ connect, most, patienceMs, idleMs }: How): Lines {
  const idle = new Map<Line, NodeJS.Timeout>();
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

  function takeIdle(): Line | undefined {
    for (const [line, timer] of [...idle].reverse()) {
      clearTimeout(timer);
      idle.delete(line);
      if (!line.ended()) return line;
      line.close();
    }
    return undefined;
  }

  function keep(line: Line): void {
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

  async function on(line: Line, sql: string, values: string[]): Promise<Table> {
    try {
      const table = await line.ask(sql, values);
      keep(line);
      return table;
    } catch (fault) {
      line.close();
      throw fault;
    }
  }

  /** A line that lay idle may have been cut meanwhile: then once more, on a fresh one. */
  async function attempt(sql: string, values: string[], watch: Watch): Promise<Table> {
    const kept = takeIdle();
    if (kept) {
      kept.socket.ref();
      watch.over(kept.socket);
      try {
        return await on(kept, sql, values);
      } catch (fault) {
        if (watch.fault() || !kept.ended()) throw fault;
      }
    }
    return on(await connect(watch.over), sql, values);
  }

  return {
    async ask(sql, values) {
      await place();
      const watch = startWatch(patienceMs);
      try {
        return await Promise.race([attempt(sql, values, watch), watch.cut]);
      } catch (fault) {
        throw watch.fault() ?? fault;
      } finally {
        watch.stop();
        leave();
      }
    },
    close() {
      closed = true;
      for (const [line, timer] of idle) {
        clearTimeout(timer);
        line.close();
      }
      idle.clear();
    },
  };
}
