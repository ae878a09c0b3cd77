// Passkeys: asks the browser for one and posts its answer with the page's own form. The forms are
// hidden until this script finds that the browser can (WebAuthn Level 2); nothing is kept here.

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

const listed = (credentials = []) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

const asks = {
  get: (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: listed(options.allowCredentials),
  }),
  create: (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  }),
};

const answers = {
  get: ({ authenticatorData, signature, userHandle }) => ({
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    ...(userHandle && { userHandle: text(userHandle) }),
  }),
  create: (response) => ({
    attestationObject: text(response.attestationObject),
    transports: response.getTransports ? response.getTransports() : [],
  }),
};

async function answer(does, options) {
  const made = await navigator.credentials[does]({ publicKey: asks[does](options) });
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      ...answers[does](made.response),
    },
  });
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) break;
  const failed = form.querySelector('[data-passkey-failed]');
  const field = form.elements.namedItem('answer');
  const button = form.querySelector('button');
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    failed.hidden = true;
    button.disabled = true;
    try {
      field.value = await answer(form.dataset.passkey, JSON.parse(form.dataset.options));
      form.submit();
    } catch {
      // Cancelled, timed out, or none that fits: the person may try again or take the other way.
      failed.hidden = false;
      button.disabled = false;
    }
  });
}
