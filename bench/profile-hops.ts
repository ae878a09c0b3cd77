import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contestant } from './contestant.ts';
import { sums } from './glance.ts';
import { everybody, PEOPLE, round } from './hops.ts';
import { measure } from './measure.ts';
import { hopPhases, signIn } from './phases.ts';
import { printedProfile } from './profile.ts';

/** Hops of each contestant under the sampling profiler, after a round that warms up. */
export async function profileHops(
  all: readonly Contestant[],
  arrives: (person: number) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'songhua-profiles-'));
  for (const contestant of all) {
    await round([contestant], arrives, false);
    const phases = hopPhases(contestant, await signIn(contestant, PEOPLE, arrives));
    for (const hop of ['first hop', 'repeat hop'] as const) {
      const parts: readonly string[] = sums[hop];
      const name = `${contestant.name}, ${hop}`;
      const file = join(folder, `${name.replaceAll(/[^a-z]+/g, '-')}.cpuprofile`);
      await contestant.profile();
      for (const { endpoint, request } of phases) {
        if (!parts.includes(endpoint)) continue;
        await measure(contestant, { ...everybody, endpoint, counting: false }, request);
      }
      await contestant.profiled(file);
      console.log(printedProfile(name, file, everybody.people * everybody.turns.length));
    }
  }
}
