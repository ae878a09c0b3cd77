/** What one refusal says: what happened, and what can be done now. `{words}` are filled in. */
export interface RefusalSentence {
  title: string;
  what: string;
  now: string;
}
