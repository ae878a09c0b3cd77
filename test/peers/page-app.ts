import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** An application that is a page and nothing else: no server of its own keeps a secret or a session. */
export interface PageApp {
  origin: string;
  redirect_uri: string;
  post_logout_redirect_uri: string;
  stop(): Promise<void>;
}

const library = readFileSync(
  createRequire(import.meta.url)
    .resolve('oidc-client-ts')
    .replace(/dist.*/, 'dist/browser/oidc-client-ts.min.js'),
);

/** Serves oidc-client-ts as it is published, and the few lines that a page needs around it. */
export async function startPageApp(
  issuer: () => string,
  client_id: string,
  { dpop = false } = {},
): Promise<PageApp> {
  let origin = '';
  const script = () => `
    const { UserManager, Log, IndexedDbDPoPStore } = oidc;
    Log.setLogger(console);
    window.manager = new UserManager({
      authority: ${JSON.stringify(issuer())},
      client_id: ${JSON.stringify(client_id)},
      redirect_uri: location.origin + '/callback',
      post_logout_redirect_uri: location.origin + '/',
      scope: 'openid profile',
      loadUserInfo: ${!dpop},
      automaticSilentRenew: false,
      filterProtocolClaims: ['nonce', 'at_hash'],
      ${dpop ? 'dpop: { bind_authorization_code: true, store: new IndexedDbDPoPStore() },' : ''}
    });
    const say = (words) => { document.querySelector('output').textContent = words; };
    const show = (user) => say(user ? JSON.stringify(user.profile) : 'nobody');
    document.querySelector('#in').onclick = () =>
      manager.signinRedirect({ acr_values: 'urn:songhua:acr:1' });
    document.querySelector('#out').onclick = () => manager.signoutRedirect();
    const arrived = location.pathname === '/callback'
      ? manager.signinCallback().then(() => history.replaceState(null, '', '/'))
      : location.search.includes('state=') ? manager.signoutCallback() : Promise.resolve();
    arrived.then(() => manager.getUser()).then(show, (fault) => say('fault: ' + fault.message));`;
  const html = `<!doctype html><html lang="en"><title>page</title><main><output></output>
    <button id="in">In</button><button id="out">Out</button></main>
    <script src="/library.js"></script><script src="/app.js"></script></html>`;

  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin);
    const scripts: Record<string, string | Buffer> = {
      '/library.js': library,
      '/app.js': script(),
    };
    const found = scripts[pathname];
    response.writeHead(200, {
      'content-type': found ? 'text/javascript' : 'text/html',
      'content-security-policy': `default-src 'none'; script-src 'self'; connect-src ${issuer()}`,
      'referrer-policy': 'no-referrer',
    });
    response.end(found ?? html);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    redirect_uri: `${origin}/callback`,
    post_logout_redirect_uri: `${origin}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
