// A slip that is opened is printed; the button prints it again.
(() => {
  const button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  window.addEventListener("load", () => window.print());
})();
