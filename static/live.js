/* Live updates, as docs/live-protocol.md says. Pages say what they want in data attributes: docs/live-pages.md. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const now = () => performance.now();
  const chance = (from, to) => (from + Math.random() * (to - from)) * 1000;
  const last = new Map(); /* stream: number of the last event this page has */
  const asked = new WeakSet(); /* elements whose streams were asked for */
  const gaps = new Map(); /* stream: when it was asked for again */
  const late = new Set(); /* streams that came with a fragment */
  let socket = null, tries = 0, opened = false, wait = 0, timer = 0, heardAt = 0, unread = 0, acks = {}, polls = 0;

  /* --- what the page shows ------------------------------------------------------------------------------------- */
  const status = document.getElementById("status");
  let saidAt = -1e5, toSay = "", saying = 0;
  const say = (text) => { /* one message in ten seconds, the latest one */
    toSay = text;
    if (saying || !status) return;
    saying = setTimeout(() => { saying = 0; saidAt = now(); status.textContent = toSay; }, Math.max(200, saidAt + 10000 - now()));
  };

  const mark = (live) => {
    for (const el of $$("[data-live-mark]")) {
      el.hidden = false;
      el.classList.toggle("off", !live);
      el.textContent = (live ? el.dataset.on : el.dataset.off) || el.textContent;
    }
  };

  const onPage = (id) => document.querySelector(`[data-live-id="${CSS.escape(id)}"]`);
  const seen = new WeakMap(); /* a bar: the ids that it heard of */
  const offered = new WeakMap(); /* a bar: those of them that were not on the page */
  const offer = (bar, count) => {
    const shown = bar.closest("[data-offer]") || bar;
    const number = bar.querySelector("[data-number]");
    if (number) number.textContent = count;
    if (!count && !shown.hidden && shown.contains(document.activeElement)) { /* focus goes to what was fetched */
      const first = (offered.get(bar) || []).map(onPage).find(Boolean) || document.getElementById("main");
      if (first) { first.tabIndex = -1; first.focus({ preventScroll: true }); }
    }
    if (count && bar.dataset.said != count) say(bar.textContent.trim());
    bar.dataset.said = count;
    shown.hidden = !count;
  };
  const recount = (bar) => {
    const ids = [...seen.get(bar)].filter((id) => !onPage(id));
    offer(bar, ids.length);
    offered.set(bar, ids);
  };

  const idOf = (kind, facts) => {
    const noun = facts.type || kind.split(".")[0];
    const pk = facts.type ? facts.id : facts[noun];
    return pk == null ? "" : `${noun}.${pk}`;
  };
  const names = (id, facts) => {
    const [noun, pk] = id.split(".");
    return String(facts[noun]) === pk || (facts.type === noun && String(facts.id) === pk);
  };
  const has = (list, word) => (list || "").split(/\s+/).includes(word);

  /* Fetches an element anew in place. One that holds somebody's words is left alone until they are sent or gone. */
  const refresh = (el) => {
    if (el.dataset.due || !(el.id || el.dataset.url)) return;
    el.dataset.due = 1;
    const go = () => {
      if (!el.isConnected) return;
      if ($$("textarea,input:not([type=hidden])", el).some((field) => field === document.activeElement || (field.type === "textarea" && field.value.trim()))) {
        setTimeout(go, 3000);
        return;
      }
      delete el.dataset.due;
      const url = el.dataset.url || location.pathname + location.search;
      window.htmx?.ajax("GET", url, { target: el, swap: "outerHTML", ...(el.dataset.url ? {} : { select: "#" + CSS.escape(el.id) }) });
    };
    setTimeout(go, chance(0.05, 1.5)); /* not everybody at once */
  };

  const number = (value, el) => value + (el.dataset.unit || "");
  const show = (stream, facts) => {
    const value = (spec) => {
      const [name, key] = (spec || "").split(":");
      return name === stream ? facts[key] : undefined;
    };
    const each = (attribute, act) => {
      for (const el of $$(`[data-${attribute}^="${stream}:"]`)) {
        const found = value(el.getAttribute("data-" + attribute));
        if (found !== undefined && found !== null) act(el, found);
      }
    };
    each("live-text", (el, v) => { const text = number(v, el); if (el.textContent !== text) el.textContent = text; });
    each("live-x2", (el, v) => el.setAttribute("x2", v + (el.dataset.unit || "")));
    each("live-width", (el, v) => el.setAttribute("width", v + (el.dataset.unit || "")));
    each("live-value", (el, v) => { el.value = v; });
    each("live-show", (el, v) => { el.hidden = !v; });
    each("new", (el, v) => offer(el, Math.max(0, v - (el.dataset.count ??= v))));
  };

  const happened = ({ stream, kind, facts }) => {
    const id = idOf(kind, facts);
    for (const bar of $$("[data-new]")) {
      if (!id || !has(bar.dataset.new, kind) || (bar.dataset.stream && bar.dataset.stream !== stream)) continue;
      if (!seen.has(bar)) seen.set(bar, new Set());
      seen.get(bar).add(id);
      /* One's own post is about to be on the page: its event may come before the answer that shows it. */
      if (!bar.dataset.due) { bar.dataset.due = 1; setTimeout(() => { delete bar.dataset.due; recount(bar); }, 700); }
    }
    for (const el of $$("[data-live-refresh]")) {
      if (has(el.dataset.liveRefresh, kind) && (!el.dataset.liveId || names(el.dataset.liveId, facts))) refresh(el);
    }
    for (const el of $$("[data-unread]")) {
      if (kind === "inbox.changed" && el.dataset.unread) setTimeout(() => count(el), chance(0.05, 1));
    }
  };
  const count = (el) => fetch(el.dataset.unread, { headers: { accept: "text/plain" } })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => { if (/^\d+$/.test(text)) { el.textContent = text > 99 ? "99+" : text; el.classList.toggle("none", text === "0"); } })
    .catch(() => {});

  /* --- frames ------------------------------------------------------------------------------------------------------ */
  const take = (frame) => {
    if (frame.refused !== undefined) {
      /* A page that has just voted may have a cookie that the socket's handshake did not carry: ask once more, anew. */
      if (socket && late.delete(frame.refused)) { const old = socket; socket = null; old.close(); connect(); }
      else last.delete(frame.refused);
      return;
    }
    if (frame.resync !== undefined) {
      last.set(frame.resync, frame.seq);
      for (const el of $$("[data-live-resync]")) { if (el.hidden) say(el.textContent.trim()); el.hidden = false; }
      return;
    }
    const { stream, seq, kind, facts } = frame;
    if (stream === undefined || !last.has(stream) || seq <= last.get(stream)) return;
    if (kind !== "state") {
      if (seq > last.get(stream) + 1) { /* a gap: ask again, once in a while */
        if (now() - (gaps.get(stream) ?? -1e5) > 2000) { gaps.set(stream, now()); tell({ subscribe: { [stream]: last.get(stream) } }); }
        return;
      }
      gaps.delete(stream);
    }
    last.set(stream, seq);
    acks[stream] = seq;
    if (kind === "state") show(stream, facts); else happened(frame);
    document.dispatchEvent(new CustomEvent("live", { detail: frame }));
  };

  const tell = (message) => { if (socket?.readyState === 1) socket.send(JSON.stringify(message)); };
  const acknowledge = () => {
    if (!unread || !Object.keys(acks).length) return;
    tell({ ack: acks });
    unread = 0;
    acks = {};
  };

  /* --- the socket, and the way without ------------------------------------------------------------------------------- */
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(connect, ms); };
  const lost = () => {
    socket = null;
    mark(false);
    tries += 1;
    if (tries >= (opened ? 6 : 3)) { poll(); return; }
    later(wait * 1000 + chance(1, Math.min(30, 5 * 2 ** (tries - 1))));
    wait = 0;
  };

  function connect() {
    clearTimeout(timer);
    timer = 0;
    if (!last.size || socket) return;
    let mine;
    try { mine = new WebSocket(location.origin.replace(/^http/, "ws") + "/ws/live/"); } catch { socket = null; lost(); return; }
    socket = mine;
    mine.onopen = () => {
      opened = true;
      heardAt = now();
      unread = 0;
      acks = {};
      tell({ subscribe: Object.fromEntries(last), ping: 1 });
    };
    mine.onmessage = ({ data }) => {
      heardAt = now();
      const frame = JSON.parse(data);
      if (frame.close !== undefined) { wait = frame.after; return; }
      if (frame.pong) { tries = 0; mark(true); return; }
      unread += data.length;
      take(frame);
      if (unread > 32768) acknowledge();
    };
    mine.onclose = () => { if (socket === mine) lost(); };
  }

  async function poll() { /* every twenty seconds; now and then a socket is tried again */
    polls += 1;
    if (polls % 15 === 0) { tries = 2; connect(); return; }
    let after = 20;
    try {
      if (!document.hidden && last.size) {
        const answer = await fetch("/live/?" + new URLSearchParams([...last]), { headers: { accept: "application/json" } });
        const { frames = [], after: told } = await answer.json();
        after = told || after;
        frames.forEach(take);
      }
    } catch { /* the next time */ }
    clearTimeout(timer);
    timer = setTimeout(poll, after * 1000 + chance(0, 2));
  }

  setInterval(() => {
    if (socket?.readyState !== 1) return;
    acknowledge();
    if (now() - heardAt > 45000) { const dead = socket; socket = null; dead.close(); lost(); }
    else if (now() - heardAt > 30000) tell({ ping: 1 });
  }, 5000);

  /* Reads the page: streams that are new are asked for, those that are gone are given back. */
  const read = (event) => {
    const wanted = {}, there = new Set();
    for (const el of $$("[data-live]")) {
      let streams;
      try { streams = JSON.parse(el.dataset.live); } catch { continue; }
      for (const [name, seq] of Object.entries(streams)) {
        there.add(name);
        if (last.has(name) || asked.has(el)) continue;
        last.set(name, seq);
        wanted[name] = seq;
        if (event) late.add(name);
      }
      asked.add(el);
    }
    const gone = [...last.keys()].filter((name) => !there.has(name));
    for (const name of gone) last.delete(name);
    if (gone.length) tell({ unsubscribe: gone });
    if (Object.keys(wanted).length) { if (socket) tell({ subscribe: wanted }); else if (!timer) connect(); }
    for (const bar of $$("[data-new]")) if (seen.has(bar) && !bar.dataset.due) recount(bar);
  };

  document.addEventListener("htmx:afterSettle", read);
  addEventListener("online", () => { if (!socket) { tries = 0; later(chance(0.2, 2)); } });
  addEventListener("pageshow", (event) => { if (event.persisted && !socket) { tries = 0; connect(); } });
  addEventListener("pagehide", () => { const open = socket; socket = null; open?.close(); });
  read();
})();
