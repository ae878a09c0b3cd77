import type { CasMisdeeds } from './cas-misdeeds.ts';

/** An account there; an attribute with several values is written several times. */
export interface CasAccount {
  user: string;
  attributes: Record<string, string | string[]>;
}

/** A ticket, and what stands behind it. */
export interface Granted {
  account: CasAccount;
  service: string;
  /** Whether the person signed in for it, or a session stood in. */
  fresh: boolean;
  signedInAt: Date;
  at: Date;
}

export type Shape = 'nested' | 'named' | 'beside';

/** The body of an answer: a success, or a failure with this code (CAS Protocol 3.0 §2.5.2, §2.5.3). */
export function answerOf(
  said: Granted | string,
  how: { json: boolean; attributes: boolean; shape: Shape },
  misdeeds: CasMisdeeds,
): string | Uint8Array {
  const body = how.json ? asJson(said, misdeeds) : asXml(said, how, misdeeds);
  return misdeeds.changes ? misdeeds.changes(body) : body;
}

function asXml(
  said: Granted | string,
  { attributes, shape }: { attributes: boolean; shape: Shape },
  { wraps, entities, repeats }: CasMisdeeds,
): string {
  const failure = (code: string) =>
    `<cas:authenticationFailure code="${code}">no</cas:authenticationFailure>`;
  if (typeof said === 'string') return envelope(failure(said));
  const listed = all(said, repeats).map(([name, value]) =>
    shape === 'named'
      ? `<cas:attribute name="${name}" value="${escaped(value)}"/>`
      : `<cas:${name}>${escaped(value)}</cas:${name}>`,
  );
  const held = shape === 'beside' ? listed.join('') : element('attributes', listed.join(''));
  const forged = element('authenticationSuccess', element('user', 'admin'));
  const inside = {
    beside: '',
    failure: '',
    inside: element('attributes', forged),
    user: element('user', 'admin'),
    proxies: element('proxies', element('proxy', 'https://proxy.test/pgt')),
  };
  const success = element(
    'authenticationSuccess',
    element('user', entities ? '&file;' : escaped(said.account.user)) +
      (attributes ? held : '') +
      (wraps ? inside[wraps] : ''),
  );
  const type = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>';
  return envelope(
    (wraps === 'beside' ? forged : '') + success + (wraps === 'failure' ? failure('X') : ''),
    entities ? type : '',
  );
}

function asJson(said: Granted | string, { repeats }: CasMisdeeds): string {
  if (typeof said === 'string')
    return JSON.stringify({
      serviceResponse: { authenticationFailure: { code: said, description: 'no' } },
    });
  const attributes: Record<string, string[]> = {};
  for (const [name, value] of all(said, repeats))
    attributes[name] = [...(attributes[name] ?? []), value];
  const { user } = said.account;
  return JSON.stringify({ serviceResponse: { authenticationSuccess: { user, attributes } } });
}

/** The account's own, and what the server says of the sign-in. */
function all({ account, fresh, signedInAt }: Granted, repeats = false): [string, string][] {
  const listed = Object.entries(account.attributes).flatMap(([name, said]) =>
    [said].flat().map((value): [string, string] => [name, value]),
  );
  if (repeats) listed.push(['id_number', '220000190001010026']);
  return [
    ...listed,
    ['authenticationDate', `${signedInAt.toISOString()}[UTC]`],
    ['isFromNewLogin', String(fresh)],
  ];
}

const envelope = (inside: string, before = '') =>
  `${before}<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inside}</cas:serviceResponse>\n`;

const element = (name: string, inside: string) => `<cas:${name}>${inside}</cas:${name}>`;

/** As old servers do it: control characters go through, though XML has none. */
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
