import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { routeOf } from './log.ts';
import { type MetricName, metricNames } from './metric-names.ts';

/** Values by their labels, in the order of metric-names.ts; what is not among them is told no more. */
type Values = readonly (readonly [labels: readonly string[], value: number])[];
export type Readings = Partial<Record<MetricName, Values>>;

export interface Metrics {
  /** Counts requests; stands before everything else. */
  count(): Middleware;
  /** Takes the place of what was told before, of these names. */
  set(readings: Readings): void;
  /** The text that Prometheus reads (exposition format 0.0.4). */
  text(): Promise<string>;
}

/** Of the process, once: the event loop has one delay however many gateways a test starts. */
let ofProcess: Registry | undefined;

/** A registry of one gateway. */
export function makeMetrics(): Metrics {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: 20 });
  }
  const process = ofProcess;
  const registry = new Registry();
  const seconds = new Histogram({
    ...declared('songhua_http_request_seconds'),
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const others = new Map<MetricName, Counter | Gauge>();
  for (const [name, { kind }] of Object.entries(metricNames)) {
    if (kind === 'histogram') continue;
    const asked = { ...declared(name as MetricName), registers: [registry] };
    others.set(name as MetricName, kind === 'counter' ? new Counter(asked) : new Gauge(asked));
  }
  return {
    count: () => countInto(seconds),
    set(readings) {
      for (const [name, values] of Object.entries(readings) as [MetricName, Values][]) {
        const metric = others.get(name);
        if (!metric) throw new RangeError(`${name} is not set but counted`);
        metric.reset();
        // A number without labels is 0 after a reset; with nothing to say it is not said.
        if (values.length === 0 && metricNames[name].labels.length === 0) metric.remove();
        for (const [labels, value] of values) {
          if (metric instanceof Counter) metric.labels(...labels).inc(value);
          else metric.labels(...labels).set(value);
        }
      }
    },
    text: async () => `${await registry.metrics()}${await process.metrics()}`,
  };
}

const declared = (name: MetricName) => {
  const { help, labels } = metricNames[name];
  return { name, help, labelNames: [...labels] };
};

/**
 * The route's pattern and the class of the status, which are few; looked up by one text, since a
 * histogram would sort and join its labels at every request.
 */
function countInto(seconds: Histogram): Middleware {
  const known = new Map<string, { observe(value: number): void }>();
  return async (ctx, next) => {
    const began = performance.now();
    try {
      await next();
    } finally {
      const route = routeOf(ctx);
      const key = `${ctx.status >= 500 ? 5 : Math.trunc(ctx.status / 100)} ${route}`;
      let one = known.get(key);
      if (!one) {
        one = seconds.labels(route, `${key[0]}xx`);
        known.set(key, one);
      }
      one.observe((performance.now() - began) / 1_000);
    }
  };
}

/**
 * `/metrics`. With a token, for whoever sends it (RFC 6750 §2.1); without one, only for a reader on
 * this very machine that came without a proxy, and only where the settings know of none: a proxy
 * need not say that it is one. For others there is no such page.
 */
export function serveMetrics(
  metrics: Metrics,
  {
    token,
    proxied,
    refresh,
  }: { token: string | undefined; proxied: boolean; refresh(): Promise<Readings> },
): Middleware {
  // Two readers at once are answered from one reading.
  let reading: Promise<void> | undefined;
  const read = async () => metrics.set(await refresh());
  return async (ctx, next) => {
    if (ctx.path !== '/metrics' || ctx.method !== 'GET') return next();
    ctx.state.route = '/metrics';
    if (token === undefined) {
      if (proxied || !isOnThisMachine(ctx)) return next();
    } else if (!isBearerOf(ctx, token)) {
      ctx.status = 401;
      ctx.set('WWW-Authenticate', 'Bearer realm="metrics"');
      return;
    }
    reading ??= read().finally(() => {
      reading = undefined;
    });
    await reading;
    ctx.set('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE);
    ctx.body = await metrics.text();
  };
}

const through = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

function isOnThisMachine({ req }: Context): boolean {
  const peer = req.socket.remoteAddress ?? '';
  const loopback = /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(peer) || peer === '::1';
  return loopback && through.every((header) => req.headers[header] === undefined);
}

function isBearerOf(ctx: Context, token: string): boolean {
  const [, given = ''] = /^Bearer ([\w-]+)$/i.exec(ctx.get('Authorization')) ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
