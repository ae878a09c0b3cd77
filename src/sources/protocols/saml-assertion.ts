import type { Clock } from '../../clock.ts';
import type { Caller } from '../contract.ts';
import { formatOf } from './saml-request.ts';
import type { Asked } from './saml-response.ts';
import { sessionOf } from './saml-session.ts';
import type { SamlSettings } from './saml-settings.ts';
import { all, ns, one, textOf, type XmlElement, XmlFault } from './saml-xml.ts';

/** Clocks may differ by this much (milliseconds), either way. */
export const TOLERANCE_MS = 300_000;
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

export interface Expected extends Asked {
  /** Our entity ID. */
  audience: string;
  /** When a new sign-in was asked for (ForceAuthn); undefined when any would do. */
  anew_since?: Date;
}

/** Who an assertion says has come, and until when it could be brought again. */
export interface Said {
  id: string;
  until: Date;
  caller: Caller;
}

/**
 * Reads an assertion that is known to be the source's own words (saml-response.ts): for us, now, for
 * this visit, by a sign-in that was asked for (SAML Profiles §4.1.4.3, Core §2.5). Throws XmlFault.
 */
export function readAssertion(
  assertion: XmlElement,
  settings: SamlSettings,
  expected: Expected,
  clock: Clock,
): Said {
  const now = clock.now().getTime();
  const id = assertion.attributes.get('ID');
  if (!id || assertion.attributes.get('Version') !== '2.0') throw new XmlFault('assertion version');
  const issuer = one(assertion, ns.assertion, 'Issuer');
  if (!issuer || textOf(issuer) !== settings.issuer) throw new XmlFault('assertion Issuer');
  // It was made a moment ago, whatever its conditions say.
  const issued = timeAt(assertion, 'IssueInstant') ?? Number.NaN;
  if (!(Math.abs(now - issued) <= TOLERANCE_MS)) throw new XmlFault('IssueInstant');
  checkConditions(assertion, expected, now);
  const subject = one(assertion, ns.assertion, 'Subject');
  if (!subject) throw new XmlFault('Subject');
  if (
    !all(subject, ns.assertion, 'SubjectConfirmation').some((one) => confirms(one, expected, now))
  )
    throw new XmlFault('SubjectConfirmation');
  const { acr, index } = readSignIn(assertion, expected, now);
  const attributes = attributesOf(assertion);
  const nameId = one(subject, ns.assertion, 'NameID');
  return {
    id,
    until: new Date(issued + TOLERANCE_MS + 1),
    caller: {
      subject: subjectOf(settings, nameId, attributes, expected),
      attributes,
      ...(acr !== undefined && { acr }),
      amr: [],
      ...(nameId && { session: sessionOf(nameId, index) }),
    },
  };
}

/** Every condition is understood and holds (Core §2.5.1), and one of them names us as its audience. */
function checkConditions(assertion: XmlElement, { audience }: Expected, now: number): void {
  const conditions = one(assertion, ns.assertion, 'Conditions');
  if (!conditions) throw new XmlFault('Conditions');
  if (!isWithin(conditions, now)) throw new XmlFault('Conditions time');
  let named = false;
  for (const condition of conditions.children) {
    const { name } = condition;
    if (condition.ns === ns.assertion && (name === 'OneTimeUse' || name === 'ProxyRestriction'))
      continue;
    if (condition.ns !== ns.assertion || name !== 'AudienceRestriction')
      throw new XmlFault('condition unknown');
    if (!all(condition, ns.assertion, 'Audience').some((one) => textOf(one) === audience))
      throw new XmlFault('Audience');
    named = true;
  }
  if (!named) throw new XmlFault('no Audience');
}

/** Profiles §4.1.4.2: whoever brings it is the subject, here, soon, for our request. */
function confirms(confirmation: XmlElement, { request, callback }: Expected, now: number): boolean {
  if (confirmation.attributes.get('Method') !== BEARER) return false;
  const data = one(confirmation, ns.assertion, 'SubjectConfirmationData');
  return (
    data !== undefined &&
    data.attributes.get('Recipient') === callback &&
    data.attributes.get('InResponseTo') === request &&
    data.attributes.has('NotOnOrAfter') &&
    isWithin(data, now)
  );
}

