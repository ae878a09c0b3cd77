import type { JSX } from 'preact';

/** The picture of a service, by the digest of its bytes. */
export function Picture({ digest, alt }: { digest: string; alt: string }): JSX.Element {
  return (
    <p>
      <img
        class="logo logo-shown"
        src={`/client-logos/${digest}.png`}
        alt={alt}
        width={96}
        height={96}
      />
    </p>
  );
}
