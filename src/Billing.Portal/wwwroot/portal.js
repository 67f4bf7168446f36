// What only a browser can do: keys, files, cookies, focus, whether the tab is looked at.
window.portal = (() => {
  document.addEventListener("keydown", event => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const asked = ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") || (event.key === "/" && !typing);
    const search = asked && document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.click();
  });

  // What is asked for the focus before it is there: a page's parts wait while the browser has not answered for those before them,
  // and this does not. Whoever goes on by themselves meanwhile keeps the cursor.
  let wanted = null;
  for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => { wanted = null; }, true);
  new MutationObserver(() => {
    const come = wanted === null ? null : document.querySelector(wanted);
    if (!come) return;
    wanted = null;
    come.focus();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-invalid", "tabindex"] });

  return {
    switchTheme() {
      const root = document.documentElement;
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      viewer.cookie("billing.theme", root.dataset.theme);
    },
    setCookie(name, value) { viewer.cookie(name, value); },
    async save(name, type, stream) {
      const blob = new Blob([await stream.arrayBuffer()], { type });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
    async copy(text) { await navigator.clipboard.writeText(text); },
    showPlace() { document.querySelector(".rail a.active")?.scrollIntoView({ block: "nearest" }); },
    arrive() {
      this.showPlace();
      const heading = document.querySelector("h1");
      if (!heading || document.activeElement?.closest("main input, main textarea, main select, dialog, [role=dialog]")) return;
      if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
      heading.focus();
    },
    focus(selector) {
      const there = document.querySelector(selector);
      wanted = there ? null : selector;
      there?.focus();
    },
    toTop(rows) {
      if (!rows?.scrollIntoView) return; // an empty list has none
      rows.scrollTop = 0;
      if (rows.getBoundingClientRect().top < 0) rows.scrollIntoView({ block: "start" }); // on a telephone it scrolls with the page
    },
    nameScroll(selector, label) {
      const box = document.querySelector(selector);
      if (!box) return;
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", label);
    },
    remember(key, value) { try { localStorage.setItem(key, value); } catch { /* private mode */ } },
    recall(key) { try { return localStorage.getItem(key); } catch { return null; } },
    isHidden() { return document.hidden; },
    isNarrow() { return matchMedia("(max-width:720px)").matches; }
  };
})();

Blazor.start({
  circuit: {
    reconnectionOptions: { maxRetries: 8, retryIntervalMilliseconds: previous => Math.min(1000 * 2 ** previous, 15000) }
  }
});

// Whose session is over signs in anew.
async function reloadIfOver() {
  try {
    if ((await fetch("session", { redirect: "manual", cache: "no-store" })).status === 401) location.reload();
  } catch { /* the server is away: the dialog says so */ }
}

// One that ends between a page's answer and its connection leaves a page that never lives, and no dialog says so.
let looks = 0;
const waiting = setInterval(async () => {
  if (++looks > 10 || document.querySelector("[data-ready]") || location.pathname.startsWith("/account/")) clearInterval(waiting);
  else await reloadIfOver();
}, 3000);

// A signed-out browser would try for ever to reconnect: ask who we are, and load the page again.
const modal = document.getElementById("components-reconnect-modal");
modal?.addEventListener("components-reconnect-state-changed", async event => {
  const state = event.detail.state;
  if (state === "show") modal.showModal();
  if (state === "hide") modal.close();
  if (state === "rejected") location.reload();
  if (state === "failed" || state === "retrying") {
    await reloadIfOver();
  }
});

// Whoever is turned away while the connection is down is told so when it is back, and goes on.
new MutationObserver((_, observer) => {
  const on = document.querySelector("a[data-leave]");
  if (!on) return;
  observer.disconnect();
  location.assign(on.href);
}).observe(document.body, { childList: true, subtree: true });

// A page that is worked in lengthens its session, which its connection alone does not; one whose session is over signs in anew.
let asked = Date.now();
for (const sign of ["pointerdown", "keydown"]) {
  document.addEventListener(sign, async () => {
    if (Date.now() - asked < 240000 || location.pathname.startsWith("/account/")) return;
    asked = Date.now();
    await reloadIfOver();
  }, { passive: true });
}
document.querySelectorAll("[data-reload], .reload").forEach(element => element.addEventListener("click", event => { event.preventDefault(); location.reload(); }));
