/** What all staff are told, on top of their first page until they have read it; keys of the sentences. */
export const messageKinds = ['first_administrator', 'second_administrator'] as const;

export type MessageKind = (typeof messageKinds)[number];
