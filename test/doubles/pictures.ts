import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

export function header(
  side: number,
  { height = side, depth = 8, colour = 2, interlace = 0 }: Partial<Record<string, number>> = {},
): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(side, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colour, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

/** Rows of one colour, each behind its filter byte. */
export const rows = (side: number, [red, green, blue] = [12, 98, 170], height = side): Buffer =>
  Buffer.concat(
    Array.from({ length: height }, () =>
      Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, Buffer.from([red, green, blue]))]),
    ),
  );

export const png = (...chunks: Buffer[]): Buffer => Buffer.concat([SIGNATURE, ...chunks]);

/** A square of one colour. */
export const square = (side: number, colour?: [number, number, number], more: Buffer[] = []) =>
  png(header(side), ...more, chunk('IDAT', deflateSync(rows(side, colour))), chunk('IEND'));
