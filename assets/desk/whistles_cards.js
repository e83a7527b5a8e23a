/* One card: who is called and how far each has come, the clock against the limit that runs, what it covers. */
(() => {
  const g = window.gridwall;
  const board = window.gridwhistles;
  const { say } = board;
  const MARKS = { city: "市", district: "区", street: "街" };
  const WAITS = { sign: "待签收", check_in: "待报到", handle: "待处置完成", verify: "待核实", rate: "待评价", close: "待销哨" };
  /** More departments than this are counted, not listed: those that are waited for stand first. */
  const LISTED = 4;

  /** How far a department has come, in a word, and its shape. */
  const progress = (one, card) => {
    if (one.score !== null) return [`${say("评分")} ${one.score}`, ""];
    if (one.checked_in) return [say("已报到"), "hand"];
    if (card.ended !== null) return [say(one.signed ? "已签收" : "未签收"), ""];
    if (board.status(card) === "late" && card.missing.includes(one.name)) return [say(WAITS[card.waits]), "late"];
    if (one.contacted) return [say("已联系"), "hand"];
    return one.signed ? [say("已签收"), "hand"] : [say("待签收"), ""];
  };

  const department = (one, card) => {
    const [text, tone] = progress(one, card);
    const row = g.el("li");
    row.append(g.el("span", "name", one.name), g.el("span", "how", text));
    g.mark(row, "data-waits", card.missing.includes(one.name) ? "1" : null);
    g.status(row.lastChild, tone);
    row.title = `${one.name}　${text}`;
    return row;
  };

  const departments = (list, card) => {
    const key = JSON.stringify([card.departments, card.missing, board.status(card), card.ended]);
    if (list.key === key) return;
    list.key = key;
    const waited = (one) => (card.missing.includes(one.name) ? 0 : 1);
    const sorted = card.departments.length > LISTED ? [...card.departments].sort((a, b) => waited(a) - waited(b)) : card.departments;
    const rows = sorted.slice(0, LISTED).map((one) => department(one, card));
    const left = sorted.length - rows.length;
    const came = card.departments.filter((one) => one.checked_in).length;
    if (left) rows.push(g.el("li", "more", `${say("共")} ${sorted.length}　${say("已报到")} ${came}`));
    list.replaceChildren(...rows);
  };

  const wait = (card) => {
    if (card.stage === "withdrawn") return say("已撤回");
    if (card.ended !== null) return `${say("已销哨")} ${g.format.time(card.ended)}`;
    return say(WAITS[card.waits]);
  };

  const clock = (node, card) => {
    const tone = card.ended === null ? board.status(card) : null;
    g.say(node.clock, card.due === null ? "" : g.format.span(card.due - board.now()));
    g.status(node.clock, card.due === null ? null : tone);
    g.mark(node, "data-tone", tone);
    g.mark(node, "data-due", card.due);
    node.bar.style.inlineSize = `${Math.round((tone === "late" ? 1 : card.share || 0) * 100)}%`;
  };

  const notes = (card) => [card.area_name, say(card.kind_name), card.cases ? `${say("案件")} ${card.cases}` : "",
    card.mean === null ? "" : `${say("均分")} ${card.mean.toFixed(1)}`].filter(Boolean).join("・");

  board.make = (card) => {
    const node = g.el("article", "card");
    const head = g.el("header");
    head.append((node.level = g.el("span", "level")), (node.number = g.el("span", "number")), (node.clock = g.el("span", "clock")));
    const foot = g.el("footer");
    foot.append((node.notes = g.el("span", "notes")), (node.wait = g.el("span", "wait")));
    const bar = g.el("div", "bar");
    bar.append((node.bar = g.el("i")));
    node.append(head, (node.what = g.el("h3")), (node.list = g.el("ul")), foot, bar);
    g.mark(node, "data-whistle", card.id);
    g.mark(node, "role", "listitem");
    g.mark(node, "tabindex", "-1");
    return node;
  };

  board.fill = (node, card) => {
    g.say(node.level, say(MARKS[card.level] || "?"));
    g.mark(node.level, "data-level", card.level);
    g.say(node.number, card.number || say("待编号"));
    g.say(node.what, card.title);
    node.what.title = card.title;
    g.say(node.notes, notes(card));
    g.say(node.wait, board.state.busy.has(card.id) ? say("办理中…") : wait(card));
    departments(node.list, card);
    clock(node, card);
    const able = !board.root().dataset.at && Object.values(card.can).some((why) => !why);
    g.mark(node, "draggable", able ? "true" : "false");
    g.mark(node, "data-stage", card.stage);
    g.mark(node, "data-picked", board.state.picked === card.id ? "1" : null);
    g.mark(node, "aria-label", [card.number, card.title, card.area_name, wait(card), node.clock.textContent].filter(Boolean).join("，"));
  };

  /** A card that came into a column slides in once. */
  board.arrived = (node) => {
    if (!board.state.drawn) return;
    node.classList.remove("fresh");
    void node.offsetWidth;
    node.classList.add("fresh");
  };

  /** Countdowns go on between two answers. */
  setInterval(() => {
    if (!board.here() || !board.state.answer) return;
    for (const [id, node] of board.state.nodes) {
      const card = board.state.cards.get(id);
      departments(node.list, card);
      clock(node, card);
    }
  }, 1000);
})();
