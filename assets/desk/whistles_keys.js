/* The board by keyboard alone: arrows go from card to card, Shift with them moves the card, letters are the acts. */
(() => {
  const g = window.gridwall;
  const board = window.gridwhistles;
  const { say, state } = board;

  const KEYS = [
    ["↑ ↓  K J", "同列上一张 / 下一张"], ["← →", "相邻阶段"], ["Shift+← →", "移到上一 / 下一阶段"], ["Enter", "查看详情"],
    ["B", "吹哨"], ["/", "查找"], ["Esc", "关闭详情"],
  ];

  const nodes = (stage) => [...board.column(stage).querySelectorAll(".card")];
  const focused = () => document.activeElement.closest && document.activeElement.closest("#whistles .card");
  /** The card that a key is for: the focused one, else the one in the drawer. */
  const card = () => {
    const node = focused();
    return state.cards.get(node ? node.dataset.whistle : state.picked);
  };

  /** One card can be reached by Tab; the arrows go on from there. */
  board.rove = () => {
    if (!state.nodes.has(state.current)) {
      const first = board.root().querySelector(".card");
      state.current = first ? first.dataset.whistle : null;
    }
    for (const [id, node] of state.nodes) g.mark(node, "tabindex", id === state.current ? "0" : "-1");
  };

  const go = (node) => {
    if (!node) return;
    state.current = node.dataset.whistle;
    board.rove();
    node.focus();
  };

  const along = (by) => {
    const node = focused();
    if (!node) return go(state.nodes.get(state.current));
    const column = nodes(node.closest(".column").dataset.stage);
    return go(column[column.indexOf(node) + by]);
  };

  const across = (by) => {
    const node = focused();
    if (!node) return go(state.nodes.get(state.current));
    const from = node.closest(".column").dataset.stage;
    const row = nodes(from).indexOf(node);
    let at = board.STAGES.indexOf(from) + by;
    while (board.STAGES[at] && !nodes(board.STAGES[at]).length) at += by;
    if (!board.STAGES[at]) return undefined;
    const column = nodes(board.STAGES[at]);
    return go(column[Math.min(row, column.length - 1)]);
  };

  board.help = () => {
    const rows = [...KEYS];
    for (const act of board.acts().values()) if (act.key) rows.push([act.key, act.label]);
    const form = g.form.open(board.root(), say("快捷键"), [], g.form.close);
    const table = g.el("dl", "keys");
    for (const [key, text] of rows) table.append(g.el("dt", "", key), g.el("dd", "", say(text)));
    form.insertBefore(table, form.querySelector("footer"));
  };

  const GOING = {
    j: () => along(1), k: () => along(-1), ArrowDown: () => along(1), ArrowUp: () => along(-1),
    ArrowLeft: () => across(-1), ArrowRight: () => across(1), "?": () => board.help(), Escape: () => board.leave(),
    "/": () => document.getElementById("whistles-search").focus(), Enter: () => card() && board.show(card().id, true),
  };
  const MOVING = { ArrowLeft: -1, ArrowRight: 1 };

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  /** Buttons and links take Enter and Space themselves. */
  const pressing = (target, key) => (key === "Enter" || key === " ") && target.closest("button, a, summary");

  const step = (event) => {
    const { key } = event;
    if (event.shiftKey && MOVING[key]) return card() && (() => board.shift(card(), MOVING[key]));
    if (GOING[key] || (!event.shiftKey && GOING[key.toLowerCase()])) return GOING[key] || GOING[key.toLowerCase()];
    if (event.shiftKey || key.length !== 1) return null;
    if (key.toUpperCase() === "B" && board.root().querySelector("[data-tool=blow]")) return () => board.blow({});
    const act = board.actOf(key);
    if (!act) return null;
    return () => (card() ? board.begin(act.name, card()) : board.tell(`${say(act.label)}：${say("请先选择哨件")}`, true));
  };

  const onKey = (event) => {
    if (!board.here() || g.form.shown() || board.blowing() || event.altKey || event.metaKey || event.ctrlKey || event.isComposing) return;
    const { key, target } = event;
    if (typing(target)) { if (key === "Escape") target.blur(); return; }
    if (pressing(target, key)) return;
    const go = step(event);
    if (!go) return;
    event.preventDefault();
    event.stopPropagation();
    go();
  };

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusin", (event) => {
    const node = board.here() && event.target.closest("#whistles .card");
    if (!node || state.current === node.dataset.whistle) return;
    state.current = node.dataset.whistle;
    board.rove();
  });
})();