/** How and when the person signed in there (Core §2.7.2). */
function readSignIn(assertion: XmlElement, { anew_since }: Expected, now: number) {
  const [statement] = all(assertion, ns.assertion, 'AuthnStatement');
  if (!statement) throw new XmlFault('AuthnStatement');
  const instant = timeAt(statement, 'AuthnInstant') ?? Number.NaN;
  if (!(instant <= now + TOLERANCE_MS)) throw new XmlFault('AuthnInstant');
  // Core §3.4.1: who was asked to sign in anew must have done so.
  if (anew_since && instant < anew_since.getTime() - TOLERANCE_MS)
    throw new XmlFault('not signed in anew');
  const ends = timeAt(statement, 'SessionNotOnOrAfter');
  if (ends !== undefined && ends <= now - TOLERANCE_MS) throw new XmlFault('session over');
  const context = one(statement, ns.assertion, 'AuthnContext');
  const word = context && one(context, ns.assertion, 'AuthnContextClassRef');
  return {
    acr: word && textOf(word),
    index: statement.attributes.get('SessionIndex'),
  };
}

/** The account's lasting key: a persistent NameID made for us, or the attribute that the settings name. */
function subjectOf(
  settings: SamlSettings,
  nameId: XmlElement | undefined,
  attributes: Record<string, unknown>,
  { audience }: Expected,
): string {
  if (settings.subject_attribute !== undefined) {
    const { subject_attribute: name } = settings;
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (typeof value !== 'string') throw new XmlFault('subject attribute');
    return value;
  }
  if (!nameId) throw new XmlFault('NameID');
  const format = nameId.attributes.get('Format') ?? UNSPECIFIED;
  if (format === TRANSIENT) throw new XmlFault('NameID transient');
  if (format !== formatOf(settings)) throw new XmlFault('NameID Format');
  // Core §8.3.7: a name made for another relying party, or by another source, is another name.
  const by = nameId.attributes.get('NameQualifier');
  const forWhom = nameId.attributes.get('SPNameQualifier');
  if ((by ?? settings.issuer) !== settings.issuer || (forWhom ?? audience) !== audience)
    throw new XmlFault('NameID qualifier');
  // Not trimmed: it is compared byte by byte.
  textOf(nameId);
  return nameId.text;
}

/** Attribute Name to its value, or values when it is said several times (Core §2.7.3.1). */
function attributesOf(assertion: XmlElement): Record<string, unknown> {
  const said = new Map<string, string[]>();
  for (const statement of all(assertion, ns.assertion, 'AttributeStatement')) {
    for (const attribute of all(statement, ns.assertion, 'Attribute')) {
      const name = attribute.attributes.get('Name');
      if (name === undefined) continue;
      const values = all(attribute, ns.assertion, 'AttributeValue').flatMap(valuesOf);
      said.set(name, [...(said.get(name) ?? []), ...values]);
    }
  }
  const named = [...said].filter(([, values]) => values.length > 0);
  return Object.fromEntries(
    named.map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
}

/** Its text; that of a NameID inside, as some systems give the account; nothing of other structures. */
function valuesOf(value: XmlElement): string[] {
  const [inner, ...more] = value.children;
  if (!inner) return value.text === '' ? [] : [value.text];
  return more.length === 0 && inner.name === 'NameID' ? [textOf(inner)] : [];
}

function isWithin(element: XmlElement, now: number): boolean {
  const from = timeAt(element, 'NotBefore') ?? now;
  const until = timeAt(element, 'NotOnOrAfter') ?? Number.POSITIVE_INFINITY;
  return from <= now + TOLERANCE_MS && until > now - TOLERANCE_MS;
}

/** Core §1.3.3: xs:dateTime in UTC. A time that is none never holds. */
export function timeAt(element: XmlElement, name: string): number | undefined {
  const said = element.attributes.get(name);
  if (said === undefined) return undefined;
  const shaped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.exec(said);
  const time = Date.parse(shaped && !shaped[2] ? `${said}Z` : said);
  if (!shaped || Number.isNaN(time)) throw new XmlFault(`${name} unreadable`);
  return time;
}
