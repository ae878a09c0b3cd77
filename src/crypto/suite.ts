/**
 * The algorithms of one family behind one interface, so that the SM suite (SM4-GCM, HMAC-SM3)
 * can stand beside the international one. Keys are 32 bytes of secret; a suite derives what it needs.
 */
export interface Suite {
  /** Stands in every sealed value, so that values of both suites can live side by side. */
  readonly name: string;
  /** Authenticated encryption; `bound` is the associated data. Gives nonce ‖ ciphertext ‖ tag. */
  seal(key: Buffer, plain: Buffer, bound: Buffer): Buffer;
  /** The reverse; throws when the value, the key or `bound` is not the one it was sealed with. */
  open(key: Buffer, sealed: Buffer, bound: Buffer): Buffer;
  /** A keyed hash of 32 bytes. */
  mac(key: Buffer, data: Buffer): Buffer;
  /** One 16-byte block under a key: a permutation, deterministic on purpose (the subject cipher). */
  encipherBlock(key: Buffer, block: Buffer): Buffer;
  decipherBlock(key: Buffer, block: Buffer): Buffer;
}
