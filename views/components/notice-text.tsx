import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** The whole notice of the Personal Information Protection Law, Article 17. */
export function NoticeText({ frame, version }: { frame: PageFrame; version: string }): JSX.Element {
  const { notice } = sentences(frame.lang);
  return (
    <>
      {notice.paragraphs.map(({ heading, text }) => (
        <section key={heading}>
          <h3>{heading}</h3>
          <p>{text}</p>
        </section>
      ))}
      <p class="soft">{notice.updated(version)}</p>
    </>
  );
}
