// The cursor in dialogs. MudBlazor's focus trap moves it by a call from the server, which over a slow link comes when
// somebody types already: so the portal's dialogs ask it not to (DefaultFocus.None), and the browser does it at once.
(() => {
  const usable = ":not(:disabled):not([tabindex='-1'])";
  const fields = ["input:not([type=hidden])", "select", "textarea"];
  const seen = element => element.checkVisibility();
  // Of each dialog that is open: what had the focus before it, whether it had it since, what of it got it for want of a field, and
  // whether somebody has changed a field of it, or pressed its last button, since it opened.
  const known = new Map();

  const find = (dialog, ...selectors) => [...dialog.querySelectorAll(selectors.map(one => one + usable).join())].filter(seen);
  const fieldsOf = dialog => find(dialog, ...fields);
  const open = () => [...document.querySelectorAll("[role=dialog]")].at(-1);
  const sendOf = dialog => [...dialog.querySelectorAll(".mud-dialog-actions button")].at(-1);

  function enter(dialog) {
    const at = document.activeElement;
    if (!known.has(dialog)) known.set(dialog, { opener: at });
    const one = known.get(dialog);
    const isElsewhere = dialog.contains(at) ? at !== one.reached : one.isEntered && at !== document.body;
    // Who has put it somewhere in the dialog, or in a list that a field of it opened, keeps it there.
    if (isElsewhere) {
      one.isEntered = true;
      return;
    }

    const field = fieldsOf(dialog)[0];
    one.reached = field ? null : find(dialog, "button")[0];
    const first = field ?? one.reached;
    if (!first) return;
    one.isEntered = true;
    first.focus();
  }

  new MutationObserver(() => {
    for (const [dialog, { opener }] of known) {
      if (dialog.isConnected) continue;
      known.delete(dialog);
      // Of an opener that went with what was done there is the page's heading.
      if (document.activeElement !== document.body) continue;
      if (opener.isConnected && opener !== document.body) opener.focus();
      else portal.arrive();
    }

    const dialog = open();
    if (dialog) enter(dialog);
  }).observe(document.body, { childList: true, subtree: true });

  // Tab goes round inside it, without the way to the server that the trap's own edges take.
  document.addEventListener("keydown", event => {
    if (event.key !== "Tab") return;
    const dialog = open();
    if (!dialog?.contains(document.activeElement)) return;
    const stops = find(dialog, ...fields, "button", "a[href]", "summary", "[tabindex]:not(.pointer-events-none)");
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (document.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  });

  for (const sign of ["input", "change"]) {
    document.addEventListener(sign, ({ target }) => {
      const dialog = open();
      if (known.has(dialog) && dialog.contains(target)) known.get(dialog).isMeant = true;
    }, true);
  }

  // Half a date has no value, and would be sent as none: as "at once", or as "without end".
  function isHalfTyped(dialog) {
    const bad = fieldsOf(dialog).find(one => one.validity?.badInput);
    if (!bad) return false;
    bad.focus();
    bad.reportValidity();

    return true;
  }

  document.addEventListener("click", event => {
    const dialog = open();
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || !dialog?.contains(button) || button !== sendOf(dialog)) return;
    if (known.has(dialog)) known.get(dialog).isMeant = true;
    if (!isHalfTyped(dialog)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // Enter goes on to the next field, and in the last one presses the dialog's last button, which is what it is opened for: where nothing
  // was changed yet it only goes there, since the first field has the cursor, and the Enter may be a second one on what opened the dialog.
  // A choice, a button and a field of several lines have it for themselves, and so has a field with an open list. A key that is held down
  // presses once. Safari says by the code alone that an Enter ends a composition.
  document.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const dialog = open();
    const field = event.target;
    if (!dialog?.contains(field)) return;
    if (event.repeat && !field.matches("textarea")) event.preventDefault();
    if (event.defaultPrevented || !field.matches("input:not([role=combobox], [aria-expanded=true], [type=file])") || field.form) return;
    const all = fieldsOf(dialog);
    const next = all.slice(all.indexOf(field) + 1).find(one => field.type !== "radio" || one.name !== field.name);
    const send = sendOf(dialog);
    if (!next && (!send || send.disabled)) return; // the browser's own Enter tells what is typed
    event.preventDefault();
    if (isHalfTyped(dialog)) return;
    if (next) {
      next.focus();
      return;
    }

    send.focus({ preventScroll: true }); // what is typed is told before the button is
    if (known.get(dialog)?.isMeant) send.click();
  });
})();
