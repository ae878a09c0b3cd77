// Comfort only: the statistics are complete without this script. Fetches the same page every ten
// seconds and takes over what is marked. Rests while the page is hidden, while somebody reads in a
// table of it, when told to, and after ten minutes without a touch. It says that it asks by itself:
// a page that refreshes itself must not keep a session alive that its person has left.

const EVERY = 10_000;
const LEFT_AFTER = 10 * 60_000;

const button = document.querySelector('[data-live-pause]');
const parts = [...document.querySelectorAll('[data-live]')];
const body = document.querySelector('[data-live="body"]');
let paused = false;
let touched = Date.now();

function show() {
  button.textContent = paused ? button.dataset.resume : button.dataset.pause;
  button.setAttribute('aria-pressed', String(paused));
}

function isRead() {
  return body.contains(document.activeElement) || String(document.getSelection()) !== '';
}

async function refresh() {
  if (Date.now() - touched > LEFT_AFTER) {
    paused = true;
    show();
  }
  if (paused || document.hidden || isRead()) return;
  const answer = await fetch(location.href, {
    credentials: 'same-origin',
    headers: { 'x-songhua-refresh': 'live' },
    redirect: 'error',
  });
  if (!answer.ok) throw new Error('no page');
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const open = new Set([...document.querySelectorAll('details[open][id]')].map(({ id }) => id));
  for (const part of parts) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    // An unchanged status is left alone, so that nothing is read out again.
    if (!fresh || fresh.innerHTML === part.innerHTML) continue;
    part.replaceChildren(...fresh.childNodes);
  }
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
}

async function turn() {
  try {
    await refresh();
  } catch {
    // The session is over or the gateway is away: what is shown stays, with its time beside it.
  }
  setTimeout(turn, EVERY);
}

if (button && body) {
  button.hidden = false;
  show();
  button.addEventListener('click', () => {
    paused = !paused;
    touched = Date.now();
    show();
  });
  for (const kind of ['pointerdown', 'keydown', 'wheel'])
    document.addEventListener(kind, () => (touched = Date.now()), { passive: true });
  setTimeout(turn, EVERY);
}
