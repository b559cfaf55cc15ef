/* Shows the buttons for passkeys where the browser has them, and says so when a device does not answer. */
document.addEventListener("DOMContentLoaded", () => {
  if (window.PublicKeyCredential) for (const hidden of document.querySelectorAll("[data-passkey]")) hidden.hidden = false;
  else for (const shown of document.querySelectorAll("[data-no-passkey]")) shown.hidden = false;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const fault = document.getElementById("passkey-fault");
  if (fault) fault.hidden = false;
});
