#!/usr/bin/env node
// Checks an archive or an export of the trail, outside the product, with Node 20 or later and nothing else:
//
//   node verify-export.mjs FILE.ndjson.gz PUBLIC_KEY.pem
//
// PUBLIC_KEY.pem is the office's key, got another way than the file. Exits 0 when all of it holds, 1 when
// something does not (each named), 2 when it was not asked rightly. What is checked, and why it is enough:
// the last line signs a digest over all lines before it, so no event can be altered, added, taken out or put
// elsewhere; each seal is signed by itself, and in an archive each seal's digest follows from its events.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

const [file, keyFile] = process.argv.slice(2);
if (!file || !keyFile) {
  console.error('node verify-export.mjs FILE.ndjson.gz PUBLIC_KEY.pem');
  process.exit(2);
}
const key = createPublicKey(readFileSync(keyFile));
const faults = [];
const fault = (text) => faults.length < 100 && faults.push(text);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256'));
const bytes = (text) => Buffer.from(text, 'base64url');
const signed = (list, signature) =>
  verify(null, Buffer.from(JSON.stringify(list)), key, bytes(signature));

const all = createHash('sha256');
const seals = new Set();
let [events, what, last, lastSeal, lastId, open] = [0, '', undefined, 0, '', undefined];

/** In an archive: the digest of a seal follows from the one before it, its list and its events' macs. */
function close() {
  if (!open) return;
  const { seal, macs } = open;
  const list = sha256(JSON.stringify(seal.ids)).digest('base64url');
  if (list !== seal.events) fault(`seal ${seal.number}: its list is not the one that was signed`);
  const found = seal.ids.map((id) => macs.get(id) ?? seal.elsewhere?.[id]);
  const missing = seal.ids.filter((_, n) => found[n] === undefined);
  // An event of a month that was dropped before this one stands in that month's archive alone.
  const known = seal.previous !== null || seal.number === 1;
  if (missing.length === 0 && known) {
    const before = seal.previous ? bytes(seal.previous) : Buffer.alloc(32);
    const digest = sha256(before, bytes(list), ...found.map(bytes)).digest('base64url');
    if (digest !== seal.digest)
      fault(`seal ${seal.number}: its digest does not follow from its events`);
  }
  for (const id of macs.keys())
    if (!seal.ids.includes(id)) fault(`event ${id}: seal ${seal.number} does not name it`);
  open = undefined;
}

function read(line, number) {
  if (line.begins) what = line.begins.what;
  else if (line.seal && typeof line.seal === 'object') {
    const { number: n, sealed_at, events: list, digest, signature } = line.seal;
    if (!signed(['songhua audit seal 1', n, sealed_at, list, digest], signature))
      fault(`seal ${n}: it is not as it was signed`);
    if (what === 'archive') {
      close();
      if (n <= lastSeal) fault(`seal ${n}: it stands behind seal ${lastSeal}`);
      open = { seal: line.seal, macs: new Map() };
    }
    seals.add(n);
    lastSeal = n;
  } else if (line.event) {
    const { id, mac } = line.event;
    events += 1;
    if (line.seal !== null && !seals.has(line.seal))
      fault(`event ${id}: seal ${line.seal} is not above it`);
    if (what === 'archive') open?.macs.set(id, mac);
    else if (id <= lastId) fault(`event ${id}: it stands behind event ${lastId}`);
    lastId = id;
  } else fault(`line ${number} is none`);
}

try {
  const gunzip = createGunzip().setEncoding('utf8');
  pipeline(createReadStream(file), gunzip, () => {});
  let [rest, number] = ['', 0];
  for await (const chunk of gunzip) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const text of lines) {
      number += 1;
      if (last) fault(`line ${number} stands behind the last one`);
      const line = JSON.parse(text);
      if (line.end) last = line;
      else {
        all.update(`${text}\n`);
        read(line, number);
      }
    }
  }
} catch (error) {
  fault(`the file cannot be read to its end: ${error.message}`);
}
close();
if (!last) fault('the last line, which signs all others, is not there');
else {
  const { end, signature } = last;
  if (!signed(['songhua audit file 1', JSON.stringify(end)], signature))
    fault('the last line is not signed with this key');
  if (end.digest !== all.digest('base64url')) fault('the lines are not those that were signed');
  if (end.events !== events || end.seals !== seals.size)
    fault('there are not as many lines as were signed');
}
for (const text of faults) console.log(`FINDING ${text}`);
const { from, until } = last?.end ?? {};
console.log(
  `${what || 'no file of the trail'}: ${events} events, ${seals.size} seals, from ${from} until ${until}`,
);
console.log(
  faults.length === 0 ? 'all of it holds' : `it does not hold: ${faults.length} findings`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
