/* Debates: the composer goes to what one answers, new comments find their place, what changed is fetched anew.
   All of it works by links and forms where this script does not run. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const at = (number) => document.getElementById("c" + number);
  const form = $("form#composer"), fresh = $("#fresh");
  if (!fresh) return;
  const home = form && document.createComment("composer");
  if (form) form.before(home);

  /* --- answering ------------------------------------------------------------------------------------------------- */
  const body = () => form.elements.body;
  const answer = (article) => {
    const number = article.id.slice(1), line = $("#answering", form);
    form.elements.reply.value = number;
    const mark = document.createElement("bdi");
    mark.dir = "ltr";
    mark.textContent = "#" + number;
    $("[data-name]", line).replaceChildren($("header bdi", article).cloneNode(true), " ", mark);
    line.hidden = false;
    article.after(form);
    body().focus();
  };
  const stay = () => {
    form.elements.reply.value = "";
    $("#answering", form).hidden = true;
    home.after(form);
  };
  const quote = (article) => {
    const own = $(".t", article).cloneNode(true);
    for (const quoted of own.querySelectorAll("blockquote")) quoted.remove();
    const text = own.textContent.trim().split(/\n+/).map((line) => "> " + line).join("\n>\n");
    body().value = text + "\n\n" + body().value;
    body().focus();
    body().setSelectionRange(text.length + 2, text.length + 2);
    body().dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-reply],[data-quote],[data-unreply],button[form=supports]");
    if (!target || event.ctrlKey || event.metaKey) return;
    if (target.matches("button")) { support(target, event); return; }
    if (!form) return;
    const article = at(target.dataset.reply || form.elements.reply.value);
    if (target.matches("[data-unreply]")) { event.preventDefault(); stay(); body().focus(); return; }
    if (!article) return;
    event.preventDefault();
    if (target.matches("[data-quote]")) quote(article); else answer(article);
  });

  /* --- supporting ------------------------------------------------------------------------------------------------ */
  const support = (button, event) => {
    if (!window.htmx) return;
    event.preventDefault();
    const where = button.closest("article"), values = { csrfmiddlewaretoken: $("#supports [name=csrfmiddlewaretoken]").value };
    if (button.name) values[button.name] = button.value;
    htmx.ajax("POST", button.getAttribute("formaction"), { source: button, target: button, swap: "outerHTML", values })
      .then(() => $("button[form=supports]", where)?.focus());
  };

  /* --- what arrives ---------------------------------------------------------------------------------------------- */
  /* Each new comment goes below what it answers, where that is on the page; else it stays at the end. */
  const settle = () => {
    let first = null;
    for (const item of [...fresh.children]) {
      const article = $("article", item);
      if (!article) continue;
      fresh.dataset.after = Math.max(fresh.dataset.after, article.id.slice(1));
      if ([...document.querySelectorAll("#" + article.id)].length > 1) { item.remove(); continue; }
      first ||= article;
      const parent = article.dataset.parent && at(article.dataset.parent);
      if (!parent || parent === article) continue;
      const place = parent.closest("li"), deep = place.parentElement.closest("li")?.parentElement.closest("li");
      if (deep) { place.after(item); continue; } /* two levels, then flat */
      let kids = place.querySelector(":scope > .kids,:scope > details > .kids");
      if (!kids) { kids = document.createElement("ol"); kids.className = "kids"; place.append(kids); }
      kids.append(item);
    }
    if (first && !first.contains(document.activeElement)) { first.tabIndex = -1; first.focus({ preventScroll: false }); }
  };
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.matches?.("[data-new]")) event.detail.parameters.after = fresh.dataset.after;
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === fresh) settle(); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form || !event.detail.successful || event.detail.xhr.status !== 200) return;
    $("#composer-errors", form).replaceChildren();
    form.elements.body.value = "";
    form.dispatchEvent(new Event("draft:sent"));
    stay();
  });

  /* The first comment that came after one's last visit, as this browser remembers it. */
  const key = "seen:" + fresh.dataset.debate, unread = $("[data-first-unread]");
  try {
    const next = Number(localStorage.getItem(key)) + 1;
    if (unread && next > 1 && next <= fresh.dataset.after) {
      unread.href = at(next) ? "#c" + next : unread.href.replace("from=0#c0", `from=${next}#c${next}`);
      unread.hidden = false;
    }
    addEventListener("pagehide", () => localStorage.setItem(key, fresh.dataset.after));
  } catch { /* private windows remember nothing */ }

  /* Removed comments become their stubs, edited ones their new wording; replies stay where they are. */
  document.addEventListener("live", ({ detail: { kind, facts } }) => {
    if (!/^(comment|content)\./.test(kind) || kind === "comment.posted" || facts.type !== "comment") return;
    const article = $(`[data-live-id="comment.${facts.id}"]`);
    if (!article || !window.htmx) return;
    const heading = $("h3,h4,h5", article)?.tagName[1] || 3;
    setTimeout(() => htmx.ajax("GET", `${fresh.dataset.prefix}${facts.id}/?h=${heading}`, { target: article, swap: "outerHTML" }),
      50 + Math.random() * 1450);
  });
})();
