/** The composition root: makes every part, mounts it, and says in which order a request meets them. */
import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import compose from 'koa-compose';
import type { Logger } from 'pino';
import type { Config } from '../config/index.ts';
import * as account from './account/account.ts';
import * as admin from './admin/admin.ts';
import * as approvals from './approvals/approvals.ts';
import * as syslog from './audit/syslog.ts';
import type { Base } from './base.ts';
import * as acceptance from './clients/acceptance/acceptance.ts';
import * as clients from './clients/clients.ts';
import { type Counts, makeCounts } from './clients/dynamic/counts.ts';
import * as registration from './clients/dynamic/routes.ts';
import * as logos from './clients/routes.ts';
import { watchConfigVersion } from './config-version.ts';
import { queue as passwords } from './credentials/hashing.ts';
import { asIssuer } from './http/as-issuer.ts';
import { errors } from './http/errors.ts';
import { type House, house } from './http/frame.ts';
import { headers } from './http/headers.ts';
import { health } from './http/health.ts';
import { wholeAddress } from './http/input.ts';
import { locale } from './http/locale.ts';
import { requestLog } from './http/log.ts';
import { makeMetrics, serveMetrics } from './http/metrics.ts';
import { networkPace } from './http/network-pace.ts';
import { privacy } from './http/privacy.tsx';
import { requestId } from './http/request-id.ts';
import { seeOther } from './http/see-other.ts';
import { statics } from './http/static.ts';
import { makeAuthorities } from './identities/authorities.ts';
import * as conflicts from './identities/conflicts.ts';
import * as login from './login/login.ts';
import { readings, type Waiting } from './measures/expose.ts';
import * as messages from './messages/messages.ts';
import * as sink from './messages/sink.ts';
import { machinePaths } from './oidc/answers.ts';
import { postgresStore } from './oidc/artefacts/postgres-store.ts';
import { redisStore } from './oidc/artefacts/redis-store.ts';
import { makeOidc } from './oidc/oidc.ts';
import { noteRequests } from './oidc/request-notes.ts';
import * as sandboxes from './oidc/sandbox/sandbox.ts';
import * as outbox from './outbox/outbox.ts';
import * as portal from './portal/portal.ts';
import * as records from './records/routes.ts';
import type { Redis } from './redis.ts';
import type * as sessions from './sessions/sessions.ts';
import * as sources from './sources/sources.ts';

export type App = Awaited<ReturnType<typeof makeApp>>;

/** What every page says of who runs this. */
export const houseOf = ({ ownerName, helpLine, sandbox }: Config): House => ({
  owner: ownerName,
  help_line: helpLine,
  sandbox,
});

