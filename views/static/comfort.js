// Comfort only: every page is complete without this script, and it remembers nothing.

// A summary of trouble takes the focus, so that it is read out first.
document.querySelector('.summary')?.focus();

// "Show password" appears where the script can do it, and hides again before the form is sent,
// so that a browser does not offer the secret as an ordinary word later.
for (const box of document.querySelectorAll('input[data-shows]')) {
  const secret = document.getElementById(box.dataset.shows);
  const show = () => {
    secret.type = box.checked ? 'text' : 'password';
  };
  box.checked = false;
  box.closest('[hidden]').hidden = false;
  box.addEventListener('change', show);
  box.form.addEventListener('submit', () => {
    box.checked = false;
    show();
  });
}

// A page that only passes the person on to a department presses its own button, once.
const onward = document.querySelector('form[data-goes-on]');
const arrived = performance.getEntriesByType('navigation')[0]?.type;
if (onward && arrived !== 'back_forward') onward.requestSubmit();
