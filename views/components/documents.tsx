import type { JSX } from 'preact';
import type { PageFrame } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';

const documents = [
  'resident_id',
  'gat_residence_permit',
  'hm_pass',
  'taiwan_pass',
  'foreign_pr',
  'passport',
] as const;

/** Which document a number stands on, posted as `id_type`. */
export function Documents({
  frame,
  value,
}: {
  frame: PageFrame;
  value?: string | undefined;
}): JSX.Element {
  const words = sentences(frame.lang);
  return (
    <div class="field">
      <label for="id_type">{words.newcomers.check.id_type}</label>
      <select id="id_type" name="id_type">
        {documents.map((type) => (
          <option key={type} value={type} selected={value === type}>
            {words.documents[type]}
          </option>
        ))}
      </select>
    </div>
  );
}
