import {
  BerFault,
  numberIn,
  readValue,
  tags,
  take,
  textIn,
  type Value,
  valuesIn,
} from './ldap-ber.ts';

/** Operations of answers (RFC 4511 §4.2.2, §4.5.2, §4.12), by their tags. */
export const operations = {
  bind: 0x61,
  entry: 0x64,
  done: 0x65,
  reference: 0x73,
  extended: 0x78,
} as const;

/** Result codes that mean something here (RFC 4511 appendix A). */
export const codes = {
  success: 0,
  sizeLimit: 4,
  referral: 10,
  strongerAuthRequired: 8,
  confidentialityRequired: 13,
  constraintViolation: 19,
  invalidAttributeSyntax: 21,
  invalidDnSyntax: 34,
  invalidCredentials: 49,
  busy: 51,
  unavailable: 52,
  unwilling: 53,
} as const;

/** One message from the server, its operation not yet read. */
export interface Message {
  id: number;
  operation: Value;
  /** By type; the value is absent where a control has none. */
  controls: Map<string, Buffer | undefined>;
}

export interface Result {
  code: number;
  diagnostic: string;
  controls: Message['controls'];
}

/** An entry as it came: each attribute once or several times, each with its values. */
export interface Entry {
  dn: string;
  attributes: { name: string; values: Buffer[] }[];
}

/**
 * The message that stands at the beginning, and the bytes after it; undefined while it is not whole.
 * @throws BerFault
 */
export function takeMessage(
  from: Buffer,
  most: number,
): { message: Message; rest: Buffer } | undefined {
  if (from.length > 0 && from[0] !== tags.sequence) throw new BerFault('no message');
  const read = readValue(from, 0, most);
  if (!read) return undefined;
  const [id, operation, controls, ...more] = valuesIn(read.value.bytes);
  if (!operation || more.length > 0) throw new BerFault('no message');
  return {
    message: {
      id: numberIn(take(id, tags.integer)),
      operation,
      controls: controls ? controlsIn(take(controls, 0xa0)) : new Map(),
    },
    rest: from.subarray(read.next),
  };
}

/** RFC 4511 §4.1.9: a result has its code; what follows it (a referral, a name) is not followed. */
export function resultIn({ operation, controls }: Message): Result {
  const [code, matched, diagnostic] = valuesIn(operation.bytes);
  take(matched, tags.octets);
  return {
    code: numberIn(take(code, tags.enumerated)),
    diagnostic: take(diagnostic, tags.octets).toString('utf8'),
    controls,
  };
}

export function entryIn({ operation }: Message): Entry {
  const [dn, list, ...more] = valuesIn(operation.bytes);
  if (more.length > 0) throw new BerFault('entry');
  return {
    dn: textIn(take(dn, tags.octets)),
    attributes: valuesIn(take(list, tags.sequence)).map((attribute) => {
      const [name, values, ...rest] = valuesIn(take(attribute, tags.sequence));
      if (rest.length > 0) throw new BerFault('attribute');
      return {
        name: textIn(take(name, tags.octets)),
        values: valuesIn(take(values, tags.set)).map((value) => take(value, tags.octets)),
      };
    }),
  };
}

function controlsIn(bytes: Buffer): Message['controls'] {
  const controls: Message['controls'] = new Map();
  for (const control of valuesIn(bytes)) {
    const [type, ...rest] = valuesIn(take(control, tags.sequence));
    const value = rest.find(({ tag }) => tag === tags.octets);
    controls.set(textIn(take(type, tags.octets)), value?.bytes);
  }
  return controls;
}
