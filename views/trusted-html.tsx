import type { JSX } from 'preact';

/** Put before the rendered document; JSX has no way to write it. */
export const doctype = '<!DOCTYPE html>';

/**
 * The one door for raw HTML: everything else is escaped by the renderer. Takes only literals of
 * our own source, which the branded type keeps true: a value that came from anywhere else has no
 * way to become `Trusted`.
 */
export interface Trusted {
  readonly markup: TemplateStringsArray;
}

/** Marks literal markup as trusted; takes no interpolated values on purpose. */
export function trusted(markup: TemplateStringsArray): Trusted {
  return { markup };
}

/** A small drawing from our own source, hidden from screen readers: words stand beside it. */
export function Drawing({ of, name }: { of: Trusted; name: string }): JSX.Element {
  return (
    <svg
      class={`drawing drawing-${name}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
      dangerouslySetInnerHTML={{ __html: of.markup[0] ?? '' }}
    />
  );
}
