// Whole, since the guard is one thing: each way past it is tried beside its neighbours, by name.
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  fetchGuarded,
  type Ground,
  OutgoingFault,
  type OutgoingRequest,
} from '../../src/outbox/outgoing.ts';
import { cert } from '../doubles/certificate.ts';
import { loopback } from './rig.ts';
import { type Site, site } from './site.ts';

let answer: RequestListener;
let inside: Site;
beforeEach(async () => {
  answer = (_request, response) => response.writeHead(200).end();
  inside = await site((request, response) => answer(request, response));
});
afterEach(() => inside.stop());

const json = { types: ['application/json'], maxBytes: 1_000 };
const at = (host: string, path = '/') => `http://${host}:${inside.port}${path}`;

/** The word of a request that must come to nothing. */
async function wordOf(
  address: string,
  request: Partial<OutgoingRequest> = {},
  ground?: Ground,
): Promise<string> {
  try {
    const { status } = await fetchGuarded(address, { networks: loopback, ...request }, ground);
    return `answered ${status}`;
  } catch (fault) {
    if (fault instanceof OutgoingFault) return fault.word;
    throw fault;
  }
}

/** Resolves every name to these, one after the other at each call. */
function names(...answers: string[][]) {
  const resolve = vi.fn(async (_host: string) =>
    (answers[Math.min(resolve.mock.calls.length, answers.length) - 1] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    })),
  );
  return { resolve };
}

describe('a request that leaves the gateway', () => {
  it('arrives with its method, headers and body, and brings back what was answered', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'Application/JSON; charset=utf-8' }).end('{"a":1}');
    const got = await fetchGuarded(at('127.0.0.1', '/x?y=1'), {
      ...json,
      networks: loopback,
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'x-ours': 'yes' },
      body: '김 and 张',
    });
    expect(got).toMatchObject({ status: 200, body: Buffer.from('{"a":1}') });
    expect(inside.asked).toMatchObject([
      {
        method: 'POST',
        url: '/x?y=1',
        body: '김 and 张',
        headers: { 'content-type': 'text/plain', 'x-ours': 'yes', 'accept-encoding': 'identity' },
      },
    ]);
  });

  it('goes to localhost by whichever of its addresses listens', async () => {
    expect(await wordOf(at('localhost'))).toBe('answered 200');
  });
});

