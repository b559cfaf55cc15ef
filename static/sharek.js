/* Small conveniences; every page works without them. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => root.querySelectorAll(selector);
  const say = (text) => { const p = document.getElementById("status"); if (p) p.textContent = text; };

  const dress = (root) => {
    for (const button of $$("[data-copy],[data-print]", root)) button.hidden = false;
    if (matchMedia("(min-width: 60rem)").matches) for (const d of $$("details[data-open-wide]", root)) d.open = true;
  };

  addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const copy = target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => say(copy.dataset.done || copy.textContent.trim() + " ✓"));
      copy.classList.add("done");
    }
    if (target.closest("[data-print]")) print();
    if (target.closest("[data-close]")) target.closest("[data-close]").parentElement.textContent = "";
    const summary = target.closest(".share > summary");
    if (summary && navigator.share) {
      const { share: title, url } = summary.parentElement.dataset;
      event.preventDefault();
      navigator.share({ title, url: new URL(url, location.href).href }).catch(() => {});
    }
    for (const open of $$(".menu[open],.share[open]")) if (!open.contains(target)) open.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of $$(".menu[open],.share[open]")) { open.open = false; open.querySelector("summary").focus(); }
  });

  /* One press sends once, however slow the answer is; the server refuses doubles on its own. */
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent && Date.now() - form.dataset.sent < 15000) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = Date.now();
  }, true);
  addEventListener("pageshow", () => { for (const form of $$("form[data-sent]")) delete form.dataset.sent; });

  document.addEventListener("htmx:afterRequest", (event) => { delete event.target.dataset?.sent; });
  document.addEventListener("htmx:load", (event) => dress(event.target));
  document.addEventListener("DOMContentLoaded", () => {
    dress(document);
    const banner = document.querySelector(".banners");
    if (banner) setTimeout(() => say(banner.textContent.trim()), 300);
  });
})();
