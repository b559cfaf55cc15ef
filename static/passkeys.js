/* Passkeys: shows their buttons where the browser has them, hands each form to allauth's script (its ids stand in the
   data attributes of [data-passkey-form]), and says so when a device does not answer. */
document.addEventListener("DOMContentLoaded", () => {
  const works = Boolean(window.PublicKeyCredential && window.allauth);
  for (const element of document.querySelectorAll(works ? "[data-passkey]" : "[data-no-passkey]")) element.hidden = false;
  if (!works) return;
  for (const { dataset } of document.querySelectorAll("[data-passkey-form]")) {
    const { passkeyForm, ...ids } = dataset;
    window.allauth.webauthn.forms[passkeyForm]({ ids });
  }
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const fault = document.getElementById("passkey-fault");
  if (fault) fault.hidden = false;
});
