/* Drafts in the browser: what somebody types into a form with data-draft="NAME" outlives a power cut, and is offered back.
   Text and ticks are kept for a month on this device only; sending the form forgets them. */
(() => {
  "use strict";
  const PREFIX = "draft:", MONTH = 30 * 86400e3;
  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* private windows have none */ } },
  };
  const fields = (form) => [...form.elements].filter((el) => el.name && /^(text|textarea|checkbox)$/.test(el.type));
  const typed = (form) => Object.fromEntries(fields(form).map((el) => [el.name, el.type === "checkbox" ? el.checked : el.value]));
  const empty = (form) => !fields(form).some((el) => el.type !== "checkbox" && el.value.trim());
  const same = (form, kept) => fields(form).every((el) => el.type === "checkbox" || !(el.name in kept) || el.value === kept[el.name]);

  const fill = (form, kept) => {
    for (const el of fields(form)) {
      if (!(el.name in kept)) continue;
      if (el.type === "checkbox") el.checked = kept[el.name]; else el.value = kept[el.name];
    }
    form.dispatchEvent(new Event("draft:filled", { bubbles: true }));
  };

  /* A draft that would overwrite words is offered, not put in their place. */
  const offer = (form, kept) => {
    if (empty(form)) { fill(form, kept.typed); told(form); return; }
    if (same(form, kept.typed)) return;
    const note = form.querySelector("[data-draft-kept]");
    if (!note) return;
    const words = note.textContent, button = document.createElement("button");
    button.type = "button";
    button.className = "tb";
    button.textContent = note.dataset.offer || words;
    button.onclick = () => { fill(form, kept.typed); note.textContent = words; };
    note.replaceChildren(button);
    note.hidden = false;
  };
  const told = (form) => { const note = form.querySelector("[data-draft-kept]"); if (note) note.hidden = empty(form); };

  const start = (form) => {
    const key = form.dataset.draft;
    if (!key || form.dataset.draftOn) return;
    form.dataset.draftOn = 1;
    const kept = store.get(key);
    if (kept && Date.now() - kept.at > MONTH) store.drop(key);
    else if (kept?.sent && Date.now() - kept.sent < 6e5 && empty(form)) store.drop(key); /* it went: the form is back empty */
    else if (kept && Object.values(kept.typed).some((value) => value && value !== true)) offer(form, kept);
    let timer = 0;
    const save = () => {
      clearTimeout(timer);
      timer = 0;
      if (empty(form)) { store.drop(key); told(form); } else if (store.set(key, { at: Date.now(), typed: typed(form) })) told(form);
    };
    form.addEventListener("input", () => { timer ||= setTimeout(save, 800); });
    addEventListener("pagehide", () => { if (timer) save(); });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      timer = 0;
      if (!empty(form)) store.set(key, { at: Date.now(), sent: Date.now(), typed: typed(form) });
    });
    form.addEventListener("draft:sent", () => { store.drop(key); told(form); });
  };

  const read = (root) => { for (const form of root.querySelectorAll("form[data-draft]")) start(form); };
  document.addEventListener("DOMContentLoaded", () => read(document));
  document.addEventListener("htmx:load", (event) => read(event.target));
})();
