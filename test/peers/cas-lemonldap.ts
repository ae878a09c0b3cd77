import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/gateway.ts';

/** A real LemonLDAP::NG with its demonstration accounts, as CAS server on 127.0.0.1. */
export interface Lemon {
  server: string;
  /** A browser with its cookies; it signs in where it is asked to. */
  browser(): { visit(url: string, user: string): Promise<URL>; forms(): number };
  stop(): Promise<void>;
}

const PORTAL = '/usr/share/lemonldap-ng/portal/htdocs/index.psgi';
const PACKAGES = 'liblemonldap-ng-portal-perl libplack-perl libio-string-perl libxml-simple-perl';

/** Whether the suite cannot run on this machine; says how to have it. In CI nothing is skipped. */
export function noLemon(suite: string): boolean {
  if ((existsSync(PORTAL) && existsSync('/usr/bin/plackup')) || process.env['CI']) return false;
  console.error(`${suite} was skipped: apt-get install ${PACKAGES}`);
  return true;
}

/** Starts it with a configuration of its own; only services that begin with `service` are known. */
export async function startLemon(service: string): Promise<Lemon> {
  const dir = mkdtempSync(join(tmpdir(), 'songhua-lemon-'));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  configure(dir, address, service);
  const child = spawn(
    '/usr/bin/plackup',
    ['--env', 'deployment', '--host', '127.0.0.1', '--port', String(port), PORTAL],
    { env: { PATH: '/usr/bin:/bin', LLNG_DEFAULTCONFFILE: join(dir, 'lemonldap-ng.ini') } },
  );
  let log = '';
  const note = (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-5_000);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  const answers = async () => {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`LemonLDAP::NG ended: ${log}`);
      const answer = await fetch(`${address}/`).catch(() => undefined);
      if (answer?.ok) return;
      if (answer) throw new Error(`LemonLDAP::NG answers ${answer.status}: ${log}`);
      await new Promise((later) => setTimeout(later, 100));
    }
  };
  try {
    await answers();
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { server: `${address}/cas`, browser: () => newBrowser(address), stop };
}

function newBrowser(address: string) {
  const cookies = new Map<string, string>();
  let forms = 0;
  async function go(url: string, body?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body && { method: 'POST', body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  }
  return {
    forms: () => forms,
    async visit(url: string, user: string): Promise<URL> {
      let answer = await go(url);
      // Through its own pages, until it sends the browser back to us.
      for (let step = 0; step < 8; step += 1) {
        const location = answer.headers.get('location');
        if (location && !location.startsWith(address)) return new URL(location);
        if (location) answer = await go(location);
        else {
          const page = await answer.text();
          if (!page.includes('name="password"'))
            throw new Error(`no form and no way back: HTTP ${answer.status}`);
          forms += 1;
          const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
          const fields = hidden.map(([, name = '', value = '']): [string, string] => [name, value]);
          answer = await go(
            url,
            new URLSearchParams([...fields, ['user', user], ['password', user]]),
          );
        }
      }
      throw new Error('no way back');
    },
  };
}

function configure(dir: string, portal: string, service: string): void {
  for (const sub of ['conf', 'sessions/lock', 'persistent/lock', 'cache'])
    mkdirSync(join(dir, sub), { recursive: true });
  const cache = join(dir, 'cache');
  writeFileSync(
    join(dir, 'lemonldap-ng.ini'),
    `[all]
logLevel = error
[configuration]
type = File
dirName = ${join(dir, 'conf')}
localStorage = Cache::FileCache
localStorageOptions = { 'namespace' => 'c', 'default_expires_in' => 600, 'cache_root' => '${cache}', 'cache_depth' => 1 }
[portal]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = en
[handler]
`,
  );
  const storage = (name: string) => ({
    Directory: join(dir, name),
    LockDirectory: join(dir, name, 'lock'),
    generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
  });
  const configuration = {
    ...{ cfgNum: 1, cfgDate: '1790000000', cfgAuthor: 'test', cfgVersion: '2.16.1' },
    ...{ portal: `${portal}/`, domain: '127.0.0.1', cookieName: 'lemonldap', securedCookie: 0 },
    ...{ authentication: 'Demo', userDB: 'Same', passwordDB: 'Demo', registerDB: 'Null' },
    demoExportedVars: { cn: 'cn', mail: 'mail', uid: 'uid' },
    // Two of its own: one with several values, and one that it writes as it stands.
    macros: { groups: "'one; two'", careless: "$uid eq 'msmith' ? 'a<b' : 'a&amp;b'" },
    ...{ whatToTrace: 'uid', timeout: 72_000, requireToken: 0, groups: {}, key: 'of this test' },
    // Any module will do where pictures of letters are not wanted.
    captcha: '::Main::Plugin',
    portalForceAuthnInterval: 0,
    ...{ issuerDBCASActivation: 1, issuerDBCASRule: 1, issuerDBCASPath: '^/cas/' },
    casAccessControlPolicy: 'error',
    casBackChannelSingleLogout: 1,
    casAppMetaDataOptions: { songhua: { casAppMetaDataOptionsService: service } },
    casAppMetaDataExportedVars: {
      songhua: { displayName: 'cn', mail: 'mail', member: 'groups', careless: 'careless' },
    },
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: storage('sessions'),
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: storage('persistent'),
    localSessionStorage: 'Cache::FileCache',
    localSessionStorageOptions: {
      ...{ cache_root: cache, namespace: 's', default_expires_in: 600, cache_depth: 1 },
    },
    locationRules: { '127.0.0.1': { default: 'accept' } },
  };
  writeFileSync(join(dir, 'conf', 'lmConf-1.json'), JSON.stringify(configuration));
}
