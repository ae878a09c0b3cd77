import type { JSX } from 'preact';
import { inWords, type PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

/** Which service asked for the sign-in, in its owner's name. */
export function AskedBy({ frame }: { frame: PageFrame }): JSX.Element | null {
  if (!frame.client) return null;
  const t = sentences(frame.lang);
  const { logo } = frame.client;
  return (
    <p class={logo ? 'asked-by asked-by-logo' : 'asked-by'}>
      {logo && <img class="logo" src={logo} alt="" width={48} height={48} />}
      <span>
        {t.site.asked_by}
        {t.site.separator}
        <bdi class="strong">{inWords(frame.client.name, frame.lang)}</bdi>
        <span class="asked-owner">
          {t.site.asked_owner(inWords(frame.client.owner, frame.lang))}
        </span>
      </span>
    </p>
  );
}
