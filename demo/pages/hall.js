// When Songhua has told the hall of a change, a page that is open reads itself anew.
const changes = new EventSource('/changes');
changes.addEventListener('hello', look);
changes.addEventListener('changed', look);

async function look({ data: count }) {
  const shown = document.getElementById('notices');
  if (!shown || shown.dataset.count === count) return;
  const answer = await fetch(location.href, { redirect: 'manual' });
  if (!answer.ok) return location.reload();
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of ['cases', 'notices']) {
    const fresh = next.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceChildren(...fresh.childNodes);
  }
  shown.dataset.count = count;
}
