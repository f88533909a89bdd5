// Passkeys: the ceremony of the browser, then the form is posted as any other.
// <form data-passkey="create|get" data-options="id of the JSON"> or data-options-url="…".

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (credentials) =>
  (credentials || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function create(options) {
  const asked = options.publicKey;
  const made = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: listed(asked.excludeCredentials),
    },
  });
  return {
    ...common(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
  };
}

async function get(options) {
  const asked = options.publicKey;
  const shown = await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: listed(asked.allowCredentials),
    },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
  return {
    ...common(shown),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

function common(credential) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function optionsOf(form) {
  if (form.dataset.options) {
    const given = JSON.parse(document.getElementById(form.dataset.options).textContent);
    return given.creation_options || given.request_options;
  }
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.dataset.optionsUrl, { headers });
  return (await answer.json()).request_options;
}

function refused(form, sentence) {
  const place = form.querySelector("[role=alert]");
  place.textContent = sentence;
  place.hidden = false;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  // The common script lets a form post once; here a refusal of the device lets one try again.
  form.dataset.repeat = "1";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!window.PublicKeyCredential) {
      refused(form, "Ce navigateur ne connaît pas les clés d’accès. Utilisez l’autre moyen.");
      return;
    }
    try {
      const options = await optionsOf(form);
      const credential = await (form.dataset.passkey === "create" ? create : get)(options);
      form.elements.credential.value = JSON.stringify(credential);
    } catch (error) {
      refused(form, "La clé n’a pas servi : rien n’a été envoyé. Réessayez, ou utilisez l’autre moyen.");
      return;
    }
    form.submit();
  });
}
