import type { To } from '../../src/sources/contract.ts';

/** What came back at us: the fields of the form that the source lets the browser post. */
export interface Back {
  action: string;
  params: Record<string, string>;
}

/** A browser without script at a source: cookies of one host, redirects, the first form of a page. */
export function samlBrowser() {
  const cookies = new Map<string, string>();

  async function go(
    address: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; html: string }> {
    let url = address;
    let body = form && new URLSearchParams(form);
    for (let hops = 0; hops < 10; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie },
        ...(body && { method: 'POST', body }),
      });
      for (const header of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
        cookies.set(name, value);
      }
      const html = await response.text();
      const location = response.headers.get('location');
      if (!location) return { url, html };
      url = new URL(location, url).href;
      body = undefined;
    }
    throw new Error('too many redirects');
  }

  const fieldsOf = (html: string) =>
    Object.fromEntries(
      [...html.matchAll(/<input\b[^>]*>/g)].flatMap(([input]) => {
        const [, name] = /\sname="([^"]+)"/.exec(input) ?? [];
        const [, value = ''] = /\svalue="([^"]*)"/.exec(input) ?? [];
        return name ? [[name, unescaped(value)]] : [];
      }),
    ) as Record<string, string>;

  const answerIn = (html: string): Back | undefined => {
    const action = /<form\b[^>]*\saction="([^"]+)"/.exec(html)?.[1];
    const { SAMLResponse, RelayState } = fieldsOf(html);
    if (!action || !SAMLResponse) return undefined;
    return {
      action: unescaped(action),
      params: { SAMLResponse, ...(RelayState && { RelayState }) },
    };
  };

  return {
    /** Follows us there; gives the page, and the answer when the source asks nothing. */
    async follow(to: To) {
      const page = to.kind === 'location' ? await go(to.url) : await go(to.url, to.fields);
      return { ...page, answer: answerIn(page.html) };
    },
    /** Fills in the page that asks for a password. */
    async signIn(page: { url: string; html: string }, username: string, password: string) {
      const { html } = await go(page.url, { ...fieldsOf(page.html), username, password });
      return { html, answer: answerIn(html) };
    },
  };
}

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#039;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
