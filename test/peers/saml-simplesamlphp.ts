import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../doubles/saml-keys.ts';
import { freePort } from '../support/gateway.ts';

/** A real SimpleSAMLphp as identity provider, in a directory of its own, on 127.0.0.1. */
export interface SimpleSaml {
  issuer: string;
  origin: string;
  metadataUrl: string;
  /** It knows this relying party from now on: the metadata that we publish, as it stands. */
  knows(spMetadata: string): void;
  stop(): Promise<void>;
}

const WWW = '/usr/share/simplesamlphp/www';
const php = ['/usr/bin/php', '/usr/local/bin/php'].find((path) => existsSync(path));

/**
 * Whether suites that need SimpleSAMLphp cannot run on this machine; says once how to have it. In CI
 * nothing is skipped: there they fail at its start.
 */
export function noSimpleSaml(suite: string): boolean {
  if ((php && existsSync(WWW)) || process.env['CI']) return false;
  console.error(`${suite} was skipped: apt-get install simplesamlphp php-cli php-xml php-mbstring`);
  return true;
}

export const users = {
  wangcs: {
    password: 'river-sturgeon-417',
    uid: 'gjj-0001',
    name: '王测试',
    number: '220000190001010018',
  },
  licsh: { password: 'birch-and-larch-20', uid: 'gjj-0002', name: '李测试' },
} as const;

/** Its assertions are signed and encrypted; requests must be signed by the relying party. */
export async function startSimpleSaml(): Promise<SimpleSaml> {
  if (!php) throw new Error('no php: apt-get install php-cli');
  const dir = mkdtempSync(join(tmpdir(), 'songhua-simplesaml-'));
  const file = (...names: string[]) => join(dir, ...names);
  for (const name of ['cert', 'metadata', 'log', 'data', 'tmp', 'sessions']) mkdirSync(file(name));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { key, certificate } = selfSigned('simplesamlphp');
  writeFileSync(file('cert', 'idp.key'), key, { mode: 0o600 });
  writeFileSync(file('cert', 'idp.crt'), certificate);
  writeFileSync(file('config.php'), configuration(file, origin));
  writeFileSync(file('authsources.php'), accounts());
  writeFileSync(file('metadata', 'saml20-idp-hosted.php'), hosted);
  writeFileSync(file('router.php'), router);
  const child = spawn(php, ['-S', `127.0.0.1:${port}`, '-t', WWW, file('router.php')], {
    stdio: 'ignore',
    env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: dir },
  });
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  await listening(child, port);
  return {
    issuer: `${origin}/saml2/idp/metadata.php`,
    origin,
    metadataUrl: `${origin}/saml2/idp/metadata.php`,
    knows: (spMetadata) => writeFileSync(file('sp.xml'), spMetadata),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Scripts with a path behind them, which PHP's own server takes for files that are missing. */
const router = `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (!preg_match('#^(/[a-z0-9_/-]+\\.php)(/.*)?$#', $path, $part) || !is_file('${WWW}' . $part[1])) return false;
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $part[1];
$_SERVER['SCRIPT_FILENAME'] = '${WWW}' . $part[1];
$_SERVER['PATH_INFO'] = $part[2] ?? '';
chdir(dirname('${WWW}' . $part[1]));
require '${WWW}' . $part[1];
`;

const configuration = (file: (...names: string[]) => string, origin: string) => `<?php
$config = [
  'baseurlpath' => '${origin}/',
  'certdir' => '${file('cert')}/', 'loggingdir' => '${file('log')}/', 'datadir' => '${file('data')}/',
  'tempdir' => '${file('tmp')}', 'metadatadir' => '${file('metadata')}/',
  'secretsalt' => 'salt of a made-up department', 'auth.adminpassword' => 'nobody-signs-in-here-93',
  'technicalcontact_name' => 'Nobody', 'technicalcontact_email' => 'nobody@fund.test',
  'timezone' => 'Asia/Shanghai', 'logging.handler' => 'file', 'logging.logfile' => 'ssp.log',
  'enable.saml20-idp' => true,
  'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
  'session.cookie.secure' => false, 'session.cookie.samesite' => null,
  'session.phpsession.savepath' => '${file('sessions')}', 'store.type' => 'phpsession',
  'language.default' => 'en', 'language.available' => ['en'], 'language.cookie.secure' => false,
  'admin.checkforupdates' => false,
  'authproc.idp' => [10 => ['class' => 'saml:PersistentNameID', 'attribute' => 'uid']],
  'metadata.sources' => [
    ['type' => 'flatfile', 'directory' => '${file('metadata')}'],
    ['type' => 'xml', 'file' => '${file('sp.xml')}'],
  ],
];
`;

const hosted = `<?php
$metadata['__DYNAMIC:1__'] = [
  'host' => '__DEFAULT__', 'privatekey' => 'idp.key', 'certificate' => 'idp.crt',
  'auth' => 'department', 'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  'saml20.sign.assertion' => true, 'saml20.sign.response' => true, 'assertion.encryption' => true,
  'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'validate.authnrequest' => true, 'sign.logout' => true, 'validate.logout' => true,
  'SingleSignOnServiceBinding' => [
    'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  ],
];
`;

function accounts(): string {
  const lines = Object.entries(users).map(([username, user]) => {
    const number =
      'number' in user ? `, 'id_type' => ['resident_id'], 'id_number' => ['${user.number}']` : '';
    return `'${username}:${user.password}' => ['uid' => ['${user.uid}'], 'name' => ['${user.name}']${number}],`;
  });
  return `<?php $config = ['department' => ['exampleauth:UserPass', ${lines.join('\n')}]];`;
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await listens(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('php did not start');
    await new Promise((tick) => setTimeout(tick, 20));
  }
}

const listens = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
