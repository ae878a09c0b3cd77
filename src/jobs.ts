import type { Logger } from 'pino';
import type { Config } from '../config/index.ts';
import type { App } from './app.ts';
import * as approvals from './approvals/approvals.ts';
import { archiveOld } from './audit/archive.ts';
import { removeOldExports } from './audit/exports.ts';
import { fileSink } from './audit/heads.ts';
import { ensurePartitions } from './audit/partitions.ts';
import { runSealer } from './audit/sealer.ts';
import { send } from './audit/syslog.ts';
import { syslogSink } from './audit/syslog-door.ts';
import type { Base } from './base.ts';
import * as acceptance from './clients/acceptance/acceptance.ts';
import * as clients from './clients/clients.ts';
import * as codes from './credentials/one-time-codes.ts';
import * as developers from './developers/developers.ts';
import { telling } from './endings/endings.ts';
import { faultOf } from './http/errors.ts';
import * as rateLimit from './http/rate-limit.ts';
import * as keys from './keys/keys.ts';
import * as measures from './measures/measures.ts';
import * as desk from './merging/desk-own.ts';
import { deliverMessage } from './messages/deliver.ts';
import * as messages from './messages/messages.ts';
import * as sink from './messages/sink.ts';
import { removeOldNotices } from './outbox/retention.ts';
import { runWorker } from './outbox/worker.ts';
import * as sessions from './sessions/sessions.ts';
import * as sources from './sources/sources.ts';
import * as staff from './staff/staff.ts';
import * as support from './support/support.ts';

const EXPIRED_AT_ONCE = 1_000;
const SECOND = 1_000;
const MINUTE = 60_000;

/**
 * What runs beside requests on every node: deliveries, the session sweeper, the sealer of the trail,
 * the roll-ups that follow it, expiry, key rotation. Each is safe on any number of nodes; `stop` lets what is in flight end.
 */
