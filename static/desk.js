/* The moderators' desk: keeps the lease and the typed words while one works, and takes keys. Works without it too. */
(() => {
  "use strict";
  const item = document.querySelector("[data-beat]");
  const form = document.querySelector("[data-decide]");
  if (!item || !form) return;
  const why = form.elements.explanation;
  const say = (text) => { const p = document.getElementById("status"); if (p) p.textContent = text; };

  /* Once a minute, and a moment after typing: the item stays held, the words are kept on the server. */
  let timer = 0;
  let lost = false;
  const beat = async () => {
    clearTimeout(timer);
    if (lost || document.hidden) { timer = setTimeout(beat, 60000); return; }
    const data = new FormData();
    for (const name of ["token", "csrfmiddlewaretoken"]) data.append(name, form.elements[name].value);
    data.append("explanation", why.value);
    try {
      const answer = await fetch(item.dataset.beat, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
      if (answer.status === 409) { lost = true; say((await answer.json()).says); item.querySelector(".ring")?.classList.add("late"); return; }
    } catch { /* the network comes back, the lease is renewed then */ }
    timer = setTimeout(beat, 60000);
  };
  timer = setTimeout(beat, 60000);
  why.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(beat, 3000); });

  /* Keys: A, R, H, J press their buttons; after R a digit chooses the clause. Not while typing, and not when off. */
  const keys = document.querySelector("[data-keys]");
  const toggle = document.querySelector("[data-keys-off]");
  const isOff = () => localStorage.getItem("desk-keys") === "off";
  const show = () => { if (toggle) toggle.textContent = isOff() ? toggle.dataset.on : toggle.dataset.off; };
  if (keys) { keys.hidden = false; show(); }
  toggle?.addEventListener("click", () => { localStorage.setItem("desk-keys", isOff() ? "on" : "off"); show(); });
  let rejecting = false;
  addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("input:not([type=radio]),textarea,select")) return;
    const digit = event.code.match(/^(?:Digit|Numpad)(\d)$/)?.[1];
    const clause = digit && form.querySelector(`[data-number="${digit}"]`);
    if (clause) { clause.checked = true; clause.focus(); event.preventDefault(); return; }
    if (event.key === "Enter" && rejecting && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      if (why.value.trim()) form.querySelector('[data-key="R"]').click(); else why.focus();
      return;
    }
    /* By place on the keyboard, so that it works in an Arabic layout. */
    const letter = event.code.replace("Key", "");
    const button = form.querySelector(`[data-key="${letter}"]`);
    if (!button) return;
    event.preventDefault();
    if (letter === "R" || letter === "H") { rejecting = letter === "R"; (form.querySelector("[name=clause]:checked") || form.querySelector("[name=clause]")).focus(); if (letter === "H" && form.querySelector("[name=clause]:checked") && why.value.trim()) button.click(); return; }
    button.click();
  });
})();
