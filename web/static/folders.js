/*
  What a script adds to dropping: a folder is opened, and what kb reads in it is taken along.
*/
(() => {
  "use strict";
  // A whole disk that is dropped by accident must not be walked through.
  const MOST_SEEN = 20_000;
  const FOLDER = "Dit is een map die niet open kan. Open de map zelf, kies de bestanden en sleep die hierheen.";
  const PERHAPS = "Is dit een map? Open de map, kies de bestanden en sleep die hierheen.";
  // What systems leave behind in folders; nobody means to add it.
  const isLeftBehind = (name) => /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$/i.test(name);
  const suffixOf = (name) => (name.includes(".") ? name.slice(name.lastIndexOf(".")).toLowerCase() : "");

  const entries = async function* (folder) {
    const reader = folder.createReader();
    // Gives a hundred at most each time, and nothing when there is no more.
    for (;;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) return;
      yield* some;
    }
  };
  /* Put what is in a folder in `found`; stops when there is too much. */
  const walk = async (folder, found, limits) => {
    for await (const entry of entries(folder)) {
      found.seen += 1;
      found.tooMany ||= found.files.length > limits.most || found.seen > MOST_SEEN;
      if (found.tooMany) return;
      if (isLeftBehind(entry.name)) continue;
      if (entry.isDirectory) await walk(entry, found, limits);
      else if (limits.suffixes.includes(suffixOf(entry.name))) {
        const file = await new Promise((done, fail) => entry.file(done, fail));
        found.files.push(file);
        found.names.set(file, entry.fullPath.replace(/^\//, ""));
      } else found.others.push(entry.name);
    }
  };
  /*
    Return the files among what was dropped and in its folders, how to show their names, those that
    are refused and why, and the names of what kb does not read; `tooMany` when it is no use.
  */
  const open = async (dropped, limits) => {
    const found = { files: [], names: new Map(), refused: new Map(), others: [], seen: 0, tooMany: false };
    const refuse = (file, why) => { found.files.push(file); found.refused.set(file, why); };
    for (const { entry, file } of dropped) {
      if (entry?.isDirectory) {
        try { await walk(entry, found, limits); } catch { refuse(file ?? new File([], entry.name), FOLDER); }
      } else if (file) {
        if (!entry && !file.type && !suffixOf(file.name)) refuse(file, PERHAPS);
        else found.files.push(file);
      }
    }
    found.tooMany ||= found.files.length > limits.most;
    return found;
  };
  globalThis.kbFolders = { open };
})();
