// Light or dark: what this browser chose, else what its system prefers. In the head, so that nothing flashes.
(() => {
  const kept = () => {
    try { return localStorage.getItem("interlend-theme"); } catch { return null; }
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    document.documentElement.dataset.bsTheme = kept() || (system.matches ? "dark" : "light");
  };
  show();
  system.addEventListener("change", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const other = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("interlend-theme", other); } catch { /* this page only */ }
    document.documentElement.dataset.bsTheme = other;
  });
})();
