import type { Base } from '../../base.ts';
import type { Overview } from '../clients.ts';
import {
  type Alter,
  type Browser,
  browser,
  type Page,
  type WayEnded,
  type World,
} from './browser.ts';
import { type Jar, makeJar } from './jar.ts';
import type { Point, PointCode, Result } from './points.ts';
import type { Seen } from './seen.ts';
import { showsStack } from './stacks.ts';
import * as store from './store.ts';
import { during, type Switch } from './switches.ts';
import { type Addresses, type Citizen, look, walk } from './visit.ts';

export type { Facts } from './store.ts';

/** What the robot stands on besides the database. */
export interface Ground {
  base: Base;
  issuer: string;
  /** Blocks of private addresses in which we ourselves are reached. */
  own_networks: readonly string[];
  /** Somebody made up who can sign in at this client. */
  citizen(base: Base, client: Overview): Promise<Citizen>;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** One sign-in that was tried, and what the browser has of it. */
export interface Attempt {
  browser: Browser;
  page?: Page;
  ended?: WayEnded;
  /** The page inside is shown in this browser. */
  inside: boolean;
  shown?: Page;
  /** The client's cookies just before it was given the answer. */
  before: Jar;
  /** What the client asked of us meanwhile. */
  asked: store.Observation[];
}

export interface How {
  switches?: readonly Switch[];
  alter?: Alter;
  holds?: boolean;
  /** Where the sign-in begins, if elsewhere than usual. */
  start?: string;
  /** Turns back at our own page instead of signing in. */
  leaves?: boolean;
  /** Our own cookies: whose session here it is. The run's first one unless told. */
  gateway?: Jar;
}

/** One run: what every check of it uses, and what it found so far. */
export interface Trial {
  client: Overview;
  addresses: Addresses;
  world: World;
  ground: Ground;
  citizen: Citizen;
  run: { client_id: string; run_id: string };
  /** Pages that a browser of this run saw. None is kept: there are hundreds, each as large as its client likes. */
  saw(pages: readonly Page[]): void;
  /** How many of them were the client's and showed a stack. */
  bare(): number;
  signIn(how?: How): Promise<Attempt>;
  looksInside(jar: Jar): Promise<{ inside: boolean; page?: Page }>;
  asked(): Promise<store.Observation[]>;
  /** False where the point means nothing for this client. */
  applies(code: PointCode): boolean;
  note(code: PointCode, result: Result | boolean, ...seen: (Seen | false)[]): void;
}

export function makeTrial(
  ground: Ground,
  run: { client: Overview; addresses: Addresses; run_id: string; signal: AbortSignal },
  citizen: Citizen,
): Trial & { found: Map<PointCode, Point> } {
  const { client, addresses, run_id, signal } = run;
  const { base, issuer } = ground;
  const world: World = {
    ...{ issuer, signal, own_networks: ground.own_networks },
    origins: new Set(originsOf(client)),
    returns: client.redirect_uris,
    networks: client.networks,
    now: () => base.clock.now().getTime(),
  };
  const known = new Set<string>();
  const found = new Map<PointCode, Point>();
  let bare = 0;
  const own = makeJar();
  const named = { client_id: client.id, run_id };

  async function asked(): Promise<store.Observation[]> {
    const fresh = (await store.observations(base, run_id)).filter(({ id }) => !known.has(id));
    for (const { id } of fresh) known.add(id);
    return fresh;
  }

  function saw(pages: readonly Page[]): void {
    bare += pages.filter(({ side, html }) => side === 'client' && showsStack(html)).length;
  }

  async function looksInside(jar: Jar) {
    const { inside, page, browser: b } = await look(world, addresses, jar);
    saw(b.hops);
    return { inside, ...(page && { page }) };
  }

  return {
    ...{ client, addresses, world, ground, citizen, found, asked, saw, looksInside, run: named },
    bare: () => bare,
    async signIn({
      switches = [],
      alter,
      holds = false,
      leaves = false,
      start,
      gateway = own,
    } = {}) {
      await asked();
      let before: Jar | undefined;
      const b: Browser = browser(world, {
        jars: { gateway },
        holds,
        ...(alter && { alter }),
        beforeAnswer: () => {
          before ??= b.jars.client.copy();
        },
      });
      return during(base, named, switches, async () => {
        const way = await walk(b, () => b.open(start ?? addresses.start), citizen, leaves);
        saw(b.hops);
        const seen = await looksInside(b.jars.client);
        return {
          ...{ browser: b, inside: seen.inside, before: before ?? makeJar() },
          ...way,
          ...(seen.inside && seen.page && { shown: seen.page }),
          asked: await asked(),
        };
      });
    },
    applies: (code) => found.get(code)?.result !== 'not_applicable',
    note(code, result, ...seen) {
      const said = result === true ? 'passed' : result === false ? 'failed' : result;
      const evidence = seen
        .filter((one) => one !== false)
        .map(([what, ...values]): Seen => [what, ...values.map(short)]);
      found.set(code, { code, result: said, evidence });
    },
  };
}

/** Of the addresses that a client has registered: nothing else is asked by the robot. */
export const originsOf = (client: Overview): string[] =>
  [
    ...client.redirect_uris,
    ...client.post_logout_redirect_uris,
    client.home_uri,
    client.initiate_login_uri,
  ]
    .filter((one) => one !== null)
    .map((one) => new URL(one))
    .filter(({ protocol }) => protocol === 'https:' || protocol === 'http:')
    .map(({ origin }) => origin);

/** Values come from a stranger's pages. */
const short = (value: string | number) => (typeof value === 'string' ? value.slice(0, 120) : value);

/** How a way ended, without anything that was in an address. */
export const seenOf = (way: Pick<Attempt, 'page' | 'ended' | 'inside'>): [Seen, Seen] => [
  endOf(way),
  [way.inside ? 'signed_in' : 'not_signed_in'],
];

/** The same where nobody is asked whether the browser is signed in. */
export function endOf({ page, ended }: Pick<Attempt, 'page' | 'ended'>): Seen {
  if (!ended)
    return [page?.side === 'client' ? 'client_answered' : 'gateway_answered', page?.status ?? 0];
  if (ended.why === 'left' || ended.why === 'no_answer') return [ended.why, ended.what];
  return [ended.why === 'loop' ? 'looped' : 'held'];
}
