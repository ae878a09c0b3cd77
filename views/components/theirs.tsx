import type { JSX } from 'preact';

/**
 * Words that a department wrote, in whatever language and however long: set apart from ours, so
 * that a change of direction in them ends with them. The language is named where the letters tell
 * it, for whoever has the page read out in another one.
 */
export function Theirs({ text }: { text: string }): JSX.Element {
  return (
    <bdi class="theirs" lang={languageOf(text)}>
      {text}
    </bdi>
  );
}

function languageOf(text: string): string | undefined {
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  return /\p{Script=Han}/u.test(text) ? 'zh-CN' : undefined;
}
