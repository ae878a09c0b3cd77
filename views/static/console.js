// Comfort only: every page of the console is complete without this script. Keys: `/` search, `j` and
// `k` rows, `Enter` open, `?` help.

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

const acts = {
  '/': () => document.querySelector('.filters input, .filters select')?.focus(),
  j: () => go(current + 1),
  k: () => go(current - 1),
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
