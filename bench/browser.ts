import { type Answered, type Asking, ask } from './request.ts';

/** A browser as far as a sign-in needs one: cookies per port, redirects, the form that a page shows. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** One request with this browser's cookies; no redirect is followed. */
  async open(url: string, asking: Asking = {}): Promise<Answered> {
    const jar = this.#jar(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answered = await ask(url, {
      ...asking,
      headers: { 'accept-language': 'zh-CN', ...asking.headers, ...(cookie && { cookie }) },
    });
    for (const line of [answered.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=thu, 01 jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answered;
  }

  /**
   * Goes on from an address, through redirects and the first form of each page, until it is sent to
   * an address that begins with `until`; gives that. `fields` are filled into the forms that have them.
   */
  async goOn(url: string, until: string, fields: Record<string, string>): Promise<URL> {
    let at = url;
    let asking: Asking = {};
    for (let step = 0; step < 30; step += 1) {
      const answered = await this.open(at, asking);
      const location = answered.headers['location'];
      if (typeof location === 'string') {
        at = new URL(location, at).href;
        if (at.startsWith(until)) return new URL(at);
        asking = {};
        continue;
      }
      if (answered.status !== 200) throw new Error(`${answered.status} at ${new URL(at).pathname}`);
      const form = firstForm(answered.body, fields);
      if (!form) throw new Error(`a page without a form at ${new URL(at).pathname}`);
      asking = { form: form.fields, headers: { origin: new URL(at).origin } };
      at = new URL(form.action ?? at, at).href;
    }
    throw new Error(`never sent to ${until}`);
  }

  #jar(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }
}

/** The first posted form that has something of ours to fill in, or the first one at all. */
function firstForm(html: string, ours: Record<string, string>) {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)]
    .map(([, attributes = '', inside = '']) => ({ attributes, inside }))
    .filter(({ attributes }) => attribute(attributes, 'method')?.toLowerCase() === 'post');
  const wanted = (inside: string) =>
    Object.keys(ours).some((name) => inside.includes(`name="${name}"`));
  const form = forms.find(({ inside }) => wanted(inside)) ?? forms[0];
  if (!form) return undefined;
  const fields: Record<string, string> = {};
  let pressed = false;
  for (const [, tag = '', attributes = ''] of form.inside.matchAll(/<(input|button)\b([^>]*)>/g)) {
    const name = attribute(attributes, 'name');
    if (name === undefined) continue;
    const value = attribute(attributes, 'value') ?? '';
    if (tag === 'input') fields[name] = ours[name] ?? value;
    else if (!pressed && (ours[name] === undefined || ours[name] === value)) {
      fields[name] = value;
      pressed = true;
    }
  }
  return { action: attribute(form.attributes, 'action'), fields };
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  return found?.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}
