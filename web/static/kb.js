/*
  What a script adds to pages that work without one: answers, filters and pages without a reload,
  suggestions while typing, thanks in place, a copy button, a recording that jumps.
*/
(() => {
  "use strict";
  const say = (text) => {
    const status = document.getElementById("melding");
    status.textContent = "";
    // Emptied first: a text that stays the same would not be read again.
    setTimeout(() => { status.textContent = text; }, 50);
  };

  /* Answers without a reload: the same page is fetched and its <main> put in place of ours. */
  let loading = null;
  const show = async (address, { push = true, focus = "", top = false } = {}) => {
    loading?.abort();
    const mine = (loading = new AbortController());
    document.body.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: mine.signal, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.querySelector("main");
      if (!main || answer.redirected) throw new Error("not a page of ours");
      const opened = [...document.querySelectorAll("main details[open]:not(.rest)")].map(nameOf);
      document.querySelector("main").replaceWith(main);
      document.title = page.title;
      document.querySelector("header.site").replaceWith(page.querySelector("header.site"));
      for (const details of main.querySelectorAll("details:not(.rest)")) details.open = opened.includes(nameOf(details));
      if (push) history.pushState({}, "", address);
      shown = here();
      prepare();
      const target = focus && document.getElementById(focus);
      if (target) target.focus({ preventScroll: true });
      else main.focus({ preventScroll: true });
      if (top) scrollTo(0, 0);
      say(main.querySelector("#stand, .alert-title")?.textContent ?? page.title);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    } finally {
      if (loading === mine) document.body.removeAttribute("aria-busy");
    }
  };
  const nameOf = (details) => details.className + details.querySelector("input")?.name;
  const addressOf = (form) => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    return `${form.getAttribute("action")}?${query}`;
  };
  const plain = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live]");
    if (link && plain(event)) {
      event.preventDefault();
      show(link.getAttribute("href"), { focus: "antwoorden", top: !link.closest(".chips, .orders") });
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-live]")) {
      event.preventDefault();
      if (!new FormData(form).get("q")?.trim()) return form.querySelector("[name=q]").focus();
      show(addressOf(form), { focus: form.matches(".search") ? "q" : "antwoorden", top: true });
    } else if ("thanks" in form.dataset) {
      event.preventDefault();
      thank(form, event.submitter);
    }
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest(".filters form");
    if (form) show(addressOf(form), { focus: event.target.id });
  });
  // A jump within the page is no other page.
  const here = () => location.pathname + location.search;
  let shown = here();
  addEventListener("popstate", () => {
    if (here() !== shown) show(location.href, { push: false, top: true });
  });

  /* Thanks in place of the form that was sent. */
  const thank = async (form, pressed) => {
    const values = new FormData(form, pressed);
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(values), credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const thanks = Object.assign(document.createElement("div"), { className: "thanks", tabIndex: -1 });
      // The page that thanks may ask on: then its form comes along.
      const more = page.querySelector("main form");
      thanks.append(page.querySelector("main .lead").textContent, ...(more ? [more] : []));
      if (more) more.dataset.thanks = "";
      (form.closest(".thanks") ?? form).replaceWith(thanks);
      thanks.focus({ preventScroll: true });
      say(thanks.firstChild.textContent);
    } catch {
      // Without the script the page that answers says what went wrong.
      delete form.dataset.thanks;
      for (const button of form.querySelectorAll("button")) button.disabled = false;
      form.requestSubmit(pressed);
    }
  };

  /* Suggestions while typing: a combobox with a list (ARIA 1.2). */
  const suggest = (input) => {
    const list = Object.assign(document.createElement("ul"), { id: "suggesties", className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.list);
    input.after(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
    let at = -1, found = [], typed = input.value, waiting, asked;
    const close = () => {
      list.hidden = true; at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (next) => {
      at = next;
      [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      input.value = at < 0 ? typed : found[at].tekst;
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[at].id);
    };
    const open = (suggestion) => {
      close();
      if (suggestion.soort === "titel" && suggestion.url) location.assign(suggestion.url);
      else { input.value = suggestion.tekst; input.form.requestSubmit(); }
    };
    const draw = (suggestions) => {
      found = suggestions; at = -1;
      list.replaceChildren(...found.map(({ tekst, soort }, index) => {
        const option = Object.assign(document.createElement("li"), { id: `suggestie-${index}` });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const kind = Object.assign(document.createElement("span"), { className: "count", textContent: input.dataset[soort] });
        option.append(tekst, " ", kind);
        // Before the field loses its focus, which would close the list.
        option.addEventListener("mousedown", (event) => { event.preventDefault(); open(found[index]); });
        return option;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      if (found.length) say(`${found.length} ${input.dataset.found}`);
    };
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asked.signal, headers: { Accept: "application/json" } });
        const { suggesties } = answer.ok ? await answer.json() : { suggesties: [] };
        if (document.activeElement === input && input.value === typed) draw(suggesties);
      } catch { /* No suggestions then; searching works without. */ }
    };
    input.addEventListener("input", () => {
      typed = input.value;
      clearTimeout(waiting);
      if (typed.trim().length < 2) return close();
      waiting = setTimeout(ask, 150);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); input.value = typed; close(); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); open(found[at]); }
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        // From the field through the options and back to the field.
        choose(((at + 1 + step + found.length + 1) % (found.length + 1)) - 1);
      }
    });
    input.form.addEventListener("submit", () => { clearTimeout(waiting); asked?.abort(); close(); });
    input.addEventListener("blur", close);
  };

  /* The turn that is heard is marked where it is read. */
  const follow = (seconds) => {
    const begun = [...document.querySelectorAll("a.time")].filter((each) => Number(each.dataset.seconds) <= seconds);
    const now = begun.at(-1);
    for (const each of document.querySelectorAll("a.time[aria-current]")) if (each !== now) each.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
  };

  /* A recording that jumps; nothing of it is loaded before somebody asks. */
  const play = (box, seconds) => {
    let media = box.querySelector("video, audio");
    if (!media) {
      media = document.createElement(box.dataset.media);
      media.controls = true;
      media.src = box.querySelector("a").href;
      media.addEventListener("error", () => { media.remove(); say(box.dataset.away); box.append(box.dataset.away); }, { once: true });
      media.addEventListener("timeupdate", () => follow(media.currentTime));
      box.prepend(media);
    }
    media.currentTime = seconds;
    media.play().catch(() => {});
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.play, a.time");
    const box = document.querySelector(".recording");
    if (!link || !box || !plain(event)) return;
    event.preventDefault();
    play(box, Number(link.dataset.seconds ?? 0));
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      say(button.dataset.thanks);
      button.textContent = button.dataset.thanks;
    } catch { getSelection().selectAllChildren(document.getElementById(button.dataset.copy)); }
  });

  const prepare = () => {
    const input = document.querySelector("[data-suggest]");
    if (input) suggest(input);
    if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  };
  prepare();
})();