describe('the inside of the gateway is not reached', () => {
  it.each([
    ['by its address', '127.0.0.1'],
    ['by a short address', '127.1'],
    ['by a decimal number', '2130706433'],
    ['by an octal number', '0177.0.0.1'],
    ['by one octal number', '017700000001'],
    ['by a hexadecimal number', '0x7f.0.0.1'],
    ['by one hexadecimal number', '0x7f000001'],
    ['by letters of full width', '１２７.0.0.1'],
    ['by its name', 'localhost'],
    ['by its IPv6 address', '[::1]'],
  ])('%s: %s', async (_how, host) => {
    expect(await wordOf(at(host), { networks: [] })).toBe('address_refused');
    expect(await wordOf(at(host), { networks: ['10.0.0.0/8'] })).toBe('address_refused');
    expect(inside.asked).toEqual([]);
  });

  it.each([
    ['of another loopback address', '127.0.0.2'],
    ['of a private network', '10.0.0.1'],
    ['of a decimal private one', '167772161'],
    ['of the metadata service', '169.254.169.254'],
    ['of the metadata service in hexadecimal', '0xa9fea9fe'],
    ['mapped to IPv6', '[::ffff:127.0.0.1]'],
    ['mapped to IPv6 in hexadecimal', '[::ffff:7f00:1]'],
    ['through NAT64', '[64:ff9b::7f00:1]'],
    ['through 6to4', '[2002:7f00:1::]'],
    ['compatible to IPv6', '[::127.0.0.1]'],
    ['of local IPv6', '[fd00::1]'],
    ['of link-local IPv6', '[fe80::1]'],
    ['unspecified', '0.0.0.0'],
    ['unspecified, as a number', '0'],
    ['unspecified in IPv6', '[::]'],
  ])('over TLS either, by an address %s: %s', async (_how, host) => {
    expect(await wordOf(`https://${host}:${inside.port}/`, { networks: [] })).toBe(
      'address_refused',
    );
  });

  it('by an address with a zone, which is no address of the web', async () => {
    expect(await wordOf('https://[fe80::1%25lo]/')).toBe('bad_address');
    const ground = names(['fe80::1%lo']);
    expect(await wordOf('https://hall.example/', { networks: ['fd00::/8'] }, ground)).toBe(
      'address_refused',
    );
  });

  it('by a public name that resolves to it', async () => {
    const ground = names(['127.0.0.1']);
    const outside = await wordOf(`https://hall.example:${inside.port}/`, { networks: [] }, ground);
    expect(outside).toBe('address_refused');
  });

  it('by a name of which one address of several lies inside', async () => {
    const ground = names(['127.0.0.1', '169.254.169.254', '1.2.3.4']);
    expect(await wordOf(`https://hall.example:${inside.port}/`, {}, ground)).toBe(
      'address_refused',
    );
    expect(inside.asked).toEqual([]);
  });

  it('over plain http, by a name of this machine that leads elsewhere', async () => {
    expect(await wordOf(at('localhost'), { networks: ['10.0.0.0/8'] }, names(['10.0.0.1']))).toBe(
      'address_refused',
    );
    expect(await wordOf(at('localhost'), {}, names(['1.2.3.4']))).toBe('address_refused');
  });

  it('by a name that is bound anew after it was checked: the address checked is the one used', async () => {
    const there = await site((_request, response) => response.writeHead(200).end(), {
      host: '127.0.0.2',
      port: inside.port,
    });
    const ground = names(['127.0.0.1'], ['127.0.0.2']);
    const address = at('localhost');
    expect(await wordOf(address, { networks: ['127.0.0.1/32'] }, ground)).toBe('answered 200');
    expect([inside.asked.length, there.asked.length]).toEqual([1, 0]);
    expect(ground.resolve).toHaveBeenCalledTimes(1);
    expect(await wordOf(address, { networks: ['127.0.0.1/32'] }, ground)).toBe('address_refused');
    expect(there.asked).toEqual([]);
    await there.stop();
  });

  it('by a redirect', async () => {
    const hidden = await site((_request, response) => response.writeHead(200).end());
    for (const status of [301, 302, 303, 307, 308]) {
      answer = (_request, response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${hidden.port}/` }).end();
      expect(await wordOf(at('127.0.0.1'))).toBe('redirected');
    }
    expect(hidden.asked).toEqual([]);
    await hidden.stop();
  });

  it('by a proxy that the environment names', async () => {
    const proxy = await site((_request, response) => response.writeHead(200).end());
    vi.stubEnv('http_proxy', `http://127.0.0.1:${proxy.port}`);
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    expect(await wordOf(at('127.0.0.1'))).toBe('answered 200');
    vi.unstubAllEnvs();
    expect([proxy.asked.length, inside.asked.length]).toEqual([0, 1]);
    await proxy.stop();
  });

  it('over a connection that another request was allowed to open', async () => {
    expect(await wordOf(at('localhost'))).toBe('answered 200');
    expect(await wordOf(at('localhost'), { networks: [] })).toBe('address_refused');
    expect(inside.asked[0]?.headers['connection']).toBe('close');
  });
});

describe('an address', () => {
  it.each([
    ['scheme_refused', 'http://hall.example/'],
    ['scheme_refused', 'http://127.0.0.2/'],
    ['scheme_refused', 'http://[::ffff:127.0.0.1]/'],
    ['scheme_refused', 'http://localhost.example/'],
    ['scheme_refused', 'ftp://127.0.0.1/'],
    ['scheme_refused', 'file:///etc/hostname'],
    ['scheme_refused', 'gopher://127.0.0.1:6379/_INFO'],
    ['scheme_refused', 'data:text/plain,x'],
    ['scheme_refused', 'unix:/run/docker.sock'],
    ['user_info_refused', 'https://hall.example@127.0.0.1/'],
    ['user_info_refused', 'https://user:secret@hall.example/'],
    ['port_refused', 'https://hall.example:22/'],
    ['port_refused', 'https://hall.example:80/'],
    ['port_refused', 'http://localhost:25/'],
    ['bad_address', 'https://'],
    ['bad_address', 'https://256.1.1.1/'],
    ['bad_address', 'hall.example'],
    ['bad_address', ''],
  ])('%s: %s', async (word, address) => {
    const ground = names(['1.2.3.4']);
    expect(await wordOf(address, {}, ground)).toBe(word);
    expect(ground.resolve).not.toHaveBeenCalled();
  });

  it('that has no name, or none that resolves, is unresolved', async () => {
    expect(await wordOf('https://hall.example/', {}, names([]))).toBe('unresolved');
    const resolve = async () => Promise.reject(new Error('ENOTFOUND'));
    expect(await wordOf('https://hall.example/', {}, { resolve })).toBe('unresolved');
  });
});

describe('a header', () => {
  it('cannot bring another one with it, nor another request', async () => {
    const sly = { 'x-ours': 'a\r\nx-theirs: b\r\n\r\nGET /second HTTP/1.1' };
    expect(await wordOf(at('127.0.0.1'), { headers: sly })).toBe('bad_request');
    expect(await wordOf(at('127.0.0.1'), { headers: { 'x\r\ny': 'z' } })).toBe('bad_request');
    expect(inside.asked).toEqual([]);
  });

  it('cannot come with the address', async () => {
    await wordOf(at('127.0.0.1', '/a\r\nx-theirs: b\r\n'));
    expect(inside.asked.map(({ url }) => url)).toEqual(['/ax-theirs:%20b']);
    expect(inside.asked[0]?.headers).not.toHaveProperty('x-theirs');
  });

  it('of the connection is nobody’s but the connection’s', async () => {
    const theirs = { Host: 'other.example', 'Transfer-Encoding': 'chunked', 'content-length': '1' };
    await wordOf(at('127.0.0.1'), { method: 'POST', body: 'whole', headers: theirs });
    expect(inside.asked).toMatchObject([
      { body: 'whole', headers: { host: `127.0.0.1:${inside.port}`, 'content-length': '5' } },
    ]);
    expect(inside.asked[0]?.headers).not.toHaveProperty('transfer-encoding');
  });
});

describe('an answer', () => {
  const says = (type: string, body: string | Buffer, more = {}) => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': type, ...more }).end(body);
  };

  it('of another type than was asked for is refused', async () => {
    says('text/html', '{}');
    expect(await wordOf(at('127.0.0.1'), json)).toBe('wrong_type');
    says('application/jsonp', '{}');
    expect(await wordOf(at('127.0.0.1'), json)).toBe('wrong_type');
    answer = (_request, response) => response.writeHead(200).end('{}');
    expect(await wordOf(at('127.0.0.1'), json)).toBe('wrong_type');
  });

  it('that is no success comes without its body when that is of another type', async () => {
    answer = (_request, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<p>no such page</p>');
    const got = await fetchGuarded(at('127.0.0.1'), { networks: loopback, ...json });
    expect([got.status, got.body.length]).toEqual([404, 0]);
  });

  it('that says it is too large is not read, and one that grows too large is given up', async () => {
    says('application/json', 'x'.repeat(1_001));
    expect(await wordOf(at('127.0.0.1'), json)).toBe('too_large');
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(500)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    };
    expect(await wordOf(at('127.0.0.1'), json)).toBe('too_large');
  });

  it('that is packed is refused before it is read: a small one may hold a large one', async () => {
    says('application/json', gzipSync('x'.repeat(100_000)), { 'content-encoding': 'gzip' });
    expect(await wordOf(at('127.0.0.1'), json)).toBe('encoded');
  });

  it('that drips never keeps a request beyond its time, however often something comes', async () => {
    const dripping = new Set<NodeJS.Timeout>();
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      dripping.add(setInterval(() => response.write(' '), 5));
    };
    expect(await wordOf(at('127.0.0.1'), { ...json, timeoutMs: 60 })).toBe('timeout');
    for (const drip of dripping) clearInterval(drip);
  });

  it('whose headers drip or never come is given up as well', async () => {
    answer = () => {};
    expect(await wordOf(at('127.0.0.1'), { timeoutMs: 40 })).toBe('timeout');
  });

  it('whose headers are endless is given up', async () => {
    says('application/json', '{}', { 'x-long': 'x'.repeat(20_000) });
    expect(await wordOf(at('127.0.0.1'), json)).toBe('unreachable');
  });

  it('that changes the protocol is none', async () => {
    answer = (_request, response) =>
      response.writeHead(101, { connection: 'upgrade', upgrade: 'websocket' }).end();
    expect(await wordOf(at('127.0.0.1'), json)).toBe('unreachable');
  });

  it('is not waited for while a name is being resolved without end', async () => {
    const resolve = () => new Promise<never>(() => {});
    expect(await wordOf('https://hall.example/', { timeoutMs: 30 }, { resolve })).toBe('timeout');
  });

  it('is not waited for by a caller that has gone', async () => {
    answer = () => {};
    const gone = new AbortController();
    const word = wordOf(at('127.0.0.1'), { signal: gone.signal });
    await vi.waitFor(() => expect(inside.asked).toHaveLength(1));
    gone.abort();
    expect(await word).toBe('aborted');
  });
});

describe('a certificate', () => {
  let hall: Site;
  beforeEach(async () => {
    hall = await site((_request, response) => response.writeHead(200).end(), { tls: true });
  });
  afterEach(() => hall.stop());
  const over = (host: string, ca?: string) =>
    wordOf(`https://${host}:${hall.port}/`, {}, { ...names(['127.0.0.1']), ca });

  it('that is trusted and of the name lets the request through', async () => {
    expect(await over('hall.example', cert)).toBe('answered 200');
  });

  it('of another name, or that nobody trusts, does not, and nothing is sent', async () => {
    expect(await over('other.example', cert)).toBe('certificate');
    expect(await over('hall.example')).toBe('certificate');
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await over('hall.example')).toBe('certificate');
    vi.unstubAllEnvs();
    expect(hall.asked).toEqual([]);
  });
});
