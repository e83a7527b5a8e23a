/* Forms of acts, drawn from the table of acts: a native dialog, filled in and sent by keyboard alone. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;
  const all = ((g.config.duty || {}).acts || []).map((act) => [act.name, act]);
  /** The acts that this person has a right to, by name. */
  const acts = () => {
    const rights = new Set((document.getElementById("duty").dataset.rights || "").split(" "));
    return new Map(all.filter(([, act]) => act.rights.some((right) => rights.has(right))));
  };
  let dialog = null;

  const offset = () => g.format.rfc3339(duty.now()).slice(-6);
  const local = (ms) => g.format.rfc3339(ms).slice(0, 16);

  const list = (field) => {
    const box = g.el("select");
    if (!field.required) {
      const none = g.el("option", "", "—");
      none.value = "";
      box.append(none);
    }
    for (const choice of field.choices) {
      const option = g.el("option", "", choice.label);
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
    if (field.kind === "moment" && field.required) box.value = local(field.moment || duty.now() + duty.HOUR_MS);
    if (field.kind === "number") box.step = "any";
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
    node.append(g.el("span", "", field.label), box, (node.fault = g.el("small", "fault")));
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

  /** Asks for some fields; `send(fields)` gets them. Enter sends (Ctrl+Enter in long texts), Esc leaves. */
  duty.form = (title, fields, send, text = "") => {
    close();
    dialog = g.el("dialog", "duty-form");
    const form = g.el("form");
    form.method = "dialog";
    form.append(g.el("h2", "", title));
    if (text) form.append(g.el("p", "note", text));
    for (const field of fields) form.append(row(field));
    const foot = g.el("footer");
    const ok = g.el("button", "go", "确定");
    const no = g.el("button", "", "取消 Esc");
    no.type = "button";
    no.addEventListener("click", close);
    foot.append((form.fault = g.el("span", "fault")), no, ok);
    form.append(foot);
    form.addEventListener("submit", (event) => { event.preventDefault(); send(filled(form)); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
    });
    dialog.addEventListener("close", close);
    dialog.append(form);
    dialog.setAttribute("aria-label", title);
    document.getElementById("duty").append(dialog);
    dialog.showModal();
    const first = form.querySelector("[name]") || ok;
    first.focus();
    return form;
  };

  /** Says in the open form what was wrong with it. */
  duty.formFault = (sentence, name) => {
    if (!dialog) return false;
    const form = dialog.querySelector("form");
    for (const box of form.querySelectorAll("[name]")) {
      g.say(box.closest(".field").fault, box.name === name ? sentence : "");
      if (box.name === name) box.focus();
    }
    g.say(form.fault, name ? "" : sentence);
    return true;
  };

  duty.formOpen = () => Boolean(dialog);
  duty.closeForm = close;
  duty.acts = acts;
})();
