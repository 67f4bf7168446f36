// Work by keys alone: the cursor is not lost with what it stood on, goes to what is wrong with a form, and what lies far away is reached at once.
(() => {
  const wrong = ".mud-input-error :is(input, textarea), [aria-invalid=true]";
  const fields = "input:not([type=hidden]), select, textarea";
  const seen = element => element.checkVisibility();
  const isLost = () => document.activeElement === document.body;
  const isIn = (element, selector) => element instanceof Element && element.closest(selector) !== null;

  let last = null; // what has the focus, or had it
  let around = []; // what it stands in, from the inside
  let waits = false; // it was switched off with the focus on it, as a button is while its order is on its way
  let pressed = null; // a button that may say what is wrong
  let shown = ""; // what is chosen of a list
  let closing = null; // a menu that is told to close, and is open still

  document.addEventListener("focusin", ({ target }) => {
    [last, around, waits] = [target, [], false];
    for (let outer = target.parentElement; outer; outer = outer.parentElement) around.push(outer);
  });

  // Who puts the pointer elsewhere has left it by themselves.
  document.addEventListener("pointerdown", ({ target }) => {
    [last, around, waits] = [null, [], false];
    closeMenu(target);
  }, true);
  document.addEventListener("focusin", ({ target }) => closeMenu(target));

  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const form = button?.closest("[role=dialog], main");
    const adds = button?.matches("[data-adds]");
    pressed = form ? { form, from: document.activeElement, adds, known: new Set(form.querySelectorAll(adds ? fields : wrong)) } : null;

    // A dialog that is sent again with the same fields wrong changes nothing that could be seen here: the cursor is there at once.
    const again = button?.matches(".mud-dialog-actions button:last-of-type") ? [...pressed.known].find(seen) : null;
    if (!again) return;
    pressed.from = again;
    again.focus();
  }, true);
  document.addEventListener("input", () => { pressed = null; }, true);

  new MutationObserver(() => {
    if (closing?.getAttribute("aria-expanded") !== "true") closing = null;
    if (last?.matches(":disabled")) waits = true;
    showChosen();
    goOn();
    if (last && isLost()) keep();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "aria-invalid", "aria-expanded", "aria-activedescendant"] });

  // What is chosen of a list below the field that it belongs to may be below its edge.
  function showChosen() {
    const chosen = document.activeElement?.getAttribute("aria-activedescendant") ?? "";
    if (chosen === shown) return;
    shown = chosen;
    document.getElementById(chosen)?.scrollIntoView({ block: "nearest" });
  }

  // To what is wrong, or into the line that a button has added above itself; what was wrong before, when it was right meanwhile.
  // Until something is typed or the cursor put elsewhere: of an answer's parts the first may be wrong last.
  function goOn() {
    if (!pressed) return;
    const { form, from, adds, known } = pressed;
    if (!isLost() && document.activeElement !== from) {
      pressed = null;
      return;
    }

    if (!adds) {
      for (const field of known) if (!field.matches(wrong)) known.delete(field);
    }

    const first = [...form.querySelectorAll(adds ? fields : wrong)].find(field => seen(field) && !known.has(field));
    if (!first) return;
    if (adds) pressed = null;
    else pressed.from = first;
    first.focus();
  }

  function keep() {
    if (last.isConnected) {
      if (waits && !last.matches(":disabled")) last.focus({ preventScroll: true });
      return;
    }

    // A dialog sees to its own.
    const place = document.querySelector("[role=dialog]") ? null : around.find(outer => outer.isConnected && outer.matches(".field, .scroll, .card:has([data-adds]), .stack:has(> div > [data-adds]), main"));
    [last, around] = [null, []];
    const within = [[".field", fields], [".card, .stack", "[data-adds]"], ["main", "h1"]].find(([kind]) => place?.matches(kind))?.[1];
    const next = within ? place.querySelector(within) : place;
    if (!next) return;
    if (next.matches("h1") && !next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }

  // A menu of columns lies over the list: it goes with the focus, or with Escape. The rail of a narrow window only with Escape.
  function closeMenu(elsewhere) {
    const button = document.querySelector("[data-menu=columns][aria-expanded=true]");
    if (button && !button.parentElement.contains(elsewhere)) close(button);
  }

  function close(button) {
    if (closing === button) return;
    closing = button;
    button.click();
  }

  document.addEventListener("keydown", event => {
    if ((event.key === "ArrowUp" || event.key === "ArrowDown") && isIn(event.target, "[role=combobox]")) {
      event.preventDefault(); // it moves the choice, not the cursor in the field
    } else if (event.key === "Escape" && !document.querySelector("[role=dialog]")) {
      const button = document.querySelector("[data-menu][aria-expanded=true]");
      if (!button) return;
      close(button);
      button.focus();
    } else if (event.altKey && (event.key === "PageDown" || event.key === "PageUp")) {
      if (event.repeat || document.querySelector("[role=dialog]")) return;
      const list = isIn(event.target, ".list") ? event.target.closest(".list") : document.querySelector("main .list");
      const turn = list?.querySelector(`[aria-keyshortcuts="Alt+${event.key}"]:not(:disabled)`);
      if (!turn) return;
      event.preventDefault();
      turn.click();
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z") {
      // Each press takes back one order, and none while it is asked about another.
      if (event.repeat || document.querySelector("[role=dialog]")) return;

      // Of what is typed the browser itself takes back the last of it.
      if (isIn(event.target, "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
      const undo = [...document.querySelectorAll(".mud-snackbar-action-button:not([data-pressed])")].at(-1);
      if (!undo) return;
      event.preventDefault();
      undo.dataset.pressed = "";
      undo.click();
    }
  });
})();
