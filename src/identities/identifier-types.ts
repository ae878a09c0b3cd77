/** The one enumeration of legal documents; every partner's own codes are mapped onto it (DOMAIN 2.11). */
export const identifierTypes = [
  'resident_id',
  'gat_residence_permit',
  'hm_pass',
  'taiwan_pass',
  'foreign_pr',
  'foreign_pr_old',
  'passport',
  'uscc',
  'org_code',
] as const;

/** What a number is looked up and owned as. */
export type IdentifierType = (typeof identifierTypes)[number];

/** How a number may be written; the 15-digit form is only ever a key to the 18-digit one. */
export type WrittenType = IdentifierType | 'resident_id_15';

/** What departments write for the type, in words and in the codes of GA/T 2000.156. */
const words: ReadonlyMap<string, WrittenType> = new Map<string, WrittenType>([
  ['居民身份证', 'resident_id'],
  ['身份证', 'resident_id'],
  ['111', 'resident_id'],
  ['港澳台居民居住证', 'gat_residence_permit'],
  ['港澳居民居住证', 'gat_residence_permit'],
  ['台湾居民居住证', 'gat_residence_permit'],
  ['港澳居民来往内地通行证', 'hm_pass'],
  ['516', 'hm_pass'],
  ['台湾居民来往大陆通行证', 'taiwan_pass'],
  ['台胞证', 'taiwan_pass'],
  ['511', 'taiwan_pass'],
  ['外国人永久居留身份证', 'foreign_pr'],
  ['外国人永久居留证', 'foreign_pr'],
  ['553', 'foreign_pr'],
  ['护照', 'passport'],
  ['普通护照', 'passport'],
  ['411', 'passport'],
  ['412', 'passport'],
  ['413', 'passport'],
  ['414', 'passport'],
  ['统一社会信用代码', 'uscc'],
  ['001', 'uscc'],
  ['组织机构代码', 'org_code'],
]);

/** Our type for what a source wrote; undefined for documents that we do not know. */
export function typeOf(text: string): WrittenType | undefined {
  const plain = text.trim();
  if ((identifierTypes as readonly string[]).includes(plain)) return plain as IdentifierType;
  return plain === 'resident_id_15' ? plain : words.get(plain);
}

/**
 * Documents that stand for one another: a person holds one number of a family at a time. The new
 * and the old permanent residence card are one family, since a change of card is a change of number.
 */
export function familyOf(type: string): string {
  return type === 'foreign_pr_old' ? 'foreign_pr' : type;
}

/** Families whose number changes when the document is renewed; all others last for life. */
export function isRenewable(type: string): boolean {
  return ['passport', 'taiwan_pass', 'foreign_pr'].includes(familyOf(type));
}

export function isOrganisations(type: string): boolean {
  return type === 'uscc' || type === 'org_code';
}
