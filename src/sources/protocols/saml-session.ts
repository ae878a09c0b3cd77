import type { SourceSession } from '../../sessions/sessions.ts';
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

/**
 * The session as it is found again, and as it is ended there. Found by the text of the NameID and the
 * index under it: the qualifiers are the source's and ours wherever they are said.
 */
export function sessionOf(nameId: XmlElement, index: string | undefined): SourceSession {
  const { attributes } = nameId;
  const session: SamlSession = {
    name_id: textOf(nameId),
    format: attributes.get('Format'),
    name_qualifier: attributes.get('NameQualifier'),
    sp_name_qualifier: attributes.get('SPNameQualifier'),
    session_index: index,
  };
  return {
    ...(index !== undefined && { name: nameOfSession(session.name_id, index) }),
    holder: session.name_id,
    ending: JSON.stringify(session),
  };
}

/** An index alone may be given twice, to two people. */
export const nameOfSession = (name_id: string, index: string): string =>
  JSON.stringify([name_id, index]);

export const readSession = (text: string): SamlSession => JSON.parse(text);
