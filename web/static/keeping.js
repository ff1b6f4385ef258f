/*
  What a script adds on the desk: how a document is doing is asked again until it no longer changes.
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
})();
