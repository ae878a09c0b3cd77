import type { Params } from './contract.ts';

/** A password as the bytes that the department hashed; undefined when its charset cannot say it. */
export function encode(
  password: string,
  charset: Params['charset'] = 'utf8',
): Uint8Array<ArrayBuffer> | undefined {
  if (charset === 'utf8') return new TextEncoder().encode(password);
  const bytes: number[] = [];
  for (const character of password) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else {
      const known = gbk().get(character);
      if (!known) return undefined;
      bytes.push(...known);
    }
  }
  return new Uint8Array(bytes);
}

let table: Map<string, readonly number[]> | undefined;

/** Node reads GBK and does not write it: the table is what reading each pair of bytes gives. */
function gbk(): Map<string, readonly number[]> {
  if (table) return table;
  table = new Map();
  const decoder = new TextDecoder('gbk');
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(new Uint8Array([lead, trail]));
      if ([...character].length !== 1 || character === '\ufffd' || table.has(character)) continue;
      table.set(character, [lead, trail]);
    }
  // Where one byte says it too, the systems of that time wrote one (code page 936).
  table.set('€', [0x80]);
  return table;
}
