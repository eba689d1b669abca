// The box keeps the focus, scans wait for each other in line, each outcome has its tone.
(() => {
  const form = document.getElementById("scan-form");
  const box = document.getElementById("scan-code");
  const last = document.getElementById("scan-last");
  const sound = document.getElementById("scan-sound");
  const MUTED = "interlend-scan-muted";
  const TONES = { // pitch in Hz, start and length in seconds
    ok: [[1047, 0, 0.12]],
    look: [[659, 0, 0.12], [659, 0.18, 0.12]],
    stop: [[196, 0, 0.18], [147, 0.2, 0.4]],
  };
  let speaker = null;
  let line = Promise.resolve();

  const isMuted = () => { try { return localStorage.getItem(MUTED) === "yes"; } catch { return false; } };

  function play(outcome) {
    if (isMuted() || !TONES[outcome]) return;
    speaker = speaker || new AudioContext();
    speaker.resume();
    for (const [pitch, start, length] of TONES[outcome]) {
      const tone = speaker.createOscillator();
      const loudness = speaker.createGain();
      const begin = speaker.currentTime + start;
      tone.type = outcome === "stop" ? "square" : "sine";
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.25, begin);
      loudness.gain.exponentialRampToValueAtTime(0.001, begin + length);
      tone.connect(loudness).connect(speaker.destination);
      tone.start(begin);
      tone.stop(begin + length);
    }
  }

  function showSound() {
    const muted = isMuted();
    sound.setAttribute("aria-pressed", String(!muted));
    sound.querySelector('[data-sound="on"]').hidden = muted;
    sound.querySelector('[data-sound="off"]').hidden = !muted;
  }

  // What is scanned and what is said yes to stand in one line: each depends on the one before it.
  document.addEventListener("submit", (event) => {
    const asked = event.target;
    if (asked !== form && !asked.closest("#scan-last, #scan-sheet")) return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(asked, event.submitter));
    if (asked === form) {
      if (!values.code.trim()) return;
      box.value = "";
    }
    box.focus();
    line = line
      .then(() => htmx.ajax("POST", asked.action, { source: last, target: last, swap: "innerHTML", values }))
      .catch(() => {});
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== last) return;
    play(last.querySelector("[data-outcome]")?.dataset.outcome);
    box.focus();
  });
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(failed, () => { play("stop"); box.focus(); });
  }

  // A click that means nothing else, and the first letter of a scan, come back to the box; Tab goes where it will.
  document.addEventListener("click", (event) => {
    if (event.target.closest("dialog, details, select, input, textarea, button, a")) return;
    if (!String(window.getSelection())) box.focus();
  });
  document.addEventListener("keydown", (event) => {
    const letter = event.key.length === 1 && event.key !== " " && event.key !== "/" && event.key !== "?";
    if (!letter || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    event.stopPropagation();
    box.focus();
  }, true);
  window.addEventListener("focus", () => box.focus());
  document.addEventListener("close", () => box.focus(), true); // a dialog gives the focus to what opened it
  sound.addEventListener("click", () => {
    try { localStorage.setItem(MUTED, isMuted() ? "no" : "yes"); } catch { /* not kept, then */ }
    showSound();
    play("ok");
    box.focus();
  });

  sound.hidden = false;
  showSound();
  box.focus();
})();
