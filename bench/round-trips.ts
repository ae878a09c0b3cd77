import { AsyncLocalStorage } from 'node:async_hooks';
import { Pipeline, Redis } from 'ioredis';
import pg from 'pg';
import { redisTrip, type SentCommand, statementTrip } from './trip-names.ts';

/** What the requests of a server waited for; what jobs ask beside them is left out. */
export interface Counted {
  /** Round trips by name. */
  redis: Record<string, number>;
  postgres: Record<string, number>;
  /** The longest chain of round trips one after the other, of each request, added up. */
  waits: number;
}

/** One request: how long the chain is that has come back, and that has been sent. */
interface Chain {
  back: number;
  sent: number;
}

type Method = (...args: unknown[]) => unknown;

/**
 * Counts the round trips of this process by wrapping both drivers. A pipeline or MULTI of Redis is
 * one, so is a script. Round trips under way at the same time share one place in the chain.
 */
export function roundTrips() {
  const requests = new AsyncLocalStorage<Chain>();
  let counting = false;
  let chains: Chain[] = [];
  let redis: Record<string, number> = {};
  let postgres: Record<string, number> = {};

  /** Notes one that leaves now; gives what to call when it is back. */
  function leaves(chain: Chain, by: Record<string, number>, name: string): () => void {
    by[name] = (by[name] ?? 0) + 1;
    const place = chain.back + 1;
    chain.sent = Math.max(chain.sent, place);
    return () => {
      chain.back = Math.max(chain.back, place);
    };
  }
  const current = () => (counting ? requests.getStore() : undefined);

  const query = pg.Client.prototype.query as unknown as Method;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const chain = current();
    if (!chain) return query.apply(this, args);
    const [asked] = args as [string | { text: string }];
    const back = leaves(
      chain,
      postgres,
      statementTrip(typeof asked === 'string' ? asked : asked.text),
    );
    const told = args.at(-1);
    if (typeof told === 'function') {
      args[args.length - 1] = (...answer: unknown[]) => {
        back();
        return told(...answer);
      };
      return query.apply(this, args);
    }
    return whenBack(query.apply(this, args), back);
  } as unknown as typeof pg.Client.prototype.query;

  const send = Redis.prototype.sendCommand as unknown as Method;
  Redis.prototype.sendCommand = function (this: Redis, command: SentCommand, stream: unknown) {
    const chain = stream === undefined ? current() : undefined;
    if (!chain) return send.call(this, command, stream);
    const back = leaves(chain, redis, redisTrip(this, [command]));
    return whenBack(send.call(this, command, stream), back);
  } as unknown as typeof Redis.prototype.sendCommand;

  type Sending = { _queue: SentCommand[]; _transactions: number; redis: Redis };
  const exec = Pipeline.prototype.exec as unknown as Method;
  Pipeline.prototype.exec = function (this: Sending, ...args: unknown[]) {
    // Within a MULTI the first call only queues EXEC.
    const chain = this._transactions === 0 ? current() : undefined;
    if (!chain) return exec.apply(this, args);
    const back = leaves(chain, redis, redisTrip(this.redis, this._queue));
    return whenBack(exec.apply(this, args), back);
  } as unknown as typeof Pipeline.prototype.exec;

  return {
    inRequest<T>(work: () => T): T {
      if (!counting) return work();
      const chain = { back: 0, sent: 0 };
      chains.push(chain);
      return requests.run(chain, work);
    },
    begin(count: boolean) {
      counting = count;
      // Once run, a storage costs every promise a little until it is switched off.
      if (!count) requests.disable();
      chains = [];
      redis = {};
      postgres = {};
    },
    counted: (): Counted => ({
      redis,
      postgres,
      waits: chains.reduce((sum, { sent }) => sum + sent, 0),
    }),
  };
}

function whenBack(answer: unknown, back: () => void): unknown {
  Promise.resolve(answer).then(back, back);
  return answer;
}
