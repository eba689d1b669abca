// Keys in lists (j, k, Enter, x), rows that are selected, and the density of rows, kept in this browser.
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const boxes = () => [...document.querySelectorAll("[data-row] input[name=number]")];

  const move = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement?.closest("[data-row]"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };

  const tell = () => {
    const bar = document.querySelector("[data-together]");
    if (!bar) return;
    const picked = boxes().filter((box) => box.checked);
    for (const box of boxes()) box.closest("[data-row]").classList.toggle("is-picked", box.checked);
    bar.hidden = picked.length === 0;
    const said = bar.querySelector("[data-picked]");
    said.textContent = picked.length === 1 ? said.dataset.one : said.dataset.many.replace("%s", picked.length);
    const whole = picked.length === boxes().length;
    const page = document.querySelector("[data-pick-page]");
    if (page) { page.hidden = false; page.checked = whole; }
    const all = bar.querySelector("[data-pick-all]");
    if (all) { all.hidden = !whole; if (!whole) all.querySelector("input").checked = false; }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const row = document.activeElement?.closest("[data-row]");
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter" && row === document.activeElement) row?.querySelector("[data-open-row]")?.click();
    else if (event.key === "x" && row) row.querySelector("input[type=checkbox]")?.click();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-page]")) for (const box of boxes()) box.checked = event.target.checked;
    if (event.target.id === "sort") event.target.form.requestSubmit();
    tell();
  });

  const dense = (is) => document.body.classList.toggle("is-dense", is);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-density]")) {
      localStorage.setItem("dense-rows", dense(!document.body.classList.contains("is-dense")) ? "1" : "");
    }
  });

  dense(localStorage.getItem("dense-rows") === "1");
  for (const button of document.querySelectorAll("[data-print], [data-density]")) button.hidden = false;
  document.addEventListener("htmx:afterSettle", tell);
  tell();
})();
