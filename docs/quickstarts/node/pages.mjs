// What people see: one page, with or without somebody signed in.

const escaped = (text) => String(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

export function page(session, words = '') {
  const who = session
    ? `<p>Signed in as <b>${escaped(session.person.name ?? 'somebody')}</b></p>
<dl><dt>sub</dt><dd><code>${escaped(session.person.sub)}</code></dd>
<dt>acr</dt><dd><code>${escaped(session.acr)}</code></dd></dl>
<p><a href="/important">What needs level 2</a></p>
<form method="post" action="/logout"><button>Sign out</button></form>`
    : '<p><a href="/login">Sign in with Songhua</a></p>';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quickstart</title></head>
<body><main><h1>Quickstart</h1><p>${escaped(words)}</p>${who}</main></body></html>`;
}

export function write(response, status, html) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

/** form-action names the gateway: signing out is a form, and what follows a form counts as part of it. */
export const headersFor = (issuer, secure) => [
  [
    'content-security-policy',
    `default-src 'none'; form-action 'self' ${new URL(issuer).origin}; frame-ancestors 'none'; base-uri 'none'`,
  ],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'same-origin'],
  ['cache-control', 'no-store'],
  ...(secure ? [['strict-transport-security', 'max-age=31536000']] : []),
];