export interface AppOptions {
  /** How the robot of a sandbox waits for a client; a clock unless told. */
  robotWaits?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** `redis` where a setting names one: it then holds what passes. */
export async function makeApp(
  base: Base,
  config: Config,
  log: Logger,
  redis?: Redis,
  options: AppOptions = {},
) {
  const { issuer, sandbox } = config;
  const limits: sessions.Limits = {
    idle: config.sessionIdleMinutes * 60_000,
    kiosk_idle: 2 * 60_000,
    absolute: config.sessionHours * 3_600_000,
  };
  const outside = config.outside();
  const configured = messages.makeSenders(outside, base.clock);
  // Of a sandbox nothing goes out to citizens: developers read it (ADR 0044).
  const senders = sandbox ? sink.sunk(base, configured) : configured;
  const authorities = makeAuthorities(outside.checks);
  const lasting = postgresStore(base);
  const artefacts = redis ? redisStore(base, redis, lasting) : lasting;
  const honest = await makeOidc(base, artefacts, {
    ...{ issuer, sandbox, limits },
    cookieKeys: config.formKeys(),
  });
  // The one way into src/oidc/sandbox: a gateway that is none has nothing that answers otherwise.
  const oidc = sandbox ? sandboxes.sandboxed(base, issuer, honest) : honest;
  const robot = sandbox ? sandboxes.robotGround(base, issuer, options.robotWaits) : undefined;
  if (sandbox) await sandboxes.settle(base, issuer);
  const watch = watchConfigVersion(base.db, base.clock, oidc.reload);
  await watch.check();
  await oidc.reload();

  const requests = clients.requestLog(base);
  const registrations = makeCounts();

  const app = new Koa({ proxy: true, maxIpsCount: config.trustedProxies });
  app.keys = config.formKeys() as never;
  const metrics = makeMetrics();
  app.use(metrics.count());
  app.use(requestId());
  app.use(requestLog(log));
  app.use(house(houseOf(config)));
  app.use(headers({ https: issuer.startsWith('https:') }));
  // Before asIssuer: what a proxy wrote is looked at as it came.
  app.use(
    serveMetrics(metrics, {
      token: config.metricsToken(),
      proxied: config.trustedProxies > 0,
      refresh: () => readings(base, waiting(base, config, watch.age, { requests, registrations })),
    }),
  );
  app.use(asIssuer(issuer, config.trustedProxies));
  app.use(
    health({
      config_version: watch.ready,
      database: () => databaseAnswers(base),
      ...(redis && { redis: () => redis.answers() }),
    }),
  );
  app.use(noteRequests(oidc.known, requests));
  app.use(errors(log));
  app.use(wholeAddress());
  // What other machines call, and most often, meets nothing that is there for pages.
  const machines = compose([oidc.unitOfWork, oidc.endpoints] as Middleware[]);
  app.use((ctx, next) => (machinePaths.has(ctx.path) ? machines(ctx, next) : next()));
  const registering = registration.routes({
    ...{ base, issuer, counts: registrations },
    announced: () => known(watch),
  });
  app.use(registering.routes());
  app.use(locale({ issuer, clock: base.clock }));
  app.use(statics());
  app.use(privacy());
  const recovery_wait_ms = config.recoveryWaitHours * 3_600_000;
  const face = {
    ...{ ...oidc, base, issuer, senders, authorities, recovery_wait_ms },
    // The accounts that everybody in a sandbox knows the password of are changed by nobody.
    ...(sandbox && { isShared: (id: string) => sandboxes.isCitizen(base, id) }),
  };
  const gate = { sandbox: config.sandbox, domains: config.developerMailDomains };
  // The staff realm: it shares nothing with the pages of citizens, nor with the engine.
  const consoles = [
    admin.signInRoutes({ base, issuer }),
    admin.mountConsole({
      ...{ base, issuer, senders, authorities, absolute: limits.absolute },
      ...{ approvals: admin.approvals, developers: gate },
      key_days: config.keyRotationDays,
      previews: login.previews(face),
    }),
  ];
  // So do the developers of applications.
  // No report counts until there is one to read.
  const reports = config.sandboxIssuer && {
    ...{ issuer: config.sandboxIssuer, networks: config.outsideNetworks },
  };
  const accepted = acceptance.gate(reports || undefined);
  const blocks = config.sandboxNetworks;
  const doors = { base, issuer, senders, gate, accepted, ...(sandbox && { blocks }) };
  const portals = [portal.signInRoutes(doors), portal.mountPortal(doors)];
  const realms = [...consoles, ...portals];
  for (const router of realms) app.use(router.routes());
  // Where a stranger's request may write something that passes.
  for (const path of ['/auth', '/signout']) app.use(networkPace(path, config.authPerNetwork));
  app.use(oidc.unitOfWork);
  // Nor does an authorisation look for its address among the pages.
  app.use((ctx, next) => (ctx.path === '/auth' ? oidc.endpoints(ctx, next) : next()));

  const parts = [
    login.routes(face),
    account.routes({
      ...face,
      startLinking: (ctx, source_id) => login.startLinking(face, ctx, source_id),
    }),
    account.stopRoutes(face),
    account.kioskRoutes({
      ...face,
      startLinking: (ctx, source_id) => login.startLinking(face, ctx, source_id),
    }),
    records.routes(face),
    ...(sandbox ? sandboxes.sandboxRoutes(base, issuer) : []),
    logos.routes(face),
    new Router()
      .get('/', (ctx) => seeOther(ctx, '/account'))
      .get('/signed-out', (ctx) => oidc.signedOutPage(ctx)),
  ];
  for (const router of parts) app.use(router.routes());
  app.use(oidc.endpoints);
  for (const router of [registering, ...realms, ...parts]) app.use(router.allowedMethods());

  return {
    ...{ koa: app, oidc, artefacts, limits, watch, approvals: admin.approvals, senders },
    ...{ requests, robot },
  };
}

/** What `/metrics` asks of the parts. */
const waiting = (
  base: Base,
  config: Config,
  configAge: () => number,
  { requests, registrations }: { requests: clients.RequestLog; registrations: Counts },
): Waiting => ({
  deliveries: () => outbox.outstanding(base),
  syslog: config.auditSyslog && (() => syslog.unsent(base)),
  conflicts: () => conflicts.countOpen(base, null, 10_000),
  clients: () => clients.countByState(base),
  approvals: () => approvals.openCounts(base),
  sources: () => sources.readings(base),
  atSources: sources.inFlight,
  passwords: passwords.inLine,
  requestsUnlogged: requests.unlogged,
  registrations: registrations.all,
  configAge,
});

/** This node knows what was committed before: the first of two polls may have begun earlier. */
async function known(watch: { check(): Promise<void> }): Promise<void> {
  // One that fails shows in the readiness, and the next is due soon.
  for (let poll = 0; poll < 2; poll++) await watch.check().catch(() => {});
}

async function databaseAnswers(base: Base): Promise<boolean> {
  await base.db.raw('select');
  return true;
}
