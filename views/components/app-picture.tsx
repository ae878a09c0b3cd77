import type { JSX } from 'preact';

/** What an authenticator app reads: the squares of the picture as one path, and the key to type. */
export interface AppPicture {
  size: number;
  path: string;
  secret: string;
}

/** The picture, and the key as text for whoever cannot scan. */
export function AppKey(props: { app: AppPicture; picture: string; type: string }): JSX.Element {
  const { app, picture, type } = props;
  // Four light squares on each side (ISO/IEC 18004 §6.3.8).
  const side = app.size + 8;
  return (
    <>
      <p>
        <svg
          viewBox={`0 0 ${side} ${side}`}
          width="220"
          height="220"
          role="img"
          aria-label={picture}
          shape-rendering="crispEdges"
        >
          <rect width={side} height={side} fill="#fff" />
          <path d={app.path} fill="#000" transform="translate(4 4)" />
        </svg>
      </p>
      <p>{type}</p>
      <p>
        <code>{app.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
    </>
  );
}