export function startJobs(
  base: Base,
  app: App,
  config: Config,
  log: Logger,
): { stop(): Promise<void> } {
  const onFault = (job: string) => (fault: unknown) =>
    log.error({ job, fault: faultOf(fault) }, 'job');
  const sealer = runSealer(base, {
    sink: fileSink(config.auditHeadsFile),
    everyMs: 1_000,
    warn: (what, detail) => log.error({ job: 'sealer', ...detail }, what),
  });
  const worker = runWorker(
    base,
    {
      logout: app.oidc.tellLogout,
      artefact: app.oidc.endArtefact,
      notice: app.oidc.tellNotice,
      message: deliverMessage(app.senders),
    },
    {
      onFault: onFault('outbox'),
      onBack: clients.noteBack,
    },
  );
  const leaving = new AbortController();
  const endings = {
    endSession: (uid: string) => app.artefacts.endSession(uid),
    lastActivity: (uids: string[]) => app.artefacts.lastActivity(uids),
  };
  const sweeper = sessions.runSweeper(base, endings, {
    limits: app.limits,
    onFault: onFault('sweeper'),
  });
  const expiry = every(MINUTE, onFault('expiry'), async () => {
    while ((await app.artefacts.removeExpired(EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await rateLimit.removeExpired(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await messages.removeOld(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await codes.removeOld(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await staff.endStale(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await staff.removeExpired(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await developers.endStale(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await developers.removeExpired(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await approvals.expire(base)) >= EXPIRED_AT_ONCE);
    while ((await desk.removeOldProofs(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await sessions.removeOldAtSource(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await sources.removeOldAnswers(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    while ((await sources.forgetEdits(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    if (app.robot) {
      await acceptance.removeOldSwitches(base);
      while ((await acceptance.removeOldRuns(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
      while ((await sink.removeOld(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    }
    while ((await clients.removeOldRequests(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
  });
  // Each is asked about hourly; a source that is new, or did not answer, need not wait so long.
  const documents = every(5 * MINUTE, onFault('documents'), async () => {
    const { failed } = await sources.refreshDocuments(base);
    for (const one of failed) log.warn({ job: 'documents', ...one }, 'source document');
  });
  // Each source is asked about once a minute, by whichever node comes first.
  const everyMs = config.sourceProbeSeconds * SECOND;
  const probing = every(5 * SECOND, onFault('probing'), async () => {
    if (everyMs > 0) await sources.probeDue(base, { everyMs });
  });
  const counting = every(1_000, onFault('measures'), async () => {
    await measures.follow(base);
  });
  const noting = every(SECOND, onFault('client requests'), () => app.requests.flush());
  const lostKeys = every(SECOND, onFault('revoked keys'), app.oidc.endGrantsOfRevokedKeys);
  const approved = every(SECOND, onFault('approvals'), async () => {
    await approvals.finishAfters(base, app.approvals);
    await clients.endDue(base);
  });
  const ending = { tell: telling(app.senders), endGrants: app.oidc.endGrantsOfClient };
  const ends = every(SECOND, onFault('ends of clients'), async () => {
    while (!leaving.signal.aborted && (await clients.followEnd(base, ending)));
  });
  const mails = { senders: app.senders, issuer: config.issuer, langOf: developers.langOf };
  const news = every(SECOND, onFault('news of clients'), async () => {
    while (!leaving.signal.aborted && (await clients.tellOne(base, mails)));
  });
  const reviews = every(MINUTE, onFault('reviews'), async () => {
    while (await clients.remindOne(base));
  });
  const upkeep = every(60 * MINUTE, onFault('upkeep'), async () => {
    await ensurePartitions(base);
    await keys.rotateWhenDue(base, config.keyRotationDays);
    await removeOldNotices(base);
    while ((await support.removeEnded(base, EXPIRED_AT_ONCE)) >= EXPIRED_AT_ONCE);
    await measures.removeOld(base);
    while ((await removeOldExports(base)) > 0);
  });
  // Its runs take minutes, of which most is waiting for the client.
  const trying = every(SECOND, onFault('acceptance'), async () => {
    if (app.robot) while (await acceptance.runOne(app.robot, leaving.signal));
  });
  const { auditArchiveDir: directory, auditOnlineDays: onlineDays } = config;
  const warn = (what: string, detail: object) => log.error({ job: 'archive', ...detail }, what);
  const archive = every(60 * MINUTE, onFault('archive'), async () => {
    const { signal } = leaving;
    const afterSyslog = config.auditSyslog !== undefined;
    if (directory) await archiveOld(base, { directory, onlineDays, afterSyslog, warn, signal });
  });
  const syslog = config.auditSyslog && startSyslog(base, config, log, leaving.signal);
  return {
    async stop() {
      leaving.abort();
      await Promise.all([archive.stop(), syslog?.stop(), trying.stop()]);
      await Promise.all([
        ...[expiry.stop(), upkeep.stop(), counting.stop(), documents.stop(), probing.stop()],
        ...[sweeper.stop(), worker.stop(), approved.stop(), lostKeys.stop()],
        ...[ends.stop(), news.stop(), reviews.stop()],
      ]);
      await noting.stop();
      await app.requests.flush().catch(onFault('client requests'));
      // Last, so that what the others did is sealed too.
      await sealer.stop();
    },
  };
}

function startSyslog(base: Base, config: Config, log: Logger, signal: AbortSignal) {
  const sink = syslogSink(config.auditSyslog as NonNullable<Config['auditSyslog']>);
  const warn = (what: string, detail: object) => log.error({ job: 'syslog', ...detail }, what);
  const onFault = (fault: unknown) => log.error({ job: 'syslog', fault: faultOf(fault) }, 'job');
  const host = new URL(config.issuer).hostname.replace(/^\[|\]$/g, '');
  return every(2 * SECOND, onFault, async () => {
    await send(base, sink, { host, warn, signal });
  });
}

/** Runs `work` now and every `ms`, one at a time. */
function every(ms: number, onFault: (fault: unknown) => void, work: () => Promise<void>) {
  let running = Promise.resolve();
  const turn = () => {
    running = running.then(work).catch(onFault);
  };
  turn();
  const timer = setInterval(turn, ms);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
