import type { JSX } from 'preact';
import { Act } from '../admin/act.tsx';
import { Around, described } from '../admin/inputs.tsx';
import { useTyped } from '../components/again.tsx';
import { PostForm } from '../components/form.tsx';
import { Picture } from '../components/picture.tsx';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { AppPage, type AppPageProps } from './app.tsx';
import type { AppShown } from './shown.ts';

/** The picture of an application: what stands, what is asked for, and handing in another. */
export function LogoPage(
  props: AppPageProps & { app: AppShown; may: boolean; asked?: string },
): JSX.Element {
  const { frame, app, may, asked } = props;
  const { logo: t } = sentences(frame.lang).applications;
  const { app: words } = sentences(frame.lang).portal;
  const path = `/clients/apps/${app.id}/logo`;
  const name = inWords(app.names, frame.lang);
  return (
    <AppPage {...props} part="logo">
      <p class="lead">{t.lead}</p>
      {may ? (
        app.state !== 'draft' && <p class="note">{words.asks}</p>
      ) : (
        <p class="note">{words.fixed}</p>
      )}
      <h2>{t.held}</h2>
      {app.logo ? <Picture digest={app.logo} alt={t.alt(name)} /> : <p class="empty">{t.none}</p>}
      {asked && (
        <>
          <h2>{t.waits}</h2>
          <Picture digest={asked} alt={t.alt(name)} />
        </>
      )}
      {may && (
        <>
          <PostForm frame={frame} action={path} class="card" files>
            <FileInput label={t.file} />
            <button type="submit" class="button">
              {t.submit}
            </button>
          </PostForm>
          {app.logo && (
            <Act
              {...{ frame, id: 'remove', action: `${path}/remove`, title: t.remove }}
              {...{ what: t.remove_what, button: t.remove, danger: true }}
            />
          )}
        </>
      )}
    </AppPage>
  );
}

function FileInput({ label }: { label: string }): JSX.Element {
  const { id, error } = useTyped({ id: 'file', name: 'file' });
  return (
    <Around {...{ id, label, hint: undefined, error }}>
      <input
        id={id}
        type="file"
        name="file"
        accept="image/png"
        required
        {...described(id, undefined, error)}
      />
    </Around>
  );
}
