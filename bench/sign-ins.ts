import { Browser } from './browser.ts';
import type { Client, Contestant } from './contestant.ts';
import { type Measured, measure } from './measure.ts';
import { authorise } from './phases.ts';
import { printed, summed } from './table.ts';

const SIGN_INS = 30;

/** Who arrives: somebody known, or somebody whom nobody has seen before. */
export interface Arrivals {
  known(): void;
  stranger(): void;
}

/** Whole sign-ins: from the client's redirect over picker, source and notice back to the client's code. */
export async function signIns(at: Contestant, { known, stranger }: Arrivals): Promise<void> {
  const door = at.clients[0] as Client;
  // Whoever is known has been here before.
  await measured('once before', known, 1, false);
  const counted = [
    await measured('later sign-in', known, 5, true),
    await measured('first sign-in', stranger, 5, true),
  ];
  const timed = [
    await measured('later sign-in', known, SIGN_INS, false),
    await measured('first sign-in', stranger, SIGN_INS, false),
  ];
  const lines = summed(timed, counted).map((line, number) => {
    const requests = (timed[number]?.reading.requests ?? 0) / SIGN_INS;
    return { ...line, endpoint: `${line.endpoint}, ${requests.toFixed(0)} requests` };
  });
  console.log(`${printed(`${at.name}, whole sign-ins`, lines)}\n`);

  function measured(
    endpoint: string,
    arrives: () => void,
    count: number,
    counting: boolean,
  ): Promise<Measured> {
    // One at a time: the double signs in whoever is at its keyboard.
    const load = { endpoint, people: 1, turns: [...Array(count).keys()], counting };
    return measure(at, load, async () => {
      arrives();
      const begun = performance.now();
      await new Browser().goOn(authorise(at, door).url, door.redirectUri, at.fields);
      return { took: performance.now() - begun };
    });
  }
}
