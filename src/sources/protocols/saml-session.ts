import type { XmlElement } from './saml-xml.ts';
import { textOf } from './saml-xml.ts';

/** How a source names its own session, in a sign-out that it sends or that we send (SAML Core §3.7.1). */
export interface SamlSession {
  name_id: string;
  format?: string;
  name_qualifier?: string;
  sp_name_qualifier?: string;
  session_index?: string;
}

/** The session as one text, always in this order, so that equal ones are equal texts. */
export function writeSession(nameId: XmlElement, index: string | undefined): string {
  const { attributes } = nameId;
  const session: SamlSession = {
    name_id: textOf(nameId),
    format: attributes.get('Format'),
    name_qualifier: attributes.get('NameQualifier'),
    sp_name_qualifier: attributes.get('SPNameQualifier'),
    session_index: index,
  };
  return JSON.stringify(session);
}

export const readSession = (text: string): SamlSession => JSON.parse(text);
