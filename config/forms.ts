import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/**
 * The forms that settings take, each made anew per setting: the notes hang on the very object.
 * Longer than 250 lines on purpose: one short form beside another.
 */

const KEY = /^[A-Za-z0-9_-]{43}$/;

/** 32 bytes as 43 characters of base64url. */
function keyOf(text: string): Buffer | undefined {
  if (!KEY.test(text)) return undefined;
  const key = Buffer.from(text, 'base64url');
  return key.toString('base64url') === text ? key : undefined;
}

/** A form that either reads the text or says in words what is wrong with it. */
function form<T>(read: (text: string) => T | undefined, fault: string) {
  return z.string().transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  });
}

export const wholeNumber = (from: number, to: number) =>
  form((text) => {
    const number = Number(text);
    return /^\d{1,9}$/.test(text) && number >= from && number <= to ? number : undefined;
  }, `is not a whole number from ${from} to ${to}.`);

export const oneLine = (longest: number) =>
  form(
    (text) => (/^[^\p{Cc}]+$/u.test(text) && [...text].length <= longest ? text : undefined),
    `is not one line of at most ${longest} characters.`,
  );

export const oneOf = <const T extends string>(...allowed: T[]) =>
  form((text) => allowed.find((one) => one === text), `is not one of ${allowed.join(', ')}.`);

export const path = () =>
  form((text) => (text.includes('\0') ? undefined : resolve(text)), 'is not a path.');

const onThisMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Hosts of this very machine with their ports, in a list. */
export const loopbackHosts = () =>
  form((text) => {
    const hosts = listed(text);
    const ours = (host: string) =>
      /^(localhost|127\.0\.0\.1|\[::1\]):[1-9]\d{1,4}$/.test(host) &&
      URL.canParse(`http://${host}`);
    return hosts.every(ours) ? hosts : undefined;
  }, 'is not a list of hosts of this machine with their ports.');

/** Domains of mail addresses, in a list; in lower case, as they are compared. */
export const domains = () =>
  form((text) => {
    const named = listed(text).map((one) => one.toLowerCase());
    const right = (one: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(one);
    return named.length > 0 && named.every(right) ? named : undefined;
  }, 'is not a list of domains.');

/** An origin without a closing slash; http only towards this very machine (RFC 8414 §2 asks for https). */
export const issuer = () =>
  form((text) => {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    const safe =
      url.protocol === 'https:' || (url.protocol === 'http:' && onThisMachine.has(url.hostname));
    return safe && url.origin === text ? text : undefined;
  }, 'is not an origin such as https://id.example.cn (https, lower case, no path, no slash at the end).');

export const postgresUrl = () =>
  form(
    (text) => (/^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text) ? text : undefined),
    'is not a postgresql:// address.',
  );

/** `redis://`, `rediss://`, or through Sentinel `redis+sentinel://host:port,host:port/master`. */
export const redisUrl = () =>
  form(
    (text) => (addressesOf(text)?.every(isRedisAddress) ? text : undefined),
    'is not a redis:// or redis+sentinel:// address.',
  );

/** Each server of it as an address of its own; undefined for what has not the form at all. */
function addressesOf(text: string): string[] | undefined {
  if (/^rediss?:\/\/\S+$/.test(text)) return [text];
  const [, login = '', hosts] =
    /^rediss?\+sentinel:\/\/([^@/\s]*@)?([\w.:,-]+)\/[\w.-]+(?:\/\d+)?$/.exec(text) ?? [];
  return hosts?.split(',').map((host) => `redis://${login}${host}`);
}

function isRedisAddress(text: string): boolean {
  try {
    const { hostname, username, password } = new URL(text);
    // Percent signs that mean nothing would be met only when the connection is made.
    return (
      hostname !== '' && [username, password].every((part) => decodeURIComponent(part) !== null)
    );
  } catch {
    return false;
  }
}

/** `tls://host` or `tls://host:port`; the port of RFC 5425 §4.1 where there is none. */
export const syslogUrl = () =>
  form((text) => {
    const [, named = '', port = '6514'] =
      /^tls:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/.exec(text) ?? [];
    // Held against the parser of addresses: 1.2.3 or a name of two dots is neither address nor name.
    const canonical = URL.canParse(`https://${named}`) && new URL(`https://${named}`).hostname;
    const right = canonical === named.toLowerCase() && Number(port) >= 1 && Number(port) <= 65_535;
    return right ? { host: canonical.replace(/^\[|\]$/g, ''), port: Number(port) } : undefined;
  }, 'is not an address such as tls://log.example.cn:6514.');

/** An address to post to; http only towards this very machine. */
export const webAddress = () =>
  form((text) => {
    if (!URL.canParse(text)) return undefined;
    const { protocol, hostname, username, password, hash } = new URL(text);
    const safe = protocol === 'https:' || (protocol === 'http:' && onThisMachine.has(hostname));
    return safe && !username && !password && !hash ? text : undefined;
  }, 'is not an https address.');

export interface PartyKey {
  key_id: string;
  secret: string;
}

