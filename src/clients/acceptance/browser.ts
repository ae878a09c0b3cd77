import { fetchGuarded, OutgoingFault } from '../../outbox/outgoing.ts';
import { type Form, type Read, readPage } from './html.ts';
import { type Jar, makeJar } from './jar.ts';

/** Where the robot may go, and how it is held there. */
export interface World {
  issuer: string;
  /** Blocks of private addresses in which we ourselves are reached. */
  own_networks: readonly string[];
  /** Origins of the addresses that the client has registered; nothing else of the world is asked. */
  origins: ReadonlySet<string>;
  /** Where an answer of ours comes back to: the client's redirect addresses. */
  returns: readonly string[];
  /** The client's networks (ADR 0013). */
  networks: readonly string[];
  signal: AbortSignal;
  now(): number;
}

export type Side = 'gateway' | 'client';

/** One request with its answer. */
export interface Hop {
  side: Side;
  method: 'GET' | 'POST';
  url: URL;
  status: number;
  header(name: string): string;
  cookies: string[];
}

export interface Page extends Hop, Read {
  html: string;
}

/** Why a way ended without a page. */
export class WayEnded extends Error {
  readonly why: 'loop' | 'left' | 'no_answer' | 'held';
  /** For the report: an origin, or the word of the fault. */
  readonly what: string;
  constructor(why: WayEnded['why'], what: string) {
    super(why);
    this.name = 'WayEnded';
    this.why = why;
    this.what = what;
  }
}

/** The parameters of an answer of ours on its way to the client, which a test may alter. */
export type Alter = (answer: URLSearchParams) => void;

export interface Browser {
  jars: Record<Side, Jar>;
  hops: Page[];
  /** Answers that were carried to the client, as they were carried. */
  answers: { url: URL; body?: URLSearchParams }[];
  open(address: URL | string): Promise<Page>;
  submit(page: Page, form: Form, fill?: Record<string, string>): Promise<Page>;
  /** Brings an answer again, as somebody who found it in a history would. */
  bring(answer: Browser['answers'][number]): Promise<Page>;
}

const LONGEST = 25;
const PAGE_BYTES = 1024 * 1024;
const types = ['text/html', 'application/xhtml+xml', 'text/plain', 'application/json'];

/** What browsers say of the page that a form stands on: nothing, under no-referrer (Fetch §3.2). */
function originOf(page: Page): string {
  const policy = page.header('referrer-policy').toLowerCase().split(',').at(-1)?.trim();
  return policy === 'no-referrer' ? 'null' : page.url.origin;
}

/** `stopsAt`: the way ends before this request, with the redirect that leads there as its page. */
export function browser(
  world: World,
  options: {
    jars?: Partial<Record<Side, Jar>>;
    alter?: Alter;
    stopsAt?(url: URL): boolean;
    /** Carries no answer to the client: it is kept, and the way ends. */
    holds?: boolean;
    /** Before the first answer is carried to the client. */
    beforeAnswer?(): void;
  } = {},
): Browser {
  const jars = { gateway: makeJar(), client: makeJar(), ...options.jars };
  const hops: Page[] = [];
  const answers: Browser['answers'] = [];
  const sideOf = (url: URL): Side | undefined =>
    url.origin === world.issuer ? 'gateway' : world.origins.has(url.origin) ? 'client' : undefined;
  const isReturn = (url: URL) =>
    world.returns.some((one) => {
      const { origin, pathname } = new URL(one);
      return url.origin === origin && url.pathname === pathname;
    });

  async function ask(
    method: Hop['method'],
    url: URL,
    body?: URLSearchParams,
    from = url.origin,
  ): Promise<Page> {
    const side = sideOf(url);
    if (!side) throw new WayEnded('left', url.origin);
    const cookie = jars[side].headerFor(url);
    const answer = await fetchGuarded(url.href, {
      method,
      networks: side === 'gateway' ? world.own_networks : world.networks,
      headers: {
        ...(cookie && { cookie }),
        accept: 'text/html,application/xhtml+xml',
        'accept-language': 'zh-CN',
        ...(body && {
          'content-type': 'application/x-www-form-urlencoded',
          origin: from,
        }),
      },
      ...(body && { body: body.toString() }),
      types,
      redirects: 'told',
      maxBytes: PAGE_BYTES,
      timeoutMs: 15_000,
      signal: world.signal,
    }).catch((fault: unknown) => {
      if (fault instanceof OutgoingFault && !world.signal.aborted)
        throw new WayEnded('no_answer', fault.word);
      throw fault;
    });
    const cookies = answer.headers['set-cookie'] ?? [];
    for (const one of cookies) jars[side].take(one, url, world.now());
    const html = answer.body.toString();
    const hop: Hop = {
      ...{ side, method, url, status: answer.status, cookies },
      header: (name) => [answer.headers[name] ?? []].flat().join(', '),
    };
    const page = { ...hop, html, ...readPage(html, url) };
    hops.push(page);
    return page;
  }

  async function go(
    method: Hop['method'],
    to: URL,
    form?: URLSearchParams,
    by?: Page,
  ): Promise<Page> {
    let [verb, url, body, from] = [method, to, form, by && originOf(by)];
    for (let count = 0; count < LONGEST; count += 1) {
      if (isReturn(url)) ({ url, body } = carried(url, body));
      const page = await ask(verb, url, body, from);
      const next = onward(page);
      if (!next) return page;
      if (options.stopsAt?.(next.url)) return page;
      [url, verb, body, from] = [next.url, next.form ? 'POST' : 'GET', next.form, originOf(page)];
      // RFC 9110 §15.4.8: 307 and 308 repeat the request as it was.
      if ((page.status === 307 || page.status === 308) && !next.form) [verb, body] = [method, form];
    }
    throw new WayEnded('loop', url.origin);
  }

  /** An answer of ours, altered where a test wants it, and kept. */
  function carried(url: URL, body: URLSearchParams | undefined) {
    const params = new URLSearchParams(body ?? url.search);
    if (!params.has('code') && !params.has('error')) return { url, body };
    options.beforeAnswer?.();
    options.alter?.(params);
    const kept = new URL(url);
    if (!body) kept.search = params.toString();
    answers.push({ url: kept, ...(body && { body: params }) });
    if (options.holds) throw new WayEnded('held', url.origin);
    return { url: kept, body: body && params };
  }

  function onward(page: Page): { url: URL; form?: URLSearchParams } | undefined {
    const location = page.header('location');
    if (page.status >= 300 && page.status < 400 && URL.canParse(location, page.url))
      return { url: new URL(location, page.url) };
    if (page.refresh) return { url: page.refresh };
    // OAuth 2.0 Form Post Response Mode §2: a page that posts itself.
    const posting = page.side === 'gateway' && page.forms.find(({ action }) => isReturn(action));
    if (!posting || !('code' in posting.fields || 'error' in posting.fields)) return undefined;
    return { url: posting.action, form: new URLSearchParams(posting.fields) };
  }

  return {
    ...{ jars, hops, answers },
    open: (address) => go('GET', new URL(address)),
    submit(page, form, fill = {}) {
      const values = new URLSearchParams({ ...form.fields, ...fill });
      if (form.method === 'post') return go('POST', form.action, values, page);
      const action = new URL(form.action);
      action.search = values.toString();
      return go('GET', action);
    },
    bring: ({ url, body }) => go(body ? 'POST' : 'GET', url, body),
  };
}
