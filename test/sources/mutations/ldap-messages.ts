import { entryIn, takeMessage } from '../../../src/sources/protocols/ldap-answers.ts';
import { type Value, valuesIn } from '../../../src/sources/protocols/ldap-ber.ts';
import { value } from '../../doubles/ldap-server.ts';
import { type Chance, mutateText } from './mutators.ts';

/**
 * The message changed in its bytes or in its parts. What is then, whole and well-formed, a yes to a
 * bind or the entry of another key is no broken answer but another answer: it is left as it was.
 */
export function changed(chance: Chance, message: Buffer): Buffer {
  const mutated = chance.below(2) === 0 ? inBytes(chance, message) : inParts(chance, message);
  return saysOtherwise(message, mutated) ? message : mutated;
}

function saysOtherwise(message: Buffer, mutated: Buffer): boolean {
  const before = read(message);
  const after = read(mutated);
  if (before.code !== undefined && before.code !== 0 && after.code === 0) return true;
  return before.key !== undefined && after.key !== undefined && before.key !== after.key;
}

/** Result of a bind, or key of an entry. */
function read(bytes: Buffer): { code?: number; key?: string } {
  try {
    const message = takeMessage(bytes, bytes.length)?.message;
    // Read here by itself: a yes that only our own reading makes of it must be found.
    const [code] = message?.operation.tag === 0x61 ? valuesIn(message.operation.bytes) : [];
    if (code) return code.tag === 0x0a ? { code: Number(`0x${code.bytes.toString('hex')}`) } : {};
    if (message?.operation.tag !== 0x64) return {};
    const keys = entryIn(message)
      .attributes.filter(({ name }) => name.trim().toLowerCase() === 'employeenumber')
      .flatMap(({ values }) => values.map(String));
    return keys.length === 1 ? { key: keys[0] ?? '' } : {};
  } catch {
    return {};
  }
}

function inBytes(chance: Chance, bytes: Buffer): Buffer {
  const from = chance.below(bytes.length);
  const to = from + 1 + chance.below(8);
  const copy = Buffer.from(bytes);
  switch (chance.below(5)) {
    case 0:
      copy[from] = (copy[from] ?? 0) ^ (1 << chance.below(8));
      return copy;
    case 1:
      copy[from] = chance.of([0, 1, 0x7f, 0x80, 0x84, 0xff]);
      return copy;
    case 2:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    default:
      return bytes.subarray(0, from);
  }
}

interface Node {
  tag: number;
  inside: Node[] | Buffer;
}

const nodeOf = ({ tag, bytes }: Value): Node => ({
  tag,
  inside: tag & 0x20 ? valuesIn(bytes).map(nodeOf) : Buffer.from(bytes),
});
const bytesOf = ({ tag, inside }: Node): Buffer =>
  value(tag, Array.isArray(inside) ? Buffer.concat(inside.map(bytesOf)) : inside);

/** Takes out, doubles, moves, empties or retags a part; the lengths are right again. */
function inParts(chance: Chance, bytes: Buffer): Buffer {
  const [whole] = valuesIn(bytes).map(nodeOf);
  if (!whole) return bytes;
  const holders: Node[][] = [];
  const walk = ({ inside }: Node) => {
    if (!Array.isArray(inside)) return;
    if (inside.length > 0) holders.push(inside);
    inside.forEach(walk);
  };
  walk(whole);
  const list = chance.of(holders);
  const at = chance.below(list.length);
  const node = list[at] as Node;
  const other = chance.of(chance.of(holders));
  switch (chance.below(7)) {
    case 0:
      list.splice(at, 1);
      break;
    case 1:
      list.splice(at, 0, structuredClone(node));
      break;
    case 2:
      list.splice(at, 1, structuredClone(other));
      break;
    case 3:
      list.splice(at, 0, structuredClone(other));
      break;
    case 4:
      node.inside = Array.isArray(node.inside) ? [] : Buffer.alloc(0);
      break;
    case 5:
      node.tag = chance.of([
        0x02, 0x04, 0x0a, 0x30, 0x31, 0x61, 0x64, 0x65, 0x73, 0x78, 0xa0, 0xa3,
      ]);
      break;
    default:
      if (!Array.isArray(node.inside))
        node.inside = Buffer.from(mutateText(chance, node.inside.toString('utf8')));
  }
  return bytesOf({ tag: whole.tag, inside: (whole.inside as Node[]).map(plainly) });
}

/** A clone loses what made it a Buffer. */
const plainly = ({ tag, inside }: Node): Node => ({
  tag,
  inside: Array.isArray(inside) ? inside.map(plainly) : Buffer.from(inside),
});
