import type { JSX } from 'preact';
import { Choice, Input } from '../admin/inputs.tsx';
import { PostForm } from '../components/form.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { InThree, Lines } from './inputs.tsx';
import { type PortalFrame, PortalPage } from './portal.tsx';

/** The first questions: whose it is, what it is called. The rest can be answered in any order. */
export function NewAppPage(props: {
  frame: PortalFrame;
  departments: readonly { code: string; names: Words }[];
  /** In the sandbox it may be nobody's department's. */
  own: boolean;
}): JSX.Element {
  const { frame, departments, own } = props;
  const t = sentences(frame.lang).portal.fresh;
  const { carry } = sentences(frame.lang).sandbox;
  const options = [
    ...departments.map(({ code, names }) => ({ value: code, label: inWords(names, frame.lang) })),
    ...(own ? [{ value: '', label: t.no_department }] : []),
  ];
  return (
    <PortalPage frame={frame} title={t.title}>
      <p class="lead">{t.lead}</p>
      <PostForm frame={frame} action="/clients/new" class="card">
        <Choice
          {...{ id: 'department', name: 'department', label: t.department, options }}
          value={options[0]?.value}
        />
        <Input {...{ id: 'id', name: 'id', label: t.id, hint: t.id_hint, maxLength: 60 }} />
        <InThree name="names" legend={t.names} hint={t.names_hint} value={null} maxLength={60} />
        <Lines
          name="carried"
          label={carry.paste}
          hint={carry.paste_hint}
          rows={4}
          maxLength={60_000}
        />
        <button type="submit" class="button">
          {t.submit}
        </button>
      </PostForm>
    </PortalPage>
  );
}
