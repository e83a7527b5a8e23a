/* The bulletin: text is written where it stands, candidates are decided on, a version is sealed, sent, printed.
   What is done goes to the server by one store; then the paper is drawn anew from the same figures. */
(() => {
  const WORDS = {
    "zh-CN": { save: "保存", cancel: "取消", gone: "删除这一段", hint: "Ctrl+Enter 保存，Esc 取消", wrong: "日期写成 2024-11-01，且截止不早于起始" },
    en: { save: "Save", cancel: "Cancel", gone: "Delete it", hint: "Ctrl+Enter saves, Esc cancels", wrong: "Write days like 2024-11-01, the last not before the first" },
  };
  const words = WORDS[document.documentElement.lang] || WORDS["zh-CN"];
  const byId = (id) => document.getElementById(id);
  const api = () => window.dash_component_api;
  const set = (id, data) => window.gridwall.setProps(id, { data });

  /** The report that is open, as it was drawn: its period and edition, version of its draft, moment of its figures. */
  const open = () => {
    const seen = document.querySelector(".bulletin-seen");
    if (!seen) return null;
    const { props } = api().getLayout("bulletin-ask");
    const ask = { ...props.data, as_of: Number(seen.dataset.asOfSeen), edition: Number(seen.dataset.editionSeen) };
    return { ask, version: Number(seen.dataset.versionSeen) };
  };

  let busy = false;
  let saving = "";
  const act = (what, more = {}) => {
    const report = open();
    if (!report || busy) return;
    busy = true;
    saving = what === "note" ? more.key : "";
    byId("bulletin").setAttribute("aria-busy", "true");
    set("bulletin-do", { ...report, what, ...more });
  };

  const tell = (said, failed) => {
    const place = byId("bulletin-told");
    place.textContent = said;
    place.toggleAttribute("data-failed", Boolean(failed));
  };

  /** Draws the paper again; `asOf` 0: from the figures of now. */
  const again = (asOf) => {
    const { ask } = open();
    set("bulletin-ask", { ...ask, as_of: asOf, again: Date.now() });
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.gridbulletin = {
    /** The paper, as HTML that the server wrote and escaped. */
    drawn(text) {
      const sheet = byId("bulletin-sheet");
      if (!sheet || text === null || text === undefined) return null;
      // An answer may come while somebody writes: what is typed and not saved stands on the new paper, too.
      const typed = editors().map((area) => ({ area, focused: area === document.activeElement }));
      sheet.innerHTML = text;
      sheet.previousElementSibling.hidden = true;
      typed.forEach(stay);
      return null;
    },
    /** What came of it. Where it was refused, what was typed stays. */
    done(answer) {
      busy = false;
      const page = byId("bulletin");
      if (page) page.removeAttribute("aria-busy");
      if (!answer || !page) return null;
      tell(answer.said, !answer.done);
      const saved = answer.done && editors().find((area) => area.dataset.key === saving);
      if (saved) saved.closest(".bulletin-slot").replaceChildren();
      if (answer.done && answer.go) window.location.assign(answer.go);
      else if (answer.done) again(open().ask.as_of);
      return null;
    },
  };

  const editors = () => [...document.querySelectorAll(".bulletin-slot textarea")];

  /** Writes on in an editor of the paper before; at the head of its part, where its block is gone. */
  const stay = ({ area, focused }) => {
    const { key } = area.dataset;
    const opener = (name) => document.querySelector(`#bulletin-sheet button[data-act="note"][data-key="${CSS.escape(name)}"]`);
    const found = opener(key) || opener(key.split(".")[0]);
    if (!found) return;
    write(found, key);
    const again = editors().find((one) => one.dataset.key === key);
    if (!again) return;
    again.value = area.value;
    again.setSelectionRange(area.selectionStart, area.selectionEnd);
    fit(again);
    if (!focused) again.blur();
  };

  const close = (slot) => {
    slot.replaceChildren();
    const block = slot.closest(".bulletin-block, .bulletin-head");
    block.removeAttribute("data-editing");
    const opener = block.querySelector('button[data-act="note"]');
    if (opener) opener.focus();
  };

  const fit = (area) => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };

  const button = (label, onClick, main) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    if (main) made.className = "main";
    made.addEventListener("click", onClick);
    return made;
  };

  /** Opens the editor under a block; a text that is there already is changed. */
  const write = (opener, key = opener.dataset.key) => {
    const written = document.querySelector(`.bulletin-written[data-note="${CSS.escape(key)}"]`);
    const block = written || opener.closest(".bulletin-block, .bulletin-head");
    const slot = block.querySelector(".bulletin-slot");
    if (slot.firstChild) return slot.querySelector("textarea").focus();
    const area = document.createElement("textarea");
    area.dataset.key = key;
    area.value = written ? written.dataset.text : "";
    area.maxLength = 20000;
    area.setAttribute("aria-label", opener.textContent);
    const save = () => act("note", { key, text: area.value });
    area.addEventListener("input", () => fit(area));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(slot);
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    });
    const tools = document.createElement("div");
    const hint = document.createElement("small");
    hint.textContent = words.hint;
    tools.append(button(words.save, save, true), button(words.cancel, () => close(slot)));
    if (written) tools.append(button(words.gone, () => act("note", { key, text: "" })));
    tools.append(hint);
    slot.append(area, tools);
    block.setAttribute("data-editing", "");
    fit(area);
    area.focus();
    return undefined;
  };

  const period = () => {
    const [first, last] = ["bulletin-from", "bulletin-to"].map((id) => byId(id).value.trim());
    const day = /^\d{4}-\d\d-\d\d$/;
    const end = new Date(`${last}T00:00:00Z`);
    if (!day.test(first) || !day.test(last) || Number.isNaN(end.getTime()) || last < first) return tell(words.wrong, true);
    end.setUTCDate(end.getUTCDate() + 1);
    return window.location.assign(`/bulletin/${first}/${end.toISOString().slice(0, 10)}${window.location.search.replace(/[?&]edition=\d+/, "")}`);
  };

  const ways = () => [...document.querySelectorAll(".bulletin-ways input:checked")];
  const ACTS = {
    note: (it) => write(it),
    chosen: (it) => act("chosen", { key: it.dataset.key }),
    hidden: (it) => act("hidden", { key: it.dataset.key }),
    open: (it) => act("open", { key: it.dataset.key }),
    recipients: () => act("recipients", { text: byId("bulletin-recipients").value }),
    seal: () => act("seal", { text: byId("bulletin-reason").value }),
    send: () => act("send", { channels: ways().map((box) => box.dataset.way || box.closest("[data-way]").dataset.way) }),
    anew: () => again(0),
    print: () => window.print(),
    period,
  };

  document.addEventListener("click", (event) => {
    const it = event.target.closest("#bulletin button[data-act]");
    if (it && ACTS[it.dataset.act]) ACTS[it.dataset.act](it);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest(".bulletin-period input")) period();
  });
  // What was typed and not saved is asked about before the page goes.
  window.addEventListener("beforeunload", (event) => {
    if (editors().some((area) => area.value.trim() !== (area.closest("[data-text]")?.dataset.text || ""))) event.preventDefault();
  });
})();
