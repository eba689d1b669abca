// Keys that work on every screen, menus that close, dialogs that open, notices that can be closed.
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const tasks = { t: "desk/", s: "desk/scan", b: "desk/borrowing", l: "desk/lending" };
  let goes = false;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      if (typing(event.target) && event.target.dataset.key) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (goes) {
      goes = false;
      const link = document.querySelector(`.side a[href$="/${tasks[event.key]}"]`);
      if (link) link.click();
      return;
    }
    if (event.key === "g") { goes = true; return; }
    if (event.key === "?") {
      const keys = document.getElementById("keys");
      if (keys) keys.showModal();
      return;
    }
    const box = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (box) { event.preventDefault(); box.focus(); box.select?.(); }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open)?.showModal();
    if (event.target.closest("[data-close]")) event.target.closest("[data-notice], dialog")?.remove();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
})();
