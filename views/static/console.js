// Comfort only: every page of the console is complete without this script. Keys: `/` search, `j` and
// `k` rows, `Enter` open, `?` help; on a question about duplicates `c` take, `s` same, `d` different,
// `a` ask.

const rows = [...document.querySelectorAll('table[data-rows] tbody tr')];
let current = -1;

function go(to) {
  if (rows.length === 0) return;
  rows[current]?.classList.remove('current-row');
  current = Math.max(0, Math.min(rows.length - 1, to));
  const row = rows[current];
  row.classList.add('current-row');
  row.scrollIntoView({ block: 'nearest' });
  row.querySelector('a')?.focus({ preventScroll: true });
}

/** Presses the button of that id, or unfolds the act and goes to its first field. */
const press = (id) => () => {
  const thing = document.getElementById(id);
  if (thing instanceof HTMLDetailsElement) {
    thing.open = true;
    thing.querySelector('input:not([type="hidden"]), textarea')?.focus();
  } else if (thing instanceof HTMLButtonElement) thing.click();
};

const acts = {
  '/': () => document.querySelector('.filters input, .filters select')?.focus(),
  j: () => go(current + 1),
  k: () => go(current - 1),
  c: press('claim'),
  s: press('same'),
  d: press('different'),
  a: press('ask'),
  '?': () => {
    const help = document.getElementById('keys-help');
    if (help?.open) help.close();
    else help?.showModal();
  },
};

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target instanceof Element && target.closest('input, textarea, select')) return;
  const act = Object.hasOwn(acts, key) ? acts[key] : undefined;
  if (!act) return;
  event.preventDefault();
  act();
});
