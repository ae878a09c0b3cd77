/**
 * multipart/form-data (RFC 7578), strictly and no more of it than a form of ours sends: each field
 * once, a text in whole UTF-8, a file as its bytes. A name of a file is not looked at.
 */
export type Parts = Record<string, string | Buffer>;

const MOST = 10;
const CRLF = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

/** The boundary that a content type names, where it is one (RFC 2046 §5.1.1). */
export const boundaryIn = (type: string): string | undefined =>
  /^multipart\/form-data;\s*boundary="?([\w'()+,./:=?-]{1,70})"?$/i.exec(type.trim())?.[1];

/** The parts of a body; undefined where it is not whole. */
export function readParts(body: Buffer, boundary: string): Parts | undefined {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([CRLF, body]);
  if (whole.indexOf(delimiter) !== 0) return undefined;
  const parts: Parts = Object.create(null);
  let at = delimiter.length;
  for (let count = 0; count <= MOST; count += 1) {
    const mark = whole.toString('latin1', at, at + 2);
    if (mark === '--')
      return ['', '\r\n'].includes(whole.toString('latin1', at + 2)) ? parts : undefined;
    const next = whole.indexOf(delimiter, at);
    if (mark !== '\r\n' || next < 0) return undefined;
    if (!take(parts, whole.subarray(at + 2, next))) return undefined;
    at = next + delimiter.length;
  }
  return undefined;
}

/** One part into the fields; false where it is none of a form of ours. */
function take(parts: Parts, part: Buffer): boolean {
  const end = part.indexOf(HEAD_END);
  if (end < 0 || end > 1_000) return false;
  const head = part.toString('utf8', 0, end);
  const said = /^content-disposition:\s*form-data;\s*name="([\w.-]{1,80})"(;\s*filename=)?/im.exec(
    head,
  );
  const [, name, file] = said ?? [];
  if (!name || name in parts) return false;
  const content = part.subarray(end + HEAD_END.length);
  if (file) {
    parts[name] = content;
    return true;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (text.includes('\0')) return false;
    parts[name] = text;
    return true;
  } catch {
    return false;
  }
}
