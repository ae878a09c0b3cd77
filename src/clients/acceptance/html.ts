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

/** Links and forms of one page that are looked at: a megabyte of them would be a hundred in memory. */
const MOST = 2_000;

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
  const visible = withoutUnread(html);
  const read: Read = { forms: [], links: [], text: textIn(visible) };
  let form: Form | undefined;
  for (const { tag, closing, word } of tagsIn(visible)) {
    const name = word.toLowerCase();
    if (closing) {
      if (name === 'form') form = undefined;
      continue;
    }
    const of = attributesOf(tag);
    if (name === 'a') {
      const to = against(base, of.get('href') ?? '#');
      if (to && read.links.length < MOST) read.links.push(to);
    } else if (name === 'meta' && of.get('http-equiv')?.toLowerCase() === 'refresh') {
      const to = against(base, /url\s*=\s*['"]?([^'"]+)/i.exec(of.get('content') ?? '')?.[1] ?? '');
      if (to) read.refresh = to;
    } else if (name === 'form') {
      const action = against(base, of.get('action') || base.href);
      form = action && {
        method: of.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
        ...{ action, fields: {}, buttons: [] },
      };
      if (form && read.forms.length < MOST) read.forms.push(form);
    } else if (form) note(form, name, of);
  }
  return read;
}

const raw = /<!--|<(script|style|template)\b/gi;
const ends: Record<string, RegExp> = {
  script: /<\/script\s*>/gi,
  style: /<\/style\s*>/gi,
  template: /<\/template\s*>/gi,
};

/**
 * Without comments and what nobody reads. Here and below every character is looked at a fixed number of
 * times: the page is a stranger's, and whoever reads it serves people meanwhile.
 */
function withoutUnread(html: string): string {
  let [kept, at] = ['', 0];
  const unclosed = new Set<string>();
  raw.lastIndex = 0;
  for (let found = raw.exec(html); found; found = raw.exec(html)) {
    const what = found[1]?.toLowerCase() ?? '<!--';
    const end = unclosed.has(what) ? -1 : endOf(html, what, raw.lastIndex);
    if (end < 0) {
      unclosed.add(what);
      continue;
    }
    kept += html.slice(at, found.index);
    at = end;
    raw.lastIndex = end;
  }
  return kept + html.slice(at);
}

/** Where what begins before `from` is over; -1 where nobody closed it. */
function endOf(html: string, what: string, from: number): number {
  const closing = ends[what];
  if (!closing) {
    const end = html.indexOf('-->', from);
    return end < 0 ? -1 : end + 3;
  }
  closing.lastIndex = from;
  return closing.test(html) ? closing.lastIndex : -1;
}

const opening = /<(\/?)([a-z][\w-]*)/iy;

function* tagsIn(html: string): Generator<{ tag: string; closing: string; word: string }> {
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    opening.lastIndex = at;
    const found = opening.exec(html);
    if (!found) {
      at += 1;
      continue;
    }
    const end = html.indexOf('>', opening.lastIndex);
    if (end < 0) return;
    const [, closing = '', word = ''] = found;
    yield { tag: html.slice(at, end + 1), closing, word };
    at = end + 1;
  }
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
  decoded(html.replace(/<[^<>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
