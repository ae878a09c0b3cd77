// Whole, since it is one identity provider: its bindings and its misdeeds change together.
import { createVerify, X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import { parseDomFromString, validateSignature } from '@node-saml/node-saml/lib/xml.js';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Came, To } from '../../src/sources/contract.ts';
import { bodyOf } from './http.ts';
import { elsewhere, type Pages } from './pages.ts';
import { type KeyWithCertificate, selfSigned } from './saml-keys.ts';
import { type LogoutSaid, logoutMessage, readSignOut, type SamlSignOut } from './saml-logout.ts';
import type { Endpoint, Misdeeds } from './saml-misdeeds.ts';
import { escaped, type Holder, type Manner, type Request, respond } from './saml-response.ts';

/** A person with an account there; `acr` is how they sign in today. */
export interface Account {
  name_id: string;
  acr?: string;
  attributes: Record<string, unknown>;
}

export interface IdpOptions extends Pages<Account> {
  clock?: Clock;
  port?: number;
  signs?: Manner['signs'];
  /** The certificate that it encrypts assertions for. */
  encrypts_for?: string;
  encryption?: Manner['encryption'];
  /** The bindings of its sign-out. */
  signs_out?: ('Redirect' | 'POST')[];
  /** Our certificate: without our signature it answers nothing. */
  wants_signed_by?: string;
  /** What it signs with; its own when not said. */
  key?: KeyWithCertificate;
  /** Its page that posts the answer, as HTML; a form with a button when not said. */
  posts?(action: string, fields: Record<string, string>): string;
}

export interface SamlIdp {
  issuer: string;
  metadataUrl: string;
  /** Its metadata as it stands now. */
  metadata(): string;
  /** Settings for `sources.register`, protocol `saml`. */
  settings: Record<string, unknown>;
  misdeeds: Misdeeds;
  mend(): void;
  signsIn(account: Account): void;
  /** Goes there as a browser does, and brings back what it is to post to us. */
  visit(to: To): Promise<{ action: string; params: Record<string, string> }>;
  /** Requests and answers about sign-outs that came, in order. */
  signOuts: SamlSignOut[];
  /** Goes there as a browser does to sign out, and brings back what it answers. */
  signsOut(to: To): Promise<Omit<Came, 'callback'>>;
  /** Its word that a session has ended there, as its form or address brings it. */
  says(said: LogoutSaid): Omit<Came, 'callback'>;
  /** What it was asked, in order. */
  requests: Request[];
  asked: Record<Endpoint, number>;
  /** It publishes a second key, or signs with it, or drops the first. */
  rollOver(step: 'announce' | 'use' | 'drop'): void;
  /** Its metadata says that it counts until then. */
  validUntil(date: Date | undefined): void;
  key: KeyWithCertificate;
  stop(): Promise<void>;
}

const SAML = 'urn:oasis:names:tc:SAML:2.0';
/** Made when it is needed: that takes long. */
const foreignKey = () => selfSigned('foreign');
export const PASSWORD = `${SAML}:ac:classes:PasswordProtectedTransport`;

/**
 * A SAML 2.0 identity provider over real HTTP on 127.0.0.1, that can be told to do wrong: metadata,
 * requests by redirect and POST with their signatures checked, answers by POST, signed and encrypted.
 */
