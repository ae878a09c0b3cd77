/**
 * What of a client's page the robot acts on: forms and links, as a browser without scripts finds
 * them. Tolerant: attributes in any quotes, elements that nobody closed.
 */
export interface Form {
  method: 'get' | 'post';
  action: URL;
  fields: Record<string, string>;
  buttons: { name: string; value: string }[];
}

export interface Read {
  forms: Form[];
  links: URL[];
  /** Where a page leads by itself (`<meta http-equiv="refresh">`). */
  refresh?: URL;
  /** What a person reads. */
  text: string;
}

const entities: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
};

const decoded = (text: string): string =>
  text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });

function attributesOf(tag: string): Map<string, string> {
  const found = new Map<string, string>();
  const inner = tag.replace(/^<\/?[\w-]+/, '');
  for (const [, name = '', , double, single, bare] of inner.matchAll(
    /([^\s"'<>/=]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g,
  ))
    if (!found.has(name.toLowerCase()))
      found.set(name.toLowerCase(), decoded(double ?? single ?? bare ?? ''));
  return found;
}

const against = (base: URL, text: string): URL | undefined =>
  URL.canParse(text, base) ? new URL(text, base) : undefined;

export function readPage(html: string, base: URL): Read {
  const visible = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(script|style|template)\b[\s\S]*?<\/\1\s*>/gi, '');
  const read: Read = { forms: [], links: [], text: textIn(visible) };
  let form: Form | undefined;
  for (const [tag, closing = '', word = ''] of visible.matchAll(/<(\/?)([a-z][\w-]*)\b[^>]*>/gi)) {
    const name = word.toLowerCase();
    if (closing) {
      if (name === 'form') form = undefined;
      continue;
    }
    const of = attributesOf(tag);
    if (name === 'a') {
      const to = against(base, of.get('href') ?? '#');
      if (to) read.links.push(to);
    } else if (name === 'meta' && of.get('http-equiv')?.toLowerCase() === 'refresh') {
      const to = against(base, /url\s*=\s*['"]?([^'"]+)/i.exec(of.get('content') ?? '')?.[1] ?? '');
      if (to) read.refresh = to;
    } else if (name === 'form') {
      const action = against(base, of.get('action') || base.href);
      form = action && {
        method: of.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
        ...{ action, fields: {}, buttons: [] },
      };
      if (form) read.forms.push(form);
    } else if (form) note(form, name, of);
  }
  return read;
}

function note(form: Form, element: string, of: Map<string, string>): void {
  const name = of.get('name') ?? '';
  const value = of.get('value') ?? '';
  const type = (of.get('type') ?? (element === 'button' ? 'submit' : 'text')).toLowerCase();
  if (element === 'button' || (element === 'input' && (type === 'submit' || type === 'image'))) {
    if (type !== 'button' && type !== 'reset') form.buttons.push({ name, value });
  } else if (element === 'input' && name !== '') {
    const ticked = (type !== 'radio' && type !== 'checkbox') || of.has('checked');
    if (ticked) form.fields[name] = value;
  }
}

const textIn = (html: string): string =>
  decoded(html.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
