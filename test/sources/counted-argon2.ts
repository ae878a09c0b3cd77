/** The real hash, counted: what takes the time must be computed whoever is asked for. */
export const hashing = { verified: 0 };

/** For `vi.mock('argon2', counted)`, in a file of its own process. */
export async function counted(original: () => Promise<unknown>) {
  const { default: argon2 } = (await original()) as { default: typeof import('argon2') };
  const verify = (digest: string, password: string) => {
    hashing.verified += 1;
    return argon2.verify(digest, password);
  };
  return { default: { ...argon2, verify } };
}
