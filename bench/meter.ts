import { writeFile } from 'node:fs/promises';
import { Server } from 'node:http';
import { Session } from 'node:inspector/promises';
import { type Counted, roundTrips } from './round-trips.ts';

/** What one server process says of itself since it was last asked to begin anew. */
export interface Reading extends Counted {
  requests: number;
  /** Microseconds of user and system time of the whole process, jobs in the background included. */
  cpu: number;
  /** The same between the last reading and the beginning. */
  before: number;
  /** Bytes of the process in memory by now. */
  resident: number;
}

/** What the bench asks over the channel; each is answered by one message. */
export type Asked =
  | { ask: 'begin'; counting: boolean }
  | { ask: 'read' }
  | { ask: 'profile' }
  | { ask: 'profiled'; file: string };

const SAMPLE_US = 100;
const KEPT_MS = 300_000;

/**
 * Measures the process that it is called in, from outside of what runs there: the server's own code
 * is the same with and without it.
 */
export function meter(): void {
  const trips = roundTrips();
  const profiler = new Session();
  let requests = 0;
  let began = process.cpuUsage();
  let rested = began;
  let before = 0;

  const emit = Server.prototype.emit as (...args: unknown[]) => boolean;
  Server.prototype.emit = function (this: Server, ...args: unknown[]) {
    // The bench keeps its connections over the turns of the others.
    if (args[0] === 'listening') this.keepAliveTimeout = KEPT_MS;
    if (args[0] !== 'request') return emit.apply(this, args);
    requests += 1;
    return trips.inRequest(() => emit.apply(this, args));
  } as typeof Server.prototype.emit;

  const answers = {
    begin({ counting }: { counting: boolean }) {
      requests = 0;
      trips.begin(counting);
      before = micros(process.cpuUsage(rested));
      began = process.cpuUsage();
      return 'begun';
    },
    read() {
      const cpu = micros(process.cpuUsage(began));
      rested = process.cpuUsage();
      const resident = process.memoryUsage.rss();
      return { requests, cpu, before, resident, ...trips.counted() } satisfies Reading;
    },
    async profile() {
      profiler.connect();
      await profiler.post('Profiler.enable');
      await profiler.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
      await profiler.post('Profiler.start');
      return 'sampling';
    },
    async profiled({ file }: { file: string }) {
      const { profile } = await profiler.post('Profiler.stop');
      profiler.disconnect();
      await writeFile(file, JSON.stringify(profile));
      return 'written';
    },
  };
  process.on('message', async (asked: Asked) => {
    if ('ask' in asked) process.send?.(await answers[asked.ask](asked as never));
  });
}

const micros = ({ user, system }: NodeJS.CpuUsage): number => user + system;
