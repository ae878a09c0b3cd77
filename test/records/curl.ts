/** What of curl the examples of the docs use: -s, -u, -H, and -d as a form or as a file. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    silent: { type: 'boolean', short: 's' },
    user: { type: 'string', short: 'u' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd', multiple: true },
  },
  allowPositionals: true,
});

const headers = new Headers(
  values.header.map((line): [string, string] => {
    const [name = '', ...value] = line.split(':');
    return [name, value.join(':').trim()];
  }),
);
if (values.user)
  headers.set('authorization', `Basic ${Buffer.from(values.user).toString('base64')}`);
const body = values.data
  ?.map((text) => (text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text))
  .join('&');
if (body !== undefined && !headers.has('content-type'))
  headers.set('content-type', 'application/x-www-form-urlencoded');

const response = await fetch(
  positionals[0] ?? '',
  body === undefined ? { headers } : { method: 'POST', headers, body },
);
process.stdout.write(await response.text());
