import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** 12345 is the government help line everywhere in the country. */
export const nationalHelpLine = '12345';

/** Who runs this, whom to call, and the code that support can look up. */
export function Footer({ frame }: { frame: PageFrame }): JSX.Element {
  const t = sentences(frame.lang);
  const line = frame.help_line ?? nationalHelpLine;
  return (
    <footer class="footer">
      <div class="footer-inner">
        <ul>
          <li>
            {t.site.owner}
            {t.site.separator}
            <span>{frame.owner ?? t.site.owner_name}</span>
          </li>
          <li>
            {t.site.help}
            {t.site.separator}
            <a href={`tel:${line}`}>{line}</a>
          </li>
          <li>
            <a href="/privacy">{t.site.privacy}</a>
          </li>
        </ul>
        {frame.code && (
          <p class="page-code">
            {t.site.code}
            {t.site.separator}
            <code>{frame.code}</code>
            <br />
            {t.site.code_hint}
          </p>
        )}
      </div>
    </footer>
  );
}
