// The cursor in dialogs. MudBlazor's focus trap moves it by a call from the server, which over a slow link comes when
// somebody types already: so the portal's dialogs ask it not to (DefaultFocus.None), and the browser does it at once.
(() => {
  const usable = ":not(:disabled):not([tabindex='-1'])";
  const seen = element => element.checkVisibility();
  // Of each dialog that is open: what had the focus before it, whether it had it since, and what of it got it for want of a field.
  const known = new Map();

  const find = (dialog, ...selectors) => [...dialog.querySelectorAll(selectors.map(one => one + usable).join())].filter(seen);
  const fieldOf = dialog => find(dialog, "input:not([type=hidden])", "select", "textarea")[0];
  const open = () => [...document.querySelectorAll("[role=dialog]")].at(-1);

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

    const field = fieldOf(dialog);
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
    const stops = find(dialog, "input:not([type=hidden])", "select", "textarea", "button", "a[href]", "summary", "[tabindex]:not(.pointer-events-none)");
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (document.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  });
})();
