/**
 * A browser without script, for tests that need no more: cookies (all ports of localhost are one
 * site), redirects, forms. It reads the HTML of our own pages, not any HTML.
 */
export interface Page {
  url: URL;
  status: number;
  html: string;
  /** What the person reads: the main column without tags. */
  text: string;
  forms: Form[];
}

export interface Form {
  method: string;
  action: URL;
  fields: Record<string, string>;
  buttons: { name?: string; value?: string; words: string }[];
}

/** What a test wants to know of a visitor's way. */
export interface Habits {
  /** Told of every answer, redirects among them, with its body. */
  sees?(url: URL, response: Response, body: string): void;
  /** Is not followed there: the page is then the redirect that leads there, under that address. */
  stopsAt?(url: URL): boolean;
  /** Posts `Origin: null` from a page that says no-referrer, as browsers do (Fetch §3.2). */
  minds_referrer?: true;
}

export function visitor(habits: Habits = {}) {
  const cookies = new Map<string, { value: string; path: string }>();
  /** Pages that say no-referrer. */
  const quiet = new Set<string>();
  const originOf = (page: URL) =>
    habits.minds_referrer && quiet.has(page.href) ? 'null' : page.origin;

  function cookieHeader(url: URL): string {
    const fits = (path: string) =>
      url.pathname === path ||
      path === '/' ||
      url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
    return [...cookies.values()]
      .filter(({ path }) => fits(path))
      .map(({ value }) => value)
      .join('; ');
  }

  function keep(header: string, url: URL): void {
    const [pair = '', ...attributes] = header.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const of = (which: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${which}=`))?.slice(which.length + 1);
    const path = of('path') ?? (url.pathname.replace(/\/[^/]*$/, '') || '/');
    const key = `${name} ${path}`;
    const gone = Date.parse(of('expires') ?? '') < Date.now() || of('max-age') === '0';
    if (gone) cookies.delete(key);
    else cookies.set(key, { value: pair, path });
  }

  async function go(to: string | URL, form?: URLSearchParams, from?: URL): Promise<Page> {
    let url = new URL(to);
    let body = form;
    for (let hops = 0; hops < 20; hops++) {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: cookieHeader(url),
          ...(body && from && { origin: originOf(from) }),
        },
        body: body ?? null,
      });
      for (const header of response.headers.getSetCookie()) keep(header, url);
      const location = response.headers.get('location');
      const text = await response.text();
      if (response.headers.get('referrer-policy') === 'no-referrer') quiet.add(url.href);
      else quiet.delete(url.href);
      habits.sees?.(url, response, text);
      if (!location || response.status < 300 || response.status > 399) {
        return pageOf(url, response.status, text);
      }
      url = new URL(location, url);
      if (habits.stopsAt?.(url)) return pageOf(url, response.status, text);
      body = undefined;
    }
    throw new Error(`too many redirects, the last to ${url.origin}${url.pathname}`);
  }

  return {
    /** By name and path; a test may put one there that a stranger planted. */
    cookies,
    /** Opens an address and follows where it leads. */
    open: (address: string | URL) => go(address),
    /** Fills the form that has all these fields (or the first), and presses its first button, or the named one. */
    submit(
      page: Page,
      fill: Record<string, string> = {},
      button?: { name: string; value?: string },
    ): Promise<Page> {
      const form = page.forms.find(
        ({ fields, buttons }) =>
          Object.keys(fill).every(
            (name) => name in fields || buttons.some((one) => one.name === name),
          ) &&
          (!button || buttons.some((one) => isButton(one, button))),
      );
      if (!form)
        throw new Error(`no such form on ${page.url.pathname}: ${page.text.slice(0, 300)}`);
      const pressed = button ? form.buttons.find((one) => isButton(one, button)) : form.buttons[0];
      const values = new URLSearchParams({ ...form.fields, ...fill });
      if (pressed?.name && !(pressed.name in fill))
        values.append(pressed.name, pressed.value ?? '');
      if (form.method === 'post') return go(form.action, values, page.url);
      const action = new URL(form.action);
      action.search = values.toString();
      return go(action);
    },
  };
}

const isButton = (
  one: { name?: string; value?: string },
  wanted: { name: string; value?: string },
): boolean => one.name === wanted.name && (wanted.value ?? one.value) === one.value;

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)]
      .slice(1)
      .map(([, name = '', value]) => [name, decode(value ?? '')]),
  );

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  nbsp: ' ',
};
const decode = (text: string) =>
  text.replace(/&([#\w]+);/g, (whole, name) => entities[name] ?? whole);
const wordsIn = (html: string) =>
  decode(html.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

function pageOf(url: URL, status: number, html: string): Page {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  return { url, status, html, text: wordsIn(main), forms: formsIn(url, html) };
}

function formsIn(url: URL, html: string): Form[] {
  return [...html.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/g)].map(
    ([, open = '', inner = '']) => {
      const { method = 'get', action = '' } = attributesOf(open);
      const fields: Record<string, string> = {};
      for (const [tag] of inner.matchAll(/<input\b[^>]*>/g)) {
        const { name, value = '', type, ...rest } = attributesOf(tag);
        if (!name || ((type === 'radio' || type === 'checkbox') && !('checked' in rest))) continue;
        fields[name] = value;
      }
      const buttons = [...inner.matchAll(/(<button\b[^>]*>)([\s\S]*?)<\/button>/g)].map(
        ([, tag = '', words = '']) => {
          const { name, value } = attributesOf(tag);
          return {
            ...(name !== undefined && { name }),
            ...(value !== undefined && { value }),
            words: wordsIn(words),
          };
        },
      );
      return { method: method.toLowerCase(), action: new URL(action, url), fields, buttons };
    },
  );
}