/** `id:secret`, as an outside party hands them out. */
export const partyKey = () =>
  form((text): PartyKey | undefined => {
    const [, key_id, secret] = /^([\w.-]{1,64}):(\S{16,256})$/.exec(text) ?? [];
    return key_id && secret ? { key_id, secret } : undefined;
  }, 'is not a key as id:secret.');

export const code = () =>
  form(
    (text) => (/^[a-z][a-z0-9-]{1,39}$/.test(text) ? text : undefined),
    'is not a code of small letters, digits and dashes.',
  );

/** `name=code,name.lang=code` */
export const templateCodes = () =>
  form((text) => {
    const parts = listed(text).map((part) =>
      /^([a-z_]+(?:\.[a-zA-Z-]+)?)=([\w.:-]{1,64})$/.exec(part),
    );
    const read = whole(
      parts.map((part) => part ?? undefined),
      ([, name]) => name ?? '',
    );
    return read && Object.fromEntries(read.map(([, name = '', template = '']) => [name, template]));
  }, 'is not a list of name=code, each name once.');

export interface MailAddress {
  host: string;
  port: number;
  /** TLS from the first octet. */
  tls: boolean;
  user: string | undefined;
  password: string | undefined;
}

/** `smtps://` or `smtp://`; the ports of RFC 8314 §3.3 and RFC 6409 §3.1 where there is none. */
export const mailUrl = () =>
  form((text): MailAddress | undefined => {
    if (!/^smtps?:\/\/\S+$/.test(text) || !URL.canParse(text)) return undefined;
    const { protocol, hostname, port, username, password, pathname } = new URL(text);
    const tls = protocol === 'smtps:';
    if (hostname === '' || !/^\/?$/.test(pathname)) return undefined;
    try {
      return {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port ? Number(port) : tls ? 465 : 587,
        tls,
        user: username ? decodeURIComponent(username) : undefined,
        password: password ? decodeURIComponent(password) : undefined,
      };
    } catch {
      return undefined;
    }
  }, 'is not an smtps:// or smtp:// address.');

/** An address, or a name with the address behind it. */
export const mailbox = () =>
  form((text) => {
    const form = /^(?:[^<>\p{Cc}"]{1,60} )?<[^\s@<>\p{Cc}]{1,64}@[^\s@<>\p{Cc}]{1,190}>$/u;
    const bare = /^[^\s@<>\p{Cc}]{1,64}@[^\s@<>\p{Cc}]{1,190}$/u;
    return form.test(text) || bare.test(text) ? text : undefined;
  }, 'is not a mail address.');

/** Blocks of private space; whether they are, is seen where requests leave (outbox/networks.ts). */
export const networks = () =>
  form((text) => whole(listed(text).map(cidr), (one) => one), 'is not a list of CIDR blocks.');

function cidr(text: string): string | undefined {
  const [, address = '', bits = ''] = /^([0-9a-fA-F.:]{2,45})\/(\d{1,3})$/.exec(text) ?? [];
  if (isIP(address) === 0) return undefined;
  try {
    new BlockList().addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
    return text;
  } catch {
    return undefined;
  }
}

export const key = () => form(keyOf, 'is not a key of 32 bytes.');

const listed = (text: string) => text.split(',').map((part) => part.trim());

/** A list without doubles, every part of it readable; undefined otherwise. */
function whole<T>(parts: (T | undefined)[], name: (part: T) => string | number): T[] | undefined {
  const read = parts.filter((part) => part !== undefined);
  const names = new Set(read.map(name));
  return read.length === parts.length && names.size === parts.length ? read : undefined;
}

/** Keys alone, each once. */
export const keys = () =>
  form(
    (text) => whole(listed(text).map(keyOf), (one) => one.toString('hex')),
    'is not a list of keys of 32 bytes, each once.',
  );

export const namedKeys = () =>
  form((text) => {
    const parts = listed(text).map((part) => {
      const [, id, rest] = /^([a-z0-9-]{1,16}):(.*)$/.exec(part) ?? [];
      const bytes = keyOf(rest ?? '');
      return id && bytes ? { id, key: bytes } : undefined;
    });
    return whole(parts, ({ id }) => id);
  }, 'is not a list of id:key, each id once and each key of 32 bytes.');

export const numberedKeys = () =>
  form((text) => {
    const parts = listed(text).map((part) => {
      const [, version, rest] = /^([1-9]\d{0,3}):(.*)$/.exec(part) ?? [];
      const bytes = keyOf(rest ?? '');
      return version && bytes ? { version: Number(version), key: bytes } : undefined;
    });
    return whole(parts, ({ version }) => version);
  }, 'is not a list of version:key, each version once and each key of 32 bytes.');

/** One version, or two neighbours: `1`, `1,2`, `2,1`. */
export const matchVersions = () =>
  form((text) => {
    const versions = listed(text).map((part) => (/^[1-9]\d{0,3}$/.test(part) ? Number(part) : 0));
    const [first = 0, second] = versions;
    const neighbours = second === undefined || Math.abs(first - second) === 1;
    return !versions.includes(0) && versions.length <= 2 && neighbours ? versions : undefined;
  }, 'is neither one version nor two that follow one another.');
