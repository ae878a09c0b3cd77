/** The cookies of one side (the client's, or ours), as a browser would keep them (RFC 6265 §5). */
export interface Cookie {
  name: string;
  value: string;
  domain: string;
  hostOnly: boolean;
  path: string;
  secure: boolean;
  httpOnly: boolean;
  sameSite: string | undefined;
}

export interface Jar {
  /** Takes a Set-Cookie header; `now` decides whether it takes a cookie away. */
  take(header: string, from: URL, now: number): void;
  headerFor(to: URL): string;
  all(): readonly Cookie[];
  /** The same cookies in another jar, without those that `leave` names. */
  copy(leave?: (cookie: Cookie) => boolean): Jar;
}

export function makeJar(start: readonly Cookie[] = []): Jar {
  let cookies = [...start];
  return {
    take(header, from, now) {
      const read = readCookie(header, from);
      if (!read) return;
      const { gone, cookie } = read(now);
      const same = ({ name, domain, path }: Cookie) =>
        name === cookie.name && domain === cookie.domain && path === cookie.path;
      cookies = cookies.filter((one) => !same(one));
      if (!gone) cookies.push(cookie);
    },
    headerFor(to) {
      return cookies
        .filter((one) => fits(one, to))
        .sort((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => (name === '' ? value : `${name}=${value}`))
        .join('; ');
    },
    all: () => cookies,
    copy: (leave = () => false) => makeJar(cookies.filter((one) => !leave(one))),
  };
}

function readCookie(header: string, from: URL) {
  const [pair = '', ...rest] = header.split(';');
  const at = pair.indexOf('=');
  const of = new Map(
    rest.map((one) => {
      const [name = '', ...value] = one.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  const asked = of.get('domain')?.replace(/^\./, '').toLowerCase();
  if (asked && from.hostname !== asked && !from.hostname.endsWith(`.${asked}`)) return undefined;
  const given = of.get('path');
  const cookie: Cookie = {
    name: at < 0 ? '' : pair.slice(0, at).trim(),
    value: pair.slice(at + 1).trim(),
    domain: asked || from.hostname,
    hostOnly: !asked,
    path: given?.startsWith('/') ? given : from.pathname.replace(/\/[^/]*$/, '') || '/',
    secure: of.has('secure'),
    httpOnly: of.has('httponly'),
    sameSite: of.get('samesite')?.toLowerCase(),
  };
  return (now: number) => {
    const age = of.get('max-age');
    const gone =
      age !== undefined && age !== ''
        ? Number(age) <= 0
        : Date.parse(of.get('expires') ?? '') <= now;
    return { gone, cookie };
  };
}

/** All ports of a host are one; a browser takes loopback for secure. */
function fits({ domain, hostOnly, path, secure }: Cookie, to: URL): boolean {
  const near = ['localhost', '127.0.0.1', '[::1]'].includes(to.hostname);
  const host = to.hostname === domain || (!hostOnly && to.hostname.endsWith(`.${domain}`));
  const below =
    to.pathname === path || to.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
  return host && below && (!secure || near || to.protocol === 'https:');
}
