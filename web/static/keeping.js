/*
  What a script adds on the desk: how a document is doing is asked again until it no longer changes,
  and what was typed is not left behind by accident.
*/
(() => {
  "use strict";
  const say = (text) => { document.getElementById("melding").textContent = text; };
  const PATIENCE = 1000;

  /* An element with an address in data-follow is fetched again from that page, under its own id. */
  const follow = async (element) => {
    try {
      const answer = await fetch(element.dataset.follow, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && !answer.redirected && page.getElementById(element.id);
      if (fresh && fresh.innerHTML !== element.innerHTML) {
        element.replaceWith(fresh);
        say(fresh.textContent.replace(/\s+/g, " ").trim());
        element = fresh;
      }
    } catch {
      // The server starts again perhaps; the next time tells.
    }
    if (element.dataset.follow) setTimeout(follow, PATIENCE, element);
  };
  for (const element of document.querySelectorAll("[data-follow]")) setTimeout(follow, PATIENCE, element);

  /* A form with data-keep asks before its page is left, and is sent only when the server is there. */
  const NO_ANSWER = "De site is nu niet bereikbaar. Wat u typte staat er nog. Wacht even en sla dan opnieuw op.";
  const tell = (form, text) => {
    const shown = form.querySelector(".unsent") ?? Object.assign(document.createElement("p"), { className: "problem unsent" });
    shown.textContent = text;
    form.querySelector("[type=submit]").closest("p").before(shown);
    say(text);
  };
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();
  for (const form of document.querySelectorAll("form[data-keep]")) {
    // What came back unsaved is still to be saved.
    const before = form.dataset.keep || typed(form);
    let sending = false;
    addEventListener("beforeunload", (event) => {
      if (!sending && typed(form) !== before) event.preventDefault();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch("/gezond", { cache: "no-store" });
        if (!answer.ok) throw new Error(answer.status);
        sending = true;
        form.submit();
      } catch {
        tell(form, NO_ANSWER);
      }
    });
  }
})();
