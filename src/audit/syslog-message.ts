/** One message of syslog before it is written down. */
export interface Message {
  /** RFC 5424 §6.2.1: 2 critical, 3 error, 4 warning, 6 informational. */
  severity: 2 | 3 | 4 | 6;
  /** UTC, as `instant` writes it. */
  at: string;
  /** MSGID: what kind of message it is. */
  kind: string;
  /** STRUCTURED-DATA, in this order; what is null is left out. */
  data: Readonly<Record<string, string | number | null>>;
  /** MSG: one value as JSON. */
  value: unknown;
}

/** Facility 13, log audit (RFC 5424 §6.2.1). */
const LOG_AUDIT = 13;
/** The enterprise number of examples (RFC 5612), until there is one of our own (ADR 0019). */
const DATA_ID = 'songhua@32473';
/** What every receiver should be able to take, in octets (RFC 5425 §4.3.1). */
const LONGEST = 8_192;
const LONGEST_VALUE = 255;

/**
 * A message as RFC 5424 §6 writes it. It says nothing of the process that sends it, so that a message
 * that two nodes send is the same to the octet. One that would be too long loses its MSG, and says
 * `cut="true"`. `host` is a name of ASCII.
 */
export function messageText(host: string, message: Message): string {
  const { severity, at, kind, data, value } = message;
  const timestamp = `${at.slice(0, 23)}Z`;
  const head = `<${LOG_AUDIT * 8 + severity}>1 ${timestamp} ${name(host, 255)} songhua - ${name(kind, 32)}`;
  const text = `${head} ${structured(data)} ${asciiJson(value)}`;
  if (Buffer.byteLength(text) <= LONGEST) return text;
  return `${head} ${structured({ ...data, cut: 'true' })}`;
}

/** Octet counting: how long the message is, a space, the message (RFC 6587 §3.4.1, RFC 5425 §4.3). */
export function frame(text: string): Buffer {
  const octets = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${octets.length} `), octets]);
}

/** PRINTUSASCII to a length; `-` for nothing. */
const name = (text: string, longest: number) =>
  text.replaceAll(/[^!-~]/g, '?').slice(0, longest) || '-';

function structured(data: Message['data']): string {
  const params = Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([param, value]) => ` ${param}="${escaped(String(value))}"`);
  return `[${DATA_ID}${params.join('')}]`;
}

/**
 * RFC 5424 §6.3.3: these three, and nothing else, are escaped. What could end a line at a careless
 * receiver (an id that a refused request made up) goes out as U+FFFD; it stands in the MSG as it was.
 */
const escaped = (value: string) =>
  [...value]
    .slice(0, LONGEST_VALUE)
    .join('')
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD')
    .replaceAll(/["\\\]]/g, '\\$&');

/** All of ASCII: a MSG of UTF-8 would begin with a BOM (§6.4), over which readers of JSON stumble. */
const asciiJson = (value: unknown) =>
  JSON.stringify(value).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
