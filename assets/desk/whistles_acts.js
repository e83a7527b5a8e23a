/* Acts on whistles: from a key, a button or a drop to the server and back. What is refused is told with its reason. */
(() => {
  const g = window.gridwall;
  const board = window.gridwhistles;
  const { say } = board;
  const all = new Map(((g.config.whistles || {}).acts || []).map((act) => [act.name, act]));

  /** The acts that this person has a right to, by name. */
  board.acts = () => {
    const rights = new Set((board.root().dataset.rights || "").split(" "));
    return new Map([...all].filter(([, act]) => act.rights.some((right) => rights.has(right))));
  };

  /** The act of a letter, also one that this person has no right to: he is told so. */
  board.actOf = (key) => [...all.values()].find((act) => act.key === key.toUpperCase());

  const units = () => JSON.parse(board.root().dataset.units || "[]");

  /** For whom it is done: one's own departments; who judges chooses among all, those not judged yet first. */
  const parties = (act, card) => {
    const own = units();
    const called = card.departments.filter((one) => !own.length || own.includes(one.name));
    const judged = (one) => (act.name === "whistle.rate" && one.score !== null ? 1 : 0);
    return [...called].sort((a, b) => judged(a) - judged(b)).map((one) => ({ value: one.name, label: one.name }));
  };

  const prepared = (act, card, fields) =>
    act.fields.filter((field) => !(field.name in fields)).map((field) =>
      (field.name === "department" ? { ...field, kind: "choice", choices: parties(act, card) } : field));

  /** Buttons that put a department's name into a note: it will find the note. */
  const mentions = (form, card) => {
    const box = form.querySelector("[name=note]");
    const row = g.el("div", "mentioned");
    for (const { name } of card.departments) {
      const one = g.el("button", "", `@${name}`);
      one.type = "button";
      one.addEventListener("click", () => { box.setRangeText(`@${name} `, box.selectionStart, box.selectionEnd, "end"); box.focus(); });
      row.append(one);
    }
    box.closest(".field").after(row);
  };

  const send = (act, card, fields, token) => {
    board.state.busy.add(card.id);
    board.tell(`${say(act.label)}：${say("办理中…")}`);
    board.draw();
    g.setProps("whistles-do", { data: { act: act.name, subject: card.id, fields, token } });
  };

  /** Begins an act on a card: at once where nothing needs to be filled in. `fields` are known already. */
  board.begin = (name, card, fields = {}) => {
    const act = all.get(name);
    const why = name in card.can ? card.can[name] : "您没有进行此操作的权限";
    if (board.root().dataset.at) return board.tell(say("这是过去的时刻，不能操作"), true);
    if (why) return board.tell(`${say(act.label)}：${say(why)}`, true);
    const token = g.form.token();
    const asked = prepared(act, card, fields);
    const alone = asked.find((one) => one.name === "department" && one.choices.length === 1);
    const known = alone && units().length ? { ...fields, department: alone.choices[0].value } : fields;
    const left = asked.filter((one) => !(one.name in known));
    if (!left.some((field) => field.required)) return send(act, card, known, token);
    const title = `${say(act.label)}${act.key ? `（${act.key}）` : ""}`;
    const form = g.form.open(board.root(), title, left, (filled) => send(act, card, { ...known, ...filled }, token), card.title);
    if (name === "whistle.note") mentions(form, card);
    return undefined;
  };

  /** Takes what became of an act. */
  board.done = (answer) => {
    if (!answer || !board.here()) return undefined;
    const { act, outcome } = answer;
    board.state.busy.delete(outcome.subject);
    const bad = outcome.status === "refused" || outcome.status === "failed";
    const sentence = say(outcome.sentence);
    if (!(bad && g.form.fault(sentence, outcome.field))) g.form.close();
    board.tell(`${say((all.get(act) || { label: act }).label)}：${sentence}`, bad);
    board.draw();
    board.ask();
    return undefined;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#whistles-drawer [data-act]");
    const card = button && board.state.cards.get(board.state.picked);
    if (!button) return;
    if (!card) board.tell(say("该哨件已不在看板上"), true);
    else board.begin(button.dataset.act, card);
  });
})();
