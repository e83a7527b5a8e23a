/* Acts: from a key or a button to the server and back. What was refused is told by name, for each thing it was done to. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;
  /** Forms sent and not answered yet, by token: the same form sent twice is one act. */
  const sent = new Map();

  const send = (act, subjects, fields, name) => {
    for (const subject of subjects) duty.state.busy.add(subject);
    sent.set(name, { act, subjects });
    duty.redraw();
    duty.tell(`${g.actWord(act.label)}：${g.word("办理中…")}`);
    g.setProps("duty-do", { data: { act: act.name, subjects, fields, token: name } });
  };

  /** Redraws the stage of rows that are being worked on. */
  duty.redraw = () => {
    const api = duty.grid();
    if (api) api.refreshCells({ columns: ["stage"], force: true });
  };

  const DAY_MS = 24 * duty.HOUR_MS;

  /** The act's fields, filled in as far as the desk knows better than an empty one: the suggested unit, a later due time. */
  const suggested = (act, row) => {
    const unit = document.querySelector("#duty-sheet .guess .unit");
    return act.fields.map((field) => {
      if (field.kind === "unit" && unit) return { ...field, value: unit.textContent };
      if (field.name === "close_due" && field.required) return { ...field, moment: Math.max(duty.now(), row.due || 0) + DAY_MS };
      return field;
    });
  };

  /** Begins an act on the chosen rows of its kind: at once where nothing needs to be filled in. */
  duty.begin = (act) => {
    const rows = duty.chosen().filter((row) => row.kind === act.about);
    const subjects = [...new Set(rows.map((row) => row.id))];
    if (!subjects.length) {
      return duty.tell(g.word(act.about === "alert" ? "{}：请先选择告警" : "{}：请先选择案件", g.actWord(act.label)));
    }
    const name = g.form.token();
    if (!act.asks) return send(act, subjects, {}, name);
    const whom = subjects.length > 1 ? g.word("对 {} 项执行", subjects.length) : rows[0].title;
    const fields = subjects.length > 1 ? act.fields : suggested(act, rows[0]);
    return duty.form(`${g.actWord(act.label)}（${act.key || "—"}）`, fields, (filled) => send(act, subjects, filled, name), whom);
  };

  const sentence = (act, outcomes) => {
    const done = outcomes.filter((one) => one.status === "done").length;
    const label = g.actWord(act.label);
    if (outcomes.length === 1) return `${label}：${g.word(outcomes[0].sentence)}`;
    const reasons = new Map();
    for (const one of outcomes) if (one.status !== "done") reasons.set(one.sentence, (reasons.get(one.sentence) || 0) + 1);
    const others = [...reasons].map(([why, count]) => g.word("{} 项未办：{}", count, g.word(why))).join("；");
    return `${g.word("{}：{} 项已办", label, done)}${others ? `；${others}` : ""}`;
  };

  /** Takes the outcomes of a form. */
  duty.done = (answer) => {
    if (!answer || !duty.here()) return undefined;
    const act = duty.acts().get(answer.act);
    for (const one of answer.outcomes) duty.state.busy.delete(one.subject);
    sent.delete(answer.token);
    const said = sentence(act, answer.outcomes);
    const bad = answer.outcomes.find((one) => one.status === "refused" || one.status === "failed");
    if (!(bad && duty.formFault(g.word(bad.sentence), bad.field))) duty.closeForm();
    duty.tell(said);
    g.mark(document.getElementById("duty-told"), "data-status", bad ? "late" : null);
    const api = duty.grid();
    if (!bad && api) api.deselectAll();
    duty.redraw();
    duty.ask();
    duty.show({ id: duty.state.picked, kind: act.about });
    return undefined;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#duty-drawer [data-act]");
    if (!button) return;
    if (button.getAttribute("aria-disabled")) duty.tell(`${button.firstChild.textContent}：${button.title}`);
    else duty.begin(duty.acts().get(button.dataset.act));
  });
})();
