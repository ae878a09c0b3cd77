/** What may be shown as the picture of an application, and what is taken out of it. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { readPicture } from '../../src/clients/picture.ts';
import { chunk, header, png, rows, square } from '../doubles/pictures.ts';

// Black, so that no byte of a pixel is no filter: what is wrong is found for what it is.
const idat = (side: number) => chunk('IDAT', deflateSync(rows(side, [0, 0, 0])));
const end = chunk('IEND');

describe('a picture', () => {
  it.each([64, 96, 512])('of %d pixels a side is taken as it is', (side) => {
    expect(readPicture(square(side))).toEqual(square(side));
  });

  it('is kept without words, places, times and frames that came with it', () => {
    const more = [
      chunk('tEXt', Buffer.from('Author\0 somebody')),
      chunk('eXIf', Buffer.from('where it was')),
      chunk('acTL', Buffer.alloc(8)),
      chunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])),
    ];
    const kept = readPicture(square(64, undefined, more));
    expect(kept).toBeInstanceOf(Buffer);
    expect(kept.toString('latin1')).toContain('gAMA');
    expect(kept.toString('latin1')).not.toMatch(/tEXt|eXIf|acTL|somebody|where/);
    expect(readPicture(kept as Buffer)).toEqual(kept);
  });

  it('in several runs of pixels is put into one', () => {
    const packed = deflateSync(rows(64));
    const halves = [packed.subarray(0, 20), packed.subarray(20)].map((half) => chunk('IDAT', half));
    expect(readPicture(png(header(64), ...halves, end))).toEqual(
      png(header(64), chunk('IDAT', packed), end),
    );
  });

  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
  const whole = square(64);
  // In what is kept and looked into by nobody: its checksum alone can tell.
  const broken = square(64, undefined, [chunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f]))]);
  broken[43] = (broken[43] ?? 0) ^ 1;
  const faults: [string, Buffer, string][] = [
    ['a drawing with a script', svg, 'not_png'],
    ['nothing', Buffer.alloc(0), 'not_png'],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'not_png'],
    ['more than 64 KB', Buffer.concat([whole, Buffer.alloc(65_536)]), 'too_large'],
    ['one that is too small', square(63), 'size'],
    ['one that is too large', square(513), 'size'],
    ['one that is not square', png(header(64, { height: 65 }), idat(64), end), 'size'],
    ['one with a bit turned', broken, 'broken'],
    ['one that is cut off', whole.subarray(0, -4), 'broken'],
    ['one with a page behind it', Buffer.concat([whole, svg]), 'broken'],
    ['one with fewer pixels than it says', png(header(96), idat(64), end), 'broken'],
    ['one that unpacks to more than it says', png(header(64), idat(512), end), 'broken'],
    ['one without pixels', png(header(64), end), 'broken'],
    ['one whose pixels are no pixels', png(header(64), chunk('IDAT', svg), end), 'broken'],
    ['one that comes in passes', png(header(64, { interlace: 1 }), idat(64), end), 'broken'],
    ['a depth that there is none of', png(header(64, { depth: 3 }), idat(64), end), 'broken'],
    ['a palette that is not there', png(header(64, { colour: 3 }), idat(64), end), 'broken'],
    ['two headers', png(header(64), header(64), idat(64), end), 'broken'],
    ['a chunk that has to be understood', png(header(64), chunk('XXXX'), idat(64), end), 'broken'],
    [
      'pixels after something else',
      png(header(64), idat(64), chunk('tEXt'), idat(64), end),
      'broken',
    ],
    [
      'a filter that there is none of',
      png(header(64), chunk('IDAT', deflateSync(rows(64).fill(9, 0, 1))), end),
      'broken',
    ],
  ];
  test.each(faults)('is refused when it is %s', (_name, bytes, fault) => {
    expect(readPicture(bytes)).toBe(fault);
  });
});
