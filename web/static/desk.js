/*
  What a script adds to the desk: files that are sent one by one with progress, and pages that
  bring themselves up to date. Everything works without it.
*/
(() => {
  "use strict";
  const AT_ONCE = 3, PAUSE = 1200, SILENCE = 60_000, MOST_FILES = 500, MOST_NAMED = 3;
  const make = (tag, values = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...children);
    return made;
  };
  const say = (text) => {
    const status = document.getElementById("melding");
    status.textContent = "";
    // Emptied first: a text that stays the same would not be read again.
    setTimeout(() => { status.textContent = text; }, 50);
  };
  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  /* Parts that change by themselves: fetched anew while something in them is busy. */
  let sending = () => false, timer = 0, fetching = false;
  const sameAs = (element) => {
    for (const name of ["value", "href", "formaction"]) {
      const value = element.getAttribute(name);
      if (value) return `${element.localName}[${name}="${CSS.escape(value)}"]`;
    }
    return element.id ? `#${CSS.escape(element.id)}` : "";
  };
  const put = (fresh, old) => {
    const told = old.querySelector("details.common[open]");
    if (told) fresh.querySelector("details.common")?.replaceWith(told);
    const open = old.querySelector("details.more[open]");
    if (open) fresh.querySelector("details.more")?.setAttribute("open", "");
    const focused = old.contains(document.activeElement) ? sameAs(document.activeElement) : "";
    for (const each of old.querySelectorAll("[data-stays]:not([hidden])")) fresh.querySelector(`#${each.id}`)?.replaceWith(each);
    old.replaceWith(fresh);
    if (focused) fresh.querySelector(focused)?.focus({ preventScroll: true });
    if ("busy" in old.dataset && !("busy" in fresh.dataset)) say(fresh.querySelector("#net-stand, h2")?.textContent ?? "");
  };
  const refresh = async () => {
    clearTimeout(timer);
    // A list that is being saved changes by itself.
    if (fetching || document.querySelector("[data-fresh][aria-busy]")) return later();
    fetching = true;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) {
        const page = await pageOf(answer);
        for (const old of document.querySelectorAll("[data-fresh]")) {
          const fresh = page.getElementById(old.id);
          if (fresh && fresh.outerHTML !== old.outerHTML) put(fresh, old);
        }
      }
    } catch { /* The next time, then. */ } finally {
      fetching = false;
      later();
    }
  };
  addEventListener("kb:changed", () => refresh());
  const later = () => {
    clearTimeout(timer);
    if (sending() || document.querySelector("[data-fresh][data-busy]")) timer = setTimeout(refresh, PAUSE);
  };

  /* A file that is being read: its page comes when it is there. */
  const wait = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.status !== 202) return location.reload();
    } catch { /* The next time, then. */ }
    setTimeout(wait, PAUSE);
  };
  if (document.querySelector("[data-reload]")) setTimeout(wait, PAUSE);

  /* Files that are sent one by one, a few at once; what breaks can be tried again. */
  const uploads = (form) => {
    const input = form.querySelector("input[type=file]"), box = document.getElementById("wachtrij");
    const list = box.querySelector("ul"), head = box.querySelector(".queue-said"), bar = box.querySelector("progress"), again = box.querySelector("[data-queue]"), skipped = document.getElementById("overgeslagen");
    const most = Number(form.dataset.most) * 1e6, suffixes = form.dataset.suffixes.split(" ");
    let items = [], received = 0, last = "";
    const of = (state) => items.filter((item) => item.state === state);
    sending = () => of("waits").length + of("busy").length > 0;
    const TOO_MANY = `Dit zijn te veel bestanden. Kies er hooguit ${MOST_FILES} tegelijk, of sleep een kleinere map. Er is nog niets verstuurd.`;
    const count = (number) => `${number} ${number === 1 ? "bestand" : "bestanden"}`;

    const problemOf = (file) => {
      const suffix = file.name.includes(".") ? file.name.slice(file.name.lastIndexOf(".")).toLowerCase() : "";
      if (!suffixes.includes(suffix)) return `Dit type bestand leest kb niet. Gebruik een van deze: ${suffixes.join(", ")}.`;
      if (file.size > most) return `Dit bestand is groter dan ${form.dataset.most} MB. Maak het kleiner of splits het.`;
      return file.size ? "" : "Dit bestand is leeg. Kies een bestand met tekst.";
    };
    const draw = (item) => {
      const { said, progress, retry } = item.parts;
      item.row.className = `upload ${item.state}`;
      progress.hidden = item.state !== "busy";
      progress.value = item.sent;
      retry.hidden = item.state !== "failed" || !item.again;
      said.textContent = { waits: "Wacht", busy: item.sent < 1 ? `${Math.round(100 * item.sent)}%` : "Wordt gecontroleerd", failed: item.error }[item.state];
    };
    const drawAll = () => {
      const left = of("waits").length + of("busy").length, wrong = of("failed").length;
      const total = items.reduce((sum, item) => sum + item.file.size, 0) + received;
      const sent = items.reduce((sum, item) => sum + item.file.size * (item.state === "failed" ? 1 : item.sent), 0) + received;
      box.hidden = !items.length;
      bar.hidden = !left;
      bar.value = total ? sent / total : 0;
      again.hidden = of("failed").filter((item) => item.again).length < 2;
      head.textContent = left ? `${count(left)} ${left === 1 ? "wordt" : "worden"} verstuurd` : `${count(wrong)} ${wrong === 1 ? "is" : "zijn"} niet verstuurd`;
    };
    const take = (item) => {
      items = items.filter((each) => each !== item);
      const next = item.row.nextElementSibling ?? item.row.previousElementSibling;
      if (item.row.contains(document.activeElement)) (next?.querySelector("button:not([hidden])") ?? input).focus();
      item.row.remove();
    };
    const fail = (item, error, canAgain) => {
      Object.assign(item, { state: "failed", error, again: canAgain, sent: 0 });
      draw(item);
    };
    const done = (item, address) => {
      received += item.file.size;
      item.parts.batch.received += 1;
      last = address;
      take(item);
    };
    const answered = (item, request) => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { /* An error page, not for us. */ }
      if (request.status === 201) return done(item, told.adres);
      if (request.status === 401 || request.status === 403) return fail(item, "U bent niet meer ingelogd. Log in op een ander tabblad en vernieuw deze pagina.", false);
      const ours = request.status < 500 && told.fout;
      fail(item, told.fout ?? "De server kon het bestand niet aannemen. Probeer het opnieuw.", !ours || request.status === 409);
    };
    const start = (item) => {
      const request = (item.request = new XMLHttpRequest());
      const query = new URLSearchParams({ naam: item.file.name, vraag: form.elements.vraag.value });
      Object.assign(item, { state: "busy", sent: 0 });
      request.open("POST", `${form.dataset.upload}?${query}`);
      request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      // A line may die without a word: whoever hears nothing for so long waits for nothing.
      const begun = Date.now();
      const patient = () => { request.timeout = Date.now() - begun + SILENCE; };
      const broken = () => { fail(item, "De verbinding viel weg. Er is niets half bewaard. Probeer het opnieuw.", true); pump(); };
      patient();
      request.upload.addEventListener("load", () => { request.timeout = 0; });
      request.upload.addEventListener("progress", (event) => {
        patient();
        item.sent = event.lengthComputable ? event.loaded / event.total : 0;
        draw(item);
        drawAll();
      });
      request.addEventListener("load", () => { answered(item, request); pump(); });
      request.addEventListener("error", broken);
      request.addEventListener("timeout", broken);
      request.send(item.file);
      draw(item);
    };
    const pump = () => {
      for (const item of of("waits").slice(0, AT_ONCE - of("busy").length)) start(item);
      if (!sending()) { received = 0; finish(); }
      drawAll();
      later();
    };
    const finish = () => {
      const { batch } = finish;
      if (!batch) return;
      finish.batch = null;
      const alone = batch.files === 1 && batch.received === 1 && !of("failed").length;
      if (alone && skipped.hidden && !document.querySelector("[data-fresh][aria-busy]")) return location.assign(last);
      say(`${count(batch.received)} ontvangen${of("failed").length ? `, ${count(of("failed").length)} niet` : ""}.`);
      refresh();
    };
    /* One sentence on what was left out, however much that is. */
    const note = (...sentences) => {
      const text = sentences.filter(Boolean).join(" ");
      skipped.textContent = text;
      skipped.hidden = !text;
      return text;
    };
    const leftOut = (names) => {
      if (!names.length) return "";
      const more = names.length - MOST_NAMED, shown = names.slice(0, more === 1 ? MOST_NAMED + 1 : MOST_NAMED).join(", ");
      const which = names.length === 1 ? "is overgeslagen, want die soort leest kb niet" : "zijn overgeslagen, want die soorten leest kb niet";
      return `${count(names.length)} ${which}: ${shown}${more > 1 ? ` en nog ${more}` : ""}.`;
    };
    const add = (files, { refused = new Map(), names = new Map(), told = "" } = {}) => {
      if (files.length > MOST_FILES) return say(note(TOO_MANY));
      note(told);
      if (!files.length) return told && say(told);
      finish.batch ??= { files: 0, received: 0 };
      finish.batch.files += files.length;
      for (const file of files) {
        const parts = { said: make("span", { className: "upload-said" }), progress: make("progress", { className: "progress", max: 1, value: 0 }), batch: finish.batch };
        const name = names.get(file) ?? file.name;
        const named = (text) => [`${text} `, make("span", { className: "visually-hidden", textContent: name })];
        parts.progress.setAttribute("aria-label", name);
        parts.retry = make("button", { className: "small", type: "button", hidden: true }, ...named("Opnieuw"));
        parts.away = make("button", { className: "small plain", type: "button" }, ...named("Haal weg"));
        const row = make("li", {}, make("span", { className: "upload-name", textContent: name }), parts.said, parts.progress, parts.retry, parts.away);
        const item = { file, row, parts, state: "waits", sent: 0, again: false, error: "", request: null };
        parts.retry.addEventListener("click", () => retry([item]));
        parts.away.addEventListener("click", () => { item.request?.abort(); take(item); pump(); });
        items.push(item);
        list.append(row);
        const problem = refused.get(file) ?? problemOf(file);
        if (problem) fail(item, problem, false);
        draw(item);
      }
      say(`${count(files.length)} gekozen. ${told}`);
      pump();
    };
    const retry = (some) => {
      finish.batch ??= { files: 0, received: 0 };
      for (const item of some) {
        Object.assign(item, { state: "waits", error: "" });
        item.parts.batch = finish.batch;
        finish.batch.files += 1;
        draw(item);
      }
      pump();
    };
    const retryAll = () => retry(of("failed").filter((item) => item.again));
    again.addEventListener("click", retryAll);
    addEventListener("online", retryAll);
    addEventListener("beforeunload", (event) => { if (sending()) event.preventDefault(); });

    const chosen = () => { add([...input.files]); input.value = ""; };
    input.addEventListener("change", chosen);
    // Over a slow line one chooses files before this script is there.
    chosen();
    form.addEventListener("submit", (event) => { event.preventDefault(); input.focus(); });
    // Dropped beside the field a file would take the place of the page.
    let over = 0;
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      addEventListener(name, (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        over = { dragenter: over + 1, dragover: over, dragleave: over - 1, drop: 0 }[name];
        form.classList.toggle("over", over > 0);
      });
    }
    addEventListener("drop", async (event) => {
      const dropped = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
      const folders = dropped.some(({ entry }) => entry?.isDirectory);
      if (folders) say("De map wordt geopend.");
      const found = await kbFolders.open(dropped, { suffixes, most: MOST_FILES });
      if (found.tooMany) return say(note(TOO_MANY));
      const nothing = folders && !found.files.length ? "In de map staat geen bestand dat kb kan lezen." : "";
      add(found.files, { ...found, told: [nothing, leftOut(found.others)].filter(Boolean).join(" ") });
    });
  };
  const form = document.querySelector("form[data-upload]");
  if (form) uploads(form);
  later();
})();
