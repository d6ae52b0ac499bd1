// @ts-check
// Asks the browser for passkeys, and puts what it answers into the forms of our pages, which the server reads as any other.
//
// A button with `data-passkey` names where the server says what to ask. Its form is sent with the answer in `passkey`; with
// `data-passkey-proof` the answer stays in the form, until the person sends it. `data-passkey-new` makes a passkey. Words come from
// the page: the element with `data-passkey-said` has them all.

const supported =
  "credentials" in navigator && typeof PublicKeyCredential === "function" && isSecureContext;
document.documentElement.classList.add(supported ? "passkeys" : "no-passkeys");

/** @param {string} text */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {any} options What the server says to ask, with bytes as text. */
function decoded(options) {
  const named = (/** @type {any[] | undefined} */ list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user ? { user: { ...options.user, id: bytes(options.user.id) } } : {}),
    ...(options.allowCredentials ? { allowCredentials: named(options.allowCredentials) } : {}),
    ...(options.excludeCredentials ? { excludeCredentials: named(options.excludeCredentials) } : {}),
  };
}

// Password managers answer with objects of their own, of which `toJSON` is missing or fails: the parts are read one by one.
/** @param {any} credential */
function encoded({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const sent = parts.flatMap((name) => {
    const part = response[name];
    return part && part.byteLength > 0 ? [[name, text(part)]] : [];
  });
  return { id, rawId: text(rawId), type, response: Object.fromEntries(sent) };
}

class Refused extends Error {}

/**
 * @param {string} url
 * @param {Record<string, string>} [proof]
 */
async function begin(url, proof = {}) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(proof),
  });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  throw new Refused(Object.values(told.errors ?? {}).flat()[0] ?? told.detail ?? "");
}

/** @type {AbortController | undefined} */
let pending;

/** Two requests at once are refused by browsers: the later one ends the earlier. */
function alone() {
  pending?.abort();
  pending = new AbortController();
  return pending.signal;
}

/** @param {HTMLFormElement} form */
function fieldOf(form) {
  const known = form.querySelector("input[name=passkey]");
  if (known instanceof HTMLInputElement) return known;
  const made = document.createElement("input");
  made.type = "hidden";
  made.name = "passkey";
  form.append(made);
  return made;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} ceremony
 * @param {any} credential
 */
function fill(form, ceremony, credential) {
  fieldOf(form).value = JSON.stringify({ ceremony, credential: encoded(credential) });
}

/**
 * @param {HTMLElement} said
 * @param {any} error
 */
function say(said, error) {
  const { cancelled, known, address, failed } = said.dataset;
  if (error instanceof Refused) said.textContent = error.message || failed || "";
  else if (error?.name === "NotAllowedError") said.textContent = cancelled ?? "";
  else if (error?.name === "InvalidStateError") said.textContent = known ?? "";
  else if (error?.name === "SecurityError") said.textContent = address ?? "";
  else if (error?.name !== "AbortError") said.textContent = failed ?? "";
}

/** @param {HTMLButtonElement} button */
async function ask(button) {
  const form = button.form;
  const said = form?.querySelector("[data-passkey-said]");
  if (!form || !(said instanceof HTMLElement)) return;
  const { passkey: url = "", passkeyNew, passkeyProof } = button.dataset;
  const make = passkeyNew !== undefined;
  if (make && !form.reportValidity()) return;
  said.textContent = "";
  button.disabled = true;
  try {
    const signal = alone();
    const given = (/** @type {string} */ name) => String(new FormData(form).get(name) ?? "");
    const proof = make ? { password: given("password"), code: given("code"), passkey: given("passkey") } : {};
    const { ceremony, options } = await begin(url, proof);
    const publicKey = decoded(options);
    const credential = make
      ? await navigator.credentials.create({ publicKey, signal })
      : await navigator.credentials.get({ publicKey, signal });
    fill(form, ceremony, credential);
    if (passkeyProof === undefined) {
      form.submit();
      return;
    }
    needed(form, false);
    said.textContent = said.dataset.proven ?? "";
  } catch (error) {
    // Whatever proved the person is used up.
    if (make) {
      fieldOf(form).value = "";
      needed(form, true);
    }
    say(said, error);
  } finally {
    button.disabled = false;
  }
}

/** Whether password and code are asked for: a passkey stands for both.
 * @param {HTMLFormElement} form
 * @param {boolean} asked */
function needed(form, asked) {
  for (const input of form.querySelectorAll("[data-proof] input")) {
    if (input instanceof HTMLInputElement) input.required = asked;
  }
}

/** Offers passkeys where browsers fill in the address, until somebody takes one or asks otherwise.
 * @param {HTMLFormElement} form */
async function offer(form) {
  const available = await PublicKeyCredential.isConditionalMediationAvailable?.();
  if (!available) return;
  const url = form.dataset.passkeyOffer ?? "";
  try {
    // What the server asks ends in five minutes.
    for (;;) {
      const signal = alone();
      const { ceremony, options } = await begin(url);
      const late = setTimeout(() => signal === pending?.signal && pending.abort("late"), 270_000);
      try {
        const credential = await navigator.credentials.get({
          publicKey: decoded(options),
          mediation: "conditional",
          signal,
        });
        if (credential === null) return;
        fill(form, ceremony, credential);
        form.submit();
        return;
      } catch (error) {
        if (error !== "late") return;
      } finally {
        clearTimeout(late);
      }
    }
  } catch {
    // Nothing was asked for: the buttons say what is wrong.
  }
}

if (supported) {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-passkey]") : null;
    if (button instanceof HTMLButtonElement) void ask(button);
  });
  const form = document.querySelector("form[data-passkey-offer]");
  if (form instanceof HTMLFormElement) void offer(form);
}
