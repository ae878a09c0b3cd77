import * as audit from '../../audit/audit.ts';
import { type Base, transaction } from '../../base.ts';
import * as clients from '../clients.ts';
import { allPassed } from './points.ts';
import { examine } from './robot.ts';
import * as runs from './runs-store.ts';
import * as store from './store.ts';
import type { Ground } from './trial.ts';

/** No client keeps the robot longer than this. */
const LONGEST_MS = 10 * 60_000;

/**
 * Takes one run that waits, and does it; gives whether there was one. Runs of nodes that died are
 * given up first. Safe on any number of nodes. A fault of ours breaks the run and is thrown.
 */
export async function runOne(ground: Ground, stop: AbortSignal): Promise<boolean> {
  const { base } = ground;
  for (const lost of await runs.giveUp(base)) {
    await store.clean(base, lost.id);
    await note(base, lost, 'broken');
  }
  const run = await runs.take(base, LONGEST_MS + 60_000);
  if (!run) return false;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(LONGEST_MS)]);
  try {
    const client = await clients.read(base, run.client_id);
    if (!client) throw new Error('the client of a run is gone');
    const points = await examine(ground, {
      ...{ client, signal, addresses: run.addresses, run_id: run.id },
    });
    const passed = allPassed(points);
    const { profile, redirect_uris } = client;
    await transaction(base, async (base) => {
      if (await runs.end(base, run.id, { state: 'done', profile, redirect_uris, points, passed }))
        await note(base, run, passed ? 'passed' : 'failed');
    });
  } catch (fault) {
    await transaction(base, async (base) => {
      if (await runs.end(base, run.id, { state: 'broken' })) await note(base, run, 'broken');
    });
    // An orderly stop, or a client that kept the robot too long, is no fault of ours.
    if (!signal.aborted) throw fault;
  } finally {
    await store.clean(base, run.id);
  }
  return true;
}

const note = (
  base: Base,
  run: Pick<runs.RunRow, 'id' | 'client_id'>,
  result: 'passed' | 'failed' | 'broken',
) =>
  audit.append(base, {
    kind: 'acceptance.ended',
    actor: { kind: 'system' },
    object: { kind: 'client', id: run.client_id },
    client_id: run.client_id,
    outcome: result === 'passed' ? 'ok' : 'refused',
    detail: { run: run.id, result },
  });
