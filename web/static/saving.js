/*
  What a script adds to saving from the list: many are saved one by one, with how far it is and what
  could not be. What is saved is saved; the rest still waits, also when this page is closed.
*/
(() => {
  "use strict";
  const SILENCE = 60_000;
  const LOST = "De verbinding viel weg.", FAULT = "De server kon niet verder.", STOPPED = "Gestopt.";
  const AWAY = "U bent niet meer ingelogd. Log in op een ander tabblad en vernieuw deze pagina.";
  const $ = (id) => document.getElementById(id);
  const make = (tag, values, ...children) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...children);
    return made;
  };
  const say = (text) => { $("melding").textContent = text; };
  // Asked to be saved when the line broke: perhaps they are.
  const doubtful = new Set();
  let work = null, gone = false;

  const documents = (count) => `${count} ${count === 1 ? "document" : "documenten"}`;
  const done = ({ saved, total }) => (saved === total ? `${documents(total)} opgeslagen` : `${saved} van ${total} opgeslagen`);
  const show = (text) => {
    const box = $("bewaren"), bar = box.querySelector("progress"), list = box.querySelector("ul");
    $("bewaren-stand").textContent = text;
    bar.value = (work.total - work.left.length) / work.total;
    bar.hidden = !work.busy;
    $("bewaren-stop").hidden = !work.busy;
    list.hidden = !work.wrong.length;
    list.replaceChildren(...work.wrong.map(([name, why]) => make("li", { className: "upload failed" }, make("span", { className: "upload-name", textContent: name }), make("span", { className: "upload-said", textContent: why }))));
    box.hidden = false;
  };
  const mark = (busy) => {
    work.busy = busy;
    if (busy) $("klaar").setAttribute("aria-busy", "true");
    else $("klaar").removeAttribute("aria-busy");
    for (const each of document.querySelectorAll("#lijst, #klaar .subtabs")) each.inert = busy;
  };

  const ask = async (key) => {
    try {
      const answer = await fetch(`${work.here}/${key}/opslaan`, { method: "POST", body: work.fields, signal: AbortSignal.timeout(SILENCE) });
      let told = {};
      try { told = await answer.json(); } catch { /* An error page, not for us. */ }
      return { status: answer.redirected ? 401 : answer.status, told };
    } catch {
      doubtful.add(key);
      return { status: 0, told: {} };
    }
  };
  /* Save the first that is left; say why the others must wait, or "". */
  const one = async () => {
    const [key, name] = work.left[0];
    const { status, told } = await ask(key);
    if (!status) return LOST;
    if (status === 401 || status === 403) return AWAY;
    if (status >= 500 || (status !== 201 && !told.fout)) return FAULT;
    work.left.shift();
    if (status === 201 || (status === 404 && doubtful.has(key))) {
      work.saved += 1;
      document.querySelector(`#lijst [name=bestand][value="${CSS.escape(key)}"]`)?.closest("li").remove();
      $("klaar-kop").textContent = $("klaar-kop").textContent.replace(/\d+/, (count) => count - 1);
    } else if (told.velden) {
      work.invalid = true;
    } else {
      work.wrong.push([name, told.fout]);
    }
    return "";
  };
  const run = async () => {
    mark(true);
    show(done(work));
    $("bewaren-stop").focus();
    say(`${documents(work.total)} opslaan.`);
    let halted = "";
    while (work.left.length && !halted) {
      halted = await one();
      if (work.invalid) return invalid();
      if (!halted && work.stopped && work.left.length) halted = STOPPED;
      show(done(work));
    }
    end(halted);
  };
  /* The page that the server then gives has each mistake at its field. */
  const invalid = () => {
    mark(false);
    const list = $("lijst");
    work = null;
    gone = true;
    list.append(make("input", { type: "hidden", name: "alles", value: "ja" }));
    list.submit();
  };
  const end = (halted) => {
    // Who went on to something else meanwhile is left alone.
    const attends = [$("bewaren-stop"), document.body].includes(document.activeElement);
    mark(false);
    const { left, wrong } = work;
    const count = wrong.length === 1 ? "1 bestand is" : `${wrong.length} bestanden zijn`;
    const text = [halted, `${done(work)}.`, wrong.length ? `${count} niet opgeslagen.` : "", left.length ? "De rest staat nog klaar." : ""].filter(Boolean).join(" ");
    show(text);
    say(text);
    if (attends) $("bewaren-stand").focus();
    const button = document.querySelector("#lijst [name=alles]");
    if (button && left.length) {
      button.dataset.ready = JSON.stringify(left);
      button.textContent = `Sla op wat in orde is (${left.length})`;
    }
    work = null;
    dispatchEvent(new Event("kb:changed"));
  };

  document.addEventListener("submit", (event) => {
    const list = event.target, { submitter } = event;
    if (list.id !== "lijst") return;
    if (gone || work) return event.preventDefault();
    if (submitter?.name !== "alles") {
      // Once is enough.
      gone = true;
      say("Wordt opgeslagen.");
      return;
    }
    event.preventDefault();
    const left = JSON.parse(submitter.dataset.ready), here = list.action.replace(/\/opslaan$/, "");
    work = { left, here, total: left.length, saved: 0, wrong: [], fields: new URLSearchParams(new FormData(list)), stopped: false, busy: true };
    run();
  });
  document.addEventListener("click", (event) => { if (work && event.target.id === "bewaren-stop") work.stopped = true; });
  addEventListener("beforeunload", (event) => { if (work) event.preventDefault(); });
  addEventListener("pageshow", () => { gone = false; });
})();
