/** What a form of the portal says is wrong, in the reader's language: its page is shown again with it. */
export class FormFault extends Error {
  readonly field: string;
  readonly sentence: string;

  constructor(field: string, sentence: string) {
    super(`a form cannot stand: ${field}`);
    this.field = field;
    this.sentence = sentence;
  }
}
