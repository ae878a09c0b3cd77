/**
 * Whether a text that a source calls an account or session by could be a person's number, telephone,
 * address or name, so that it may stand in no address (Never 9). A guess by its shape, on the safe
 * side: a long number that is nobody's costs a sign-out by another way, or one that asks. Whether a
 * number checks does not matter: a mistyped one is personal too.
 */
export function mayNameSomebody(raw: string): boolean {
  // Numbers are written in full width too.
  const text = raw.normalize('NFKC').trim().toUpperCase();
  if (isRandom(text)) return phone.test(text);
  // Names and invisible signs; e-mail addresses; distinguished names (RFC 4514).
  if (/[^\x21-\x7e]|@|(^|[,/+])(CN|SN|UID|MAIL)=/.test(text)) return true;
  const compact = text.replace(/[^\dA-Z]/g, '');
  return phone.test(compact) || shapes.some((shape) => shape.test(compact));
}

/** A UUID (RFC 9562), or a long hexadecimal text: in those any digits come up. */
const isRandom = (text: string): boolean =>
  /^[\dA-F]{8}-[\dA-F]{4}-[1-8][\dA-F]{3}-[89AB][\dA-F]{3}-[\dA-F]{12}$/.test(text) ||
  (/^_?[\dA-F]{32,128}$/.test(text) && text.replace(/[^A-F]/g, '').length >= 4);

/** Of the mainland, wherever in a text it stands. */
const phone = /1[3-9]\d{9}/;

const shapes: readonly RegExp[] = [
  // A resident ID or residence permit of 15 or 18 places, with whatever is written around it.
  /\d{15}/,
  // A whole number of passports, passes, permits; telephones of fixed lines and from abroad.
  /^[A-Z]{0,3}\d{6,14}[A-Z]?$/,
  // The passports of the Republic of Korea since 2021.
  /^[A-Z]\d{3}[A-Z]\d{4}$/,
  // A unified social credit code (GB 32100): registrar, area, organisation.
  /[\dA-HJ-NP-RTUWXY]{2}\d{6}[\dA-HJ-NP-RTUWXY]{10}/,
];
