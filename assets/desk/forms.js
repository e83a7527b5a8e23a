/* Forms of desks, drawn from fields as the table of acts has them: a native dialog, filled in and sent by keyboard alone. */
(() => {
  const g = window.gridwall;
  const HOUR_MS = 3600000;
  let dialog = null;

  const now = () => g.clock.city();
  const offset = () => g.format.rfc3339(now()).slice(-6);
  const local = (ms) => g.format.rfc3339(ms).slice(0, 16);

  const list = (field) => {
    const box = g.el("select");
    if (!field.required) {
      const none = g.el("option", "", "—");
      none.value = "";
      box.append(none);
    }
    for (const choice of field.choices) {
      const option = g.el("option", "", g.word(choice.label));
      option.value = choice.value;
      box.append(option);
    }
    return box;
  };

  const entry = (field) => {
    if (field.kind === "choice") return list(field);
    if (field.kind === "flag") return list({ ...field, choices: [{ value: "true", label: "是" }, { value: "false", label: "否" }] });
    const long = field.kind === "text" && field.most > 200;
    const box = g.el(long ? "textarea" : "input");
    if (!long) box.type = { moment: "datetime-local", number: "number" }[field.kind] || "text";
    if (field.kind === "moment" && field.required) box.value = local(field.moment || now() + HOUR_MS);
    if (field.kind === "number") Object.assign(box, { step: "any", min: field.least ?? "", max: field.most ?? "" });
    return box;
  };

  /** A field's element with its label; `box.field` is the field. */
  const row = (field) => {
    const node = g.el("label", "field");
    const box = entry(field);
    box.name = field.name;
    box.required = Boolean(field.required);
    box.field = field;
    if (field.value) box.value = field.value;
    node.append(g.el("span", "", g.word(field.label)), box, (node.fault = g.el("small", "fault")));
    return node;
  };

  const value = (box) => {
    const text = box.value.trim();
    if (text === "") return null;
    if (box.field.kind === "moment") return `${text}:00${offset()}`;
    if (box.field.kind === "flag") return text === "true";
    if (box.field.kind === "names") return text.split(/[,，、\s]+/).filter(Boolean);
    return text;
  };

  const filled = (form) => {
    const found = {};
    for (const box of form.querySelectorAll("[name]")) if (value(box) !== null) found[box.name] = value(box);
    return found;
  };

  const close = () => {
    if (dialog) { dialog.close(); dialog.remove(); }
    dialog = null;
  };

  const foot = (form) => {
    const node = g.el("footer");
    const ok = g.el("button", "go", g.word("确定"));
    const no = g.el("button", "", g.word("取消 Esc"));
    no.type = "button";
    no.addEventListener("click", close);
    node.append((form.fault = g.el("span", "fault")), no, ok);
    return node;
  };

  /**
   * Asks for some fields within `host`, the page's root; `send(fields)` gets them. Enter sends (Ctrl+Enter in long
   * texts), Esc leaves. Returns the form.
   */
  const open = (host, title, fields, send, note = "") => {
    close();
    dialog = g.el("dialog", "desk-form");
    const form = g.el("form");
    form.method = "dialog";
    form.append(g.el("h2", "", title));
    if (note) form.append(g.el("p", "note", note));
    for (const field of fields) form.append(row(field));
    form.append(foot(form));
    form.addEventListener("submit", (event) => { event.preventDefault(); send(filled(form)); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
    });
    const own = dialog;
    // A browser closes it a moment after Esc, and a key pressed within that moment would be lost.
    own.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      close();
    });
    // Closed by the browser itself, and told a moment after: another may be open by then.
    own.addEventListener("close", () => { if (dialog === own) close(); });
    dialog.append(form);
    dialog.setAttribute("aria-label", title);
    host.append(dialog);
    dialog.showModal();
    (form.querySelector("[name]") || form.querySelector(".go")).focus();
    return form;
  };

  /** Says in the open form what was wrong with it; false where none is open. */
  const fault = (sentence, name) => {
    if (!dialog) return false;
    const form = dialog.querySelector("form");
    for (const box of form.querySelectorAll("[name]")) {
      g.say(box.closest(".field").fault, box.name === name ? sentence : "");
      if (box.name === name) box.focus();
    }
    g.say(form.fault, name ? "" : sentence);
    return true;
  };

  /** A form's own token: the same form sent twice is one act. */
  const token = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(15));
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  };

  g.form = { open, fault, close, token, shown: () => Boolean(dialog && dialog.open) };
})();
