import { crc32, inflateSync } from 'node:zlib';

/**
 * A picture that is shown to people on our own pages (W3C PNG, third edition): what may stand in it,
 * and the same without all that need not. Nothing of it is drawn here; a browser draws it, so it is
 * whole, small, still, and holds no words.
 */

export type PictureFault = 'not_png' | 'too_large' | 'size' | 'broken';

export const PICTURE_BYTES = 64 * 1024;
const [LEAST, MOST] = [64, 512];

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What is kept besides the pixels: palette, transparency, and how colours are meant. */
const kept = new Set(['PLTE', 'tRNS', 'sRGB', 'gAMA']);

/** Samples of a pixel by the colour type, and the bit depths that it may have (§11.2.1). */
const colours: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

interface Chunk {
  type: string;
  data: Buffer;
}

/** The picture as it is kept, or what is wrong with it. */
export function readPicture(bytes: Buffer): Buffer | PictureFault {
  if (bytes.length > PICTURE_BYTES) return 'too_large';
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return 'not_png';
  const chunks = chunksOf(bytes.subarray(SIGNATURE.length));
  const header = chunks?.[0];
  if (!chunks || header?.type !== 'IHDR' || header.data.length !== 13) return 'broken';
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  if (width !== height || width < LEAST || width > MOST) return 'size';
  const pixels = Buffer.concat(
    chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data),
  );
  if (!inOrder(chunks) || !areWhole(header.data, pixels, width)) return 'broken';
  const palette = chunks.some(({ type }) => type === 'PLTE');
  if (header.data[9] === 3 && !palette) return 'broken';
  return written([
    header,
    ...chunks.filter(({ type }) => kept.has(type)),
    { type: 'IDAT', data: pixels },
    { type: 'IEND', data: Buffer.alloc(0) },
  ]);
}

/** Every chunk with its checksum, to the very last byte; undefined where one is not whole. */
function chunksOf(bytes: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 12) return undefined;
    const length = bytes.readUInt32BE(at);
    if (length > bytes.length - at - 12) return undefined;
    const typed = bytes.subarray(at + 4, at + 8 + length);
    const type = typed.toString('latin1', 0, 4);
    if (!/^[A-Za-z]{4}$/.test(type)) return undefined;
    if (crc32(typed) !== bytes.readUInt32BE(at + 8 + length)) return undefined;
    chunks.push({ type, data: typed.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

/** One header, the pixels in one run, the end last; and no chunk that a reader would have to understand. */
function inOrder(chunks: readonly Chunk[]): boolean {
  const types = chunks.map(({ type }) => type);
  const once = ['IHDR', 'PLTE', 'IEND', ...kept];
  if (once.some((type) => types.filter((one) => one === type).length > 1)) return false;
  if (types.at(-1) !== 'IEND') return false;
  const critical = types.filter((type) => /^[A-Z]/.test(type));
  if (critical.some((type) => !['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(type))) return false;
  const first = types.indexOf('IDAT');
  const run = types.slice(first, types.lastIndexOf('IDAT') + 1);
  return first > 0 && run.every((type) => type === 'IDAT') && types.indexOf('PLTE') < first;
}

/** As many pixels as the header says, and not a byte more is unpacked. */
function areWhole(header: Buffer, pixels: Buffer, side: number): boolean {
  const [depth = 0, colour = -1, compression, filter, interlace] = header.subarray(8);
  const known = colours[colour];
  if (!known?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace !== 0)
    return false;
  const row = 1 + Math.ceil((side * known.samples * depth) / 8);
  try {
    const unpacked = inflateSync(pixels, { maxOutputLength: row * side });
    if (unpacked.length !== row * side) return false;
    for (let at = 0; at < unpacked.length; at += row) if ((unpacked[at] ?? 9) > 4) return false;
    return true;
  } catch {
    return false;
  }
}

function written(chunks: readonly Chunk[]): Buffer {
  return Buffer.concat([
    SIGNATURE,
    ...chunks.flatMap(({ type, data }) => {
      const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
      const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      checksum.writeUInt32BE(crc32(typed));
      return [length, typed, checksum];
    }),
  ]);
}