export async function startSamlIdp(options: IdpOptions = {}): Promise<SamlIdp> {
  const { clock = systemClock, signs = 'assertion', encryption = 'aes128-cbc' } = options;
  const { key: first = selfSigned('idp') } = options;
  let published = [first];
  let key = first;
  let until: Date | undefined;
  let account: Account = { name_id: 'nobody', attributes: {} };
  let turn = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch((fault) => response.writeHead(500).end(String(fault)));
  });
  await new Promise<void>((ready) => server.listen(options.port ?? 0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const idp: SamlIdp = {
    issuer,
    metadataUrl: `${issuer}/metadata`,
    metadata,
    settings: { issuer, metadata_url: `${issuer}/metadata`, allow_http: true, patience_ms: 1_000 },
    misdeeds: {},
    mend: () => {
      idp.misdeeds = {};
    },
    signsIn: (who) => {
      account = who;
    },
    async visit(to) {
      const response =
        to.kind === 'location'
          ? await fetch(to.url)
          : await fetch(to.url, { method: 'POST', body: new URLSearchParams(to.fields) });
      const html = await response.text();
      const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
      if (!action) throw new Error(`the provider answered ${response.status} and no way back`);
      const inputs = html.matchAll(/name="(SAMLResponse|RelayState)" value="([^"]*)"/g);
      return {
        action,
        params: Object.fromEntries([...inputs].map(([, name, value]) => [name, value])),
      };
    },
    requests: [],
    signOuts: [],
    async signsOut(to) {
      const response =
        to.kind === 'location'
          ? await fetch(to.url, { redirect: 'manual' })
          : await fetch(to.url, {
              method: 'POST',
              body: new URLSearchParams(to.fields),
              redirect: 'manual',
            });
      const location = response.headers.get('location');
      if (location) {
        const { search, searchParams } = new URL(location);
        return { method: 'GET', query: search.slice(1), params: Object.fromEntries(searchParams) };
      }
      const html = await response.text();
      const inputs = html.matchAll(/name="(SAMLResponse|RelayState)" value="([^"]*)"/g);
      const params = Object.fromEntries([...inputs].map(([, name, value]) => [name, value]));
      return { method: 'POST', query: '', params };
    },
    says: (said) => logoutMessage(said, { issuer, now: clock.now(), key, foreign: foreignKey }),
    asked: { metadata: 0, sso: 0 },
    rollOver(step) {
      const next = selfSigned('idp next');
      if (step === 'announce') published = [first, next];
      if (step === 'use') key = next;
      if (step === 'drop') published = [next];
    },
    validUntil: (date) => {
      until = date;
    },
    key: first,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };

  const applies = (misdeed: boolean | Endpoint[] | undefined, endpoint: Endpoint) =>
    Array.isArray(misdeed) ? misdeed.includes(endpoint) : misdeed === true;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    const endpoint = url.pathname.slice(1);
    if (endpoint === 'slo') return void (await signOut(request, response, url));
    if (endpoint !== 'metadata' && endpoint !== 'sso') return elsewhere(options, request, response);
    idp.asked[endpoint] += 1;
    const { hang, down, flood } = idp.misdeeds;
    if (applies(hang, endpoint)) return;
    if (applies(down, endpoint)) return void response.writeHead(503).end('down');
    if (endpoint === 'metadata') {
      response.writeHead(200, { 'content-type': 'application/samlmetadata+xml' });
      return void response.end(flood ? `<x>${'x'.repeat(1_000_000)}</x>` : metadata());
    }
    await signOn(request, response, url);
  }

  function metadata(): string {
    const keys = published.map(
      ({ certificate }) =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${new X509Certificate(certificate).raw.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    );
    const services = ['Redirect', 'POST'].map(
      (binding) =>
        `<md:SingleSignOnService Binding="${SAML}:bindings:HTTP-${binding}" Location="${issuer}/sso"/>`,
    );
    for (const binding of options.signs_out ?? ['Redirect', 'POST'])
      services.push(
        `<md:SingleLogoutService Binding="${SAML}:bindings:HTTP-${binding}" Location="${issuer}/slo" ResponseLocation="${issuer}/slo?answer=1"/>`,
      );
    const ends = until ? ` validUntil="${until.toISOString()}"` : '';
    const wants = options.wants_signed_by ? ' WantAuthnRequestsSigned="true"' : '';
    return `<?xml version="1.0"?>\n<md:EntityDescriptor xmlns:md="${SAML}:metadata" ID="_metadata" entityID="${issuer}"${ends}><md:IDPSSODescriptor protocolSupportEnumeration="${SAML}:protocol"${wants}>${keys.join('')}${services.join('')}</md:IDPSSODescriptor></md:EntityDescriptor>`;
  }

  /** Single logout: what comes is kept; a request is answered as `misdeeds.signOut` says. */
  async function signOut(incoming: IncomingMessage, response: ServerResponse, url: URL) {
    const byPost = incoming.method === 'POST';
    const params = byPost ? new URLSearchParams(await bodyOf(incoming)) : url.searchParams;
    const came = readSignOut(params, byPost);
    const { wants_signed_by: certificate } = options;
    // The address of an answer has a query of its own.
    const query = url.search.slice(url.search.indexOf('SAML'));
    const signed = certificate === undefined || (await isSigned(came.xml, byPost, query));
    idp.signOuts.push({ ...came, signed, byPost });
    if (came.what === 'SAMLResponse') return response.writeHead(200).end('signed out everywhere');
    const { params: fields, query: answer } = logoutMessage(
      {
        what: 'LogoutResponse',
        in_response_to: came.id,
        destination: `${came.issuer.replace(/\/metadata$/, '')}/logout`,
        relay: params.get('RelayState') ?? '',
        binding: 'redirect',
        ...idp.misdeeds.signOut,
      },
      { issuer, now: clock.now(), key, foreign: foreignKey },
    );
    const back = `${came.issuer.replace(/\/metadata$/, '')}/logout`;
    if (answer) return response.writeHead(302, { location: `${back}?${answer}` }).end();
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
    );
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      `<form method="post" action="${escaped(back)}">${inputs.join('')}<button>OK</button></form>`,
    );
  }

  async function signOn(
    incoming: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const say = (html: string) =>
      void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    const posted = new URLSearchParams(await bodyOf(incoming));
    // A page of its own posts to the address it stands at, where the request still is.
    const byPost = posted.has('SAMLRequest');
    const params = byPost ? posted : url.searchParams;
    const packed = Buffer.from(params.get('SAMLRequest') ?? '', 'base64');
    const xml = (byPost ? packed : inflateRawSync(packed)).toString();
    const signed = await isSigned(xml, byPost, url.search.slice(1));
    if (options.wants_signed_by && !signed) return say('not signed by anybody we know');
    const request = readRequest(xml, signed);
    idp.requests.push(request);
    const relay = params.get('RelayState') ?? '';
    const proceed = (who: Account | undefined) => say(answering(request, relay, who));
    if (!options.entrance) return proceed(account);
    const fields = Object.fromEntries(posted);
    return options.entrance({ request: incoming, response, form: fields, proceed });
  }

  async function isSigned(xml: string, byPost: boolean, query: string): Promise<boolean> {
    const { wants_signed_by: certificate } = options;
    if (!certificate) return /<Signature |&Signature=/.test(xml + query);
    if (byPost)
      return validateSignature(xml, (await parseDomFromString(xml)).documentElement, [certificate]);
    const [text = '', signature = ''] = query.split('&Signature=');
    const verify = createVerify('RSA-SHA256').update(text);
    return verify.verify(
      new X509Certificate(certificate).publicKey,
      decodeURIComponent(signature),
      'base64',
    );
  }

  /** The page whose form carries the answer. */
  function answering(request: Request, relay: string, who: Account | undefined): string {
    const { wrapping } = idp.misdeeds;
    const misdeeds: Misdeeds = {
      ...idp.misdeeds,
      ...(!who && { cancel: true }),
      ...(wrapping === 'each' && { wrapping: turn++ }),
    };
    const holder: Holder = {
      name_id: '',
      acr: PASSWORD,
      attributes: {},
      ...who,
    };
    const { encrypts_for } = options;
    const now = clock.now();
    const xml = respond(request, holder, {
      issuer,
      now,
      key,
      get foreign() {
        return selfSigned('foreign');
      },
      signs,
      encrypts_for,
      encryption,
      misdeeds,
    });
    const fields = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relay };
    return (options.posts ?? plainForm)(request.consumer, fields);
  }

  return idp;
}

function plainForm(action: string, fields: Record<string, string>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  return `<form method="post" action="${escaped(action)}">${inputs.join('')}<button>OK</button></form>`;
}

function readRequest(xml: string, signed: boolean): Request {
  const at = (pattern: RegExp) => pattern.exec(xml)?.[1];
  const classes = xml.matchAll(/<saml:AuthnContextClassRef>([^<]*)</g);
  return {
    id: at(/\sID="([^"]+)"/) ?? '',
    issuer: at(/<saml:Issuer>([^<]*)</) ?? '',
    consumer: at(/\sAssertionConsumerServiceURL="([^"]+)"/) ?? '',
    force: at(/\sForceAuthn="([^"]+)"/) === 'true',
    classes: [...classes].map(([, word = '']) => word),
    comparison: at(/\sComparison="([^"]+)"/),
    name_id_format: at(/<samlp:NameIDPolicy[^>]*\sFormat="([^"]+)"/),
    signed,
  };
}
