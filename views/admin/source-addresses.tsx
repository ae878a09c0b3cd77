import type { JSX } from 'preact';
import { Fragment } from 'preact';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** What the department registers of us; nothing for a source whose passwords are typed here. */
export interface AddressesShown {
  callback?: string | undefined;
  /** Where who signs out comes back, and where the department tells who did. */
  sign_out?: string | undefined;
  /** Our own document for the source. */
  document?: string | undefined;
}

/** Our addresses of a source, for the department's papers. */
export function Addresses({
  lang,
  addresses,
}: {
  lang: Lang;
  addresses: AddressesShown;
}): JSX.Element | null {
  const t = sentences(lang).console.connecting;
  const { callback, sign_out, document } = addresses;
  const lines: [string, string | undefined][] = [
    [t.callback, callback],
    [t.sign_out, sign_out],
    [t.own_metadata, document],
  ];
  const shown = lines.filter(([, address]) => address !== undefined);
  if (shown.length === 0) return null;
  return (
    <p>
      {shown.map(([name, address], at) => (
        <Fragment key={name}>
          {at > 0 && <br />}
          {name}
          <br />
          <code>{address}</code>
        </Fragment>
      ))}
    </p>
  );
}
