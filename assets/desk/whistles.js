/* The board of whistles as the browser holds it: the newest answer, filters, and the cards that stand on the page. */
window.gridwhistles = (() => {
  const g = window.gridwall;
  const STAGES = ["blown", "signed", "checked_in", "handled", "verified", "closed"];

  /** `nodes`: the cards on the page by whistle. `current`: the one that the keyboard is on, `picked`: the drawer's. */
  const state = {
    answer: null, cards: new Map(), nodes: new Map(), current: null, picked: null, busy: new Set(),
    filter: { level: "", status: "", area: "", department: "", kind: "", text: "" },
  };

  const root = () => document.getElementById("whistles");
  const here = () => Boolean(root());
  const column = (stage) => root().querySelector(`.column[data-stage="${stage}"]`);
  const say = (text) => g.word(text);

  /** The city's time, or the past moment that the page shows. */
  const now = () => (root() && root().dataset.at ? (state.answer ? state.answer.at : 0) : g.clock.city());

  /** A limit that has ended since the answer is late, too. */
  const status = (card) => (card.due !== null && now() >= card.due ? "late" : card.status);

  const passes = (card) => {
    const { filter } = state;
    const text = filter.text.trim();
    const names = card.departments.map((one) => one.name);
    return (!filter.level || card.level === filter.level)
      && (!filter.status || status(card) === filter.status)
      && (!filter.area || card.area === filter.area)
      && (!filter.kind || card.kind_name === filter.kind)
      && (!filter.department || names.includes(filter.department))
      && (!text || [card.id, card.number, card.title, card.area_name, ...names].some((part) => part && part.includes(text)));
  };

  /** Puts a column's cards in order; those that stay where they are, are not touched. */
  const fill = (box, cards) => {
    let before = box.firstChild;
    for (const card of cards) {
      const node = state.nodes.get(card.id) || board.make(card);
      const moved = node.parentNode !== box;
      state.nodes.set(card.id, node);
      board.fill(node, card);
      if (node === before) { before = before.nextSibling; continue; }
      box.insertBefore(node, before);
      if (moved) board.arrived(node);
    }
  };

  const quiet = (box, empty) => g.mark(box, "data-quiet", empty ? say("没有") : null);

  const counts = (shown) => {
    const { cards, answer } = state;
    const late = [...cards.values()].filter((card) => status(card) === "late").length;
    const all = `${say("在办")} ${[...cards.values()].filter((card) => card.ended === null).length}`;
    const hidden = cards.size - shown;
    const parts = [all, late ? `${say("超时")} ${late}` : "", hidden ? `${say("未显示")} ${hidden}` : ""];
    g.say(root().querySelector(".count"), answer ? parts.filter(Boolean).join("　") : "");
  };

  /** Draws what passes the filter, card by card; the focus stays on its card, wherever that went. */
  const draw = () => {
    if (!state.answer || !here()) return;
    const focused = document.activeElement && document.activeElement.dataset.whistle;
    const shown = new Set();
    for (const { stage, cards } of state.answer.columns) {
      const visible = cards.filter(passes);
      for (const card of visible) shown.add(card.id);
      const box = column(stage).querySelector(".cards");
      fill(box, visible);
      quiet(box, !visible.length);
      g.say(column(stage).querySelector(".n"), String(visible.length));
    }
    for (const [id, node] of state.nodes) if (!shown.has(id)) { node.remove(); state.nodes.delete(id); }
    board.rove();
    if (focused && state.nodes.has(focused) && document.activeElement.dataset.whistle !== focused) state.nodes.get(focused).focus();
    counts(shown.size);
  };

  const panels = (at) => {
    for (const panel of root().querySelectorAll("[data-panel]")) {
      g.mark(panel, "data-state", "live");
      g.mark(panel, "data-as-of", g.format.rfc3339(at));
    }
  };

  /** Takes the server's answer and draws what changed. */
  const took = (answer) => {
    if (!answer || !here()) return undefined;
    state.answer = answer;
    state.cards = new Map(answer.columns.flatMap(({ cards }) => cards).map((card) => [card.id, card]));
    board.asked();
    panels(answer.at);
    board.lists();
    draw();
    board.beside(answer);
    board.sheetMoved();
    return undefined;
  };

  const reset = () => {
    Object.assign(state, { answer: null, current: null, picked: root().dataset.picked || null });
    state.filter = { level: "", status: "", area: "", department: "", kind: "", text: "" };
    for (const kept of [state.cards, state.nodes, state.busy]) kept.clear();
  };

  /** Says something to readers of the screen, and in the line at the bottom. */
  const tell = (text, bad = false) => {
    const line = root().querySelector(".whistles-told");
    g.mark(line, "data-status", bad ? "late" : null);
    g.say(line, text);
  };

  // Dash looks for the functions of its callbacks here.
  const name = (of) => [of, (value) => board[of](value)];
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.gridwhistles = Object.fromEntries(["took", "done", "nudged", "blown"].map(name));

  const board = { STAGES, state, root, here, column, say, now, status, draw, took, reset, tell };
  return board;
})();
