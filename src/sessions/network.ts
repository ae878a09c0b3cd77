import { isIP } from 'node:net';

/** A coarse network: "203.0.113.0/24" or "2001:db8:1::/48"; '—' for what is not an address. */
export function networkOf(address: string | undefined): string {
  const text = (address ?? '').replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(text) === 4) return `${text.split('.').slice(0, 3).join('.')}.0/24`;
  if (isIP(text) !== 6) return '—';
  // The URL parser writes an IPv6 address in its canonical form (RFC 5952).
  const [front = '', back] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const groups = front === '' ? [] : front.split(':');
  if (back !== undefined) {
    const tail = back === '' ? 0 : back.split(':').length;
    groups.push(...Array<string>(8 - groups.length - tail).fill('0'));
    if (back !== '') groups.push(...back.split(':'));
  }
  const prefix = groups
    .slice(0, 3)
    .join(':')
    .replace(/(:0)+$/, '');
  return prefix === '0' ? '::/48' : `${prefix}::/48`;
}
