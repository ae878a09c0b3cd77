/**
 * A process of its own, since the certificates that one trusts beside those of the system are named before
 * it starts (NODE_EXTRA_CA_CERTS), as with a gateway. It meets applications over TLS on this machine as the
 * robot does, and prints what the robot saw of each, as one line of JSON.
 */
import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { notApplying } from '../../../src/clients/acceptance/applying.ts';
import { browser, WayEnded, type World } from '../../../src/clients/acceptance/browser.ts';
import { checkKeeping } from '../../../src/clients/acceptance/checks/keeping.ts';
import { makeJar } from '../../../src/clients/acceptance/jar.ts';
import type { PointCode } from '../../../src/clients/acceptance/points.ts';
import type { Attempt, Trial } from '../../../src/clients/acceptance/trial.ts';
import { look } from '../../../src/clients/acceptance/visit.ts';
import * as certificates from '../../doubles/tls-certificates.ts';

/** What one application does with TLS. */
interface Way {
  cert: string;
  /** The attributes of its cookie, and its Strict-Transport-Security. */
  cookie: string;
  hsts?: string;
  /** Versions that it speaks. */
  tls?: Pick<ServerOptions, 'minVersion' | 'maxVersion' | 'ciphers'>;
  /** Where it signs out, if not over TLS. */
  sign_out?: string;
}

const cookie = 'Path=/; Secure; HttpOnly; SameSite=Lax';
const right: Way = { cert: certificates.good, cookie, hsts: 'max-age=31536000' };
const { hsts: _, ...withoutHsts } = right;
const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;

const ways: Record<string, Way> = {
  right,
  insecure_cookie: { ...right, cookie: 'Path=/; HttpOnly; SameSite=Lax' },
  no_hsts: withoutHsts,
  hsts_of_no_time: { ...right, hsts: 'max-age=0' },
  open_sign_out: { ...right, sign_out: 'http://app.example/sign-out' },
  expired: { ...right, cert: certificates.expired },
  elsewhere: { ...right, cert: certificates.elsewhere },
  self_signed: { ...right, cert: certificates.selfSigned },
  old_tls: { ...right, tls: old },
};

/** The points of TLS that failed, or why there was no answer. */
async function met({ cert, cookie, hsts, tls, sign_out }: Way): Promise<string[]> {
  const { key } = certificates;
  const server = createServer({ key, cert, ...tls }, (request, response) => {
    const signed = request.headers.cookie === 'session=inside-by-this';
    const headers = {
      ...(hsts && { 'strict-transport-security': hsts }),
      'content-type': 'text/html',
    };
    if (request.url === '/login')
      response.writeHead(303, {
        ...{ ...headers, location: '/inside', 'set-cookie': `session=inside-by-this; ${cookie}` },
      });
    else response.writeHead(signed ? 200 : 401, headers);
    response.end('<main>Welcome.</main>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const addresses = {
    ...{ start: `${origin}/login`, inside: `${origin}/inside` },
    sign_out: sign_out ?? `${origin}/sign-out`,
  };
  const world: World = {
    ...{ issuer: 'https://gateway.example', own_networks: [], origins: new Set([origin]) },
    ...{ returns: [], networks: ['127.0.0.0/8', '::1/128'], now: Date.now },
    signal: AbortSignal.timeout(20_000),
  };
  try {
    const b = browser(world);
    const page = await b.open(addresses.start);
    const found = new Map<PointCode, unknown>();
    const client = {
      ...{ profile: 'strict', application_type: 'web', grant_types: ['refresh_token'] },
      ...{ redirect_uris: [`${origin}/callback`], post_logout_redirect_uris: [] },
      ...{ backchannel_logout_uri: `${origin}/out`, initiate_login_uri: `${origin}/begin` },
    };
    const notAsked = notApplying(client as never, addresses);
    const trial = {
      ...{ client, addresses, applies: (code: PointCode) => !notAsked.has(code) },
      looksInside: (jar: ReturnType<typeof makeJar>) => look(world, addresses, jar),
      note: (code: PointCode, result: unknown) => found.set(code, result),
    } as unknown as Trial;
    await checkKeeping(trial, {
      ...{ browser: b, page, shown: page, inside: true, before: makeJar(), asked: [] },
    } as unknown as Attempt);
    const ofTls = ['cookie.secure', 'header.hsts', 'tls.everywhere'] as const;
    return ofTls.filter((code) => found.get(code) !== true);
  } catch (fault) {
    if (!(fault instanceof WayEnded)) throw fault;
    return [fault.why, fault.what];
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const said: Record<string, string[]> = {};
for (const [name, way] of Object.entries(ways)) said[name] = await met(way);
process.stdout.write(JSON.stringify(said));
