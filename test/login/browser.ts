/** A browser without JavaScript: cookies by path, redirects on one site, forms as they stand. */
export interface Page {
  url: URL;
  status: number;
  headers: Headers;
  text: string;
  /** Where the browser was sent on another site; it did not go there. */
  leftFor?: URL;
}

export interface Browser {
  open(url: string | URL): Promise<Page>;
  /** Fills in and submits the form of a page whose action ends so; hidden fields and the first button go along. */
  submit(page: Page, action: string, fields?: Record<string, string>): Promise<Page>;
  /** Posts as a page of ours would, without one. */
  post(url: string, body: string, headers?: Record<string, string>): Promise<Page>;
  cookies: Map<string, { value: string; path: string }>;
}

export function browser(origin: string, headers: Record<string, string> = {}): Browser {
  const cookies: Browser['cookies'] = new Map();

  async function go(url: URL, init: RequestInit = {}, hops = 0): Promise<Page> {
    if (hops > 12) throw new Error('redirected in a circle');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...headers, cookie: sent(url), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    const location = response.headers.get('location');
    const page = {
      url,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
    if (!location) return page;
    const next = new URL(location, url);
    return next.origin === origin ? go(next, {}, hops + 1) : { ...page, leftFor: next };
  }

  function keep(line: string) {
    const [pair = '', ...rest] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const path = rest.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
    const name = pair.slice(0, at);
    if (rest.some((part) => /^max-age=0$/i.test(part))) cookies.delete(name);
    else cookies.set(name, { value: pair.slice(at + 1), path });
  }

  const sent = (url: URL) =>
    [...cookies]
      .filter(
        ([, { path }]) =>
          path === '/' || url.pathname === path || url.pathname.startsWith(`${path}/`),
      )
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');

  const post: Browser['post'] = (url, body, more = {}) =>
    go(new URL(url, origin), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...more },
    });

  return {
    cookies,
    open: (url) => go(new URL(url, origin)),
    post,
    submit(page, action, fields = {}) {
      const form = formsOf(page.text).find((one) => one.action.endsWith(action));
      if (!form) throw new Error(`no form to ${action} on ${page.url.pathname}: ${page.status}`);
      return post(form.action, new URLSearchParams({ ...form.fields, ...fields }).toString());
    },
  };
}

interface Form {
  action: string;
  fields: Record<string, string>;
}

/** The forms of a page with what a browser would send if nothing were filled in. */
export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, own = '', inside = '']) => {
    const fields: Record<string, string> = {};
    for (const [tag] of inside.matchAll(/<input[^>]*>/g)) {
      const type = attribute(tag, 'type') ?? 'text';
      const skipped = /^(radio|checkbox|submit|button)$/.test(type) && !/ checked/.test(tag);
      const name = attribute(tag, 'name');
      if (name && !skipped) fields[name] = attribute(tag, 'value') ?? '';
    }
    const button = inside.match(/<button[^>]*>/)?.[0];
    const name = button && attribute(button, 'name');
    if (button && name) fields[name] = attribute(button, 'value') ?? '';
    return { action: attribute(own, 'action') ?? '', fields };
  });
}

function attribute(tag: string, name: string): string | undefined {
  const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1];
  return found
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
