// Extras only: everything works without this file. j and k move along the cards, Enter opens one,
// the space bar unfolds its first form; after an act the page stands where it stood.
"use strict";
(() => {
  // A form that came back stands under the address of its page: reloading sends nothing again.
  const stands = document.documentElement.dataset.standsAt;
  if (stands) history.replaceState(null, "", stands);
  const cards = [...document.querySelectorAll(".items > .item, .rows > .row-item")];
  for (const hint of document.querySelectorAll(".keys")) {
    hint.hidden = !cards.length || matchMedia("(pointer: coarse)").matches;
  }
  const typing = (spot) => spot.closest("input, select, textarea, button, summary, a, audio, video");
  let at = -1;
  const go = (step) => {
    at = Math.max(0, Math.min(cards.length - 1, at + step));
    cards[at].tabIndex = -1;
    cards[at].focus();
    cards[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("focusin", (event) => {
    const card = cards.findIndex((one) => one.contains(event.target));
    if (card >= 0) at = card;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !cards.length) return;
    const field = event.target.closest("input, select, textarea");
    if ((event.key === "j" || event.key === "k") && !field) {
      event.preventDefault();
      go(event.key === "j" ? 1 : -1);
    } else if (event.key === "Escape" && field) {
      field.blur();
      if (at >= 0) cards[at].focus();
    } else if (at >= 0 && !typing(event.target) && event.key === "Enter") {
      const link = cards[at].querySelector("a");
      if (link) link.click();
    } else if (at >= 0 && !typing(event.target) && event.key === " ") {
      const first = cards[at].querySelector(".acts summary, .acts button, .acts a");
      if (!first) return;
      event.preventDefault();
      first.focus();
      const fold = first.closest("details");
      if (fold && first.matches("summary")) {
        fold.open = true;
        fold.querySelector("input:not([type=hidden]), select, textarea")?.focus();
      }
    }
  });
  // A list of lines to fill in: Enter settles the line and goes on to the next one's first field.
  for (const form of document.querySelectorAll("form[data-lines]")) {
    form.addEventListener("keydown", (event) => {
      const line = event.target.closest(".lines > li");
      if (event.key !== "Enter" || !line || !event.target.matches("input")) return;
      event.preventDefault();
      line.querySelector("input[name=number]").checked = true;
      const next = line.nextElementSibling?.querySelector(".first");
      (next || form.querySelector("button:not([disabled])")).focus();
    });
  }
  // What is typed in one after another: Ctrl+Enter in any field keeps it.
  for (const form of document.querySelectorAll("form[data-quick]")) {
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.ctrlKey) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("button"));
    });
  }
  const key = "stood:" + location.pathname + location.search;
  const [stood, card] = (sessionStorage.getItem(key) || "").split(" ");
  if (stood && document.querySelector(".flash") && !document.querySelector("[aria-invalid]")) {
    // What was done is gone from its place: there the next thing lies under the hand.
    const next = cards[Math.min(Number(card), cards.length - 1)];
    const stand = () => {
      scrollTo(0, Number(stood));
      if (!next) return;
      next.tabIndex = -1;
      next.focus();
    };
    stand();
    // The browser goes to the # of the address after this, and takes the hand away.
    if (location.hash) addEventListener("load", () => requestAnimationFrame(stand));
  }
  sessionStorage.removeItem(key);
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post") sessionStorage.setItem(key, `${scrollY} ${event.target.closest(".item, .row-item") ? at : -1}`);
  });
})();
