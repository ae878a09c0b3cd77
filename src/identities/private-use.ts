/**
 * Private-use characters that old systems wrote for Han characters which GBK lacked and GB 18030
 * encodes: GBK's FE50 to FEA0 lie at U+E815 and on. The true characters come from the platform's
 * GB 18030 table, so that no list is kept by hand.
 */
const table: ReadonlyMap<string, string> = makeTable();

/** The text with those characters put right; others of the private-use area stay. */
export function readPrivateUse(text: string): string {
  return [...text].map((c) => table.get(c) ?? c).join('');
}

function makeTable(): Map<string, string> {
  const decoder = new TextDecoder('gb18030');
  const known = new Map<string, string>();
  let place = 0xe815;
  for (let trail = 0x50; trail <= 0xa0; trail += 1) {
    if (trail === 0x7f) continue;
    const true_ = decoder.decode(Uint8Array.of(0xfe, trail));
    if (/^\p{Script=Han}$/u.test(true_)) known.set(String.fromCharCode(place), true_);
    place += 1;
  }
  return known;
}
