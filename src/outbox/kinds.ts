/** What a client may ask to be told of. */
export const noticeKinds = ['records.changed', 'identity.changed', 'consent.withdrawn'] as const;

export type NoticeKind = (typeof noticeKinds)[number];

/** Every kind of delivery, with what its body holds: ids only, values are looked up at the attempt. */
export interface Bodies {
  /** A logout token to one client (OpenID Connect Back-Channel Logout 1.0). */
  logout: { session_id: string; identity_id: string; client_id: string; sid: string };
  /** The end of a session, or of grants, to the artefact store; `session_uid` is the engine's. */
  artefact: { session_uid: string } | { grant_ids: string[] };
  /** That something changed, to a client that subscribed (RFC 8935); what it is now, the client reads. */
  notice: { kind: NoticeKind; identity_id: string; client_id: string; record_id?: string };
  /** One message to a person, by SMS or mail; its text stands, sealed, in src/messages. */
  message: { message_id: string };
}

export type DeliveryKind = keyof Bodies;
