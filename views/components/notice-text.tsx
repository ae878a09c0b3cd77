import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** The whole notice of the Personal Information Protection Law, Article 17. */
export function NoticeText(props: {
  frame: PageFrame;
  version: string;
  /** Its headings stand below the one of the page, or below a section's. */
  heading: 'h2' | 'h3';
}): JSX.Element {
  const { frame, version, heading: Heading } = props;
  const { notice } = sentences(frame.lang);
  return (
    <>
      {notice.paragraphs.map(({ heading, text }) => (
        <section key={heading}>
          <Heading>{heading}</Heading>
          <p>{text}</p>
        </section>
      ))}
      <p class="soft">{notice.updated(version)}</p>
    </>
  );
}
