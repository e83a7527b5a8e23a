/* Moving cards: by drag, and from column to column by key. A move is an act; where none leads there, the column says why. */
(() => {
  const g = window.gridwall;
  const board = window.gridwhistles;
  const { say } = board;
  let held = null;

  const columnOf = (card) => (card.stage === "withdrawn" ? "closed" : card.stage);

  /** Moves a card to a column's stage: begins the act that leads there, or says why there is none. */
  board.moveTo = (card, stage) => {
    const move = card.moves[stage];
    if (!move) return;
    if (!move.act || move.why) board.tell(`${card.number || card.title}：${say(move.why)}`, true);
    else board.begin(move.act, card, move.fields);
  };

  /** To the next column, or the one before. */
  board.shift = (card, by) => {
    const stage = board.STAGES[board.STAGES.indexOf(columnOf(card)) + by];
    if (stage) board.moveTo(card, stage);
  };

  /** While a card is in hand every column says whether it may come. */
  const show = (card) => {
    for (const stage of board.STAGES) {
      const move = card && card.moves[stage];
      const node = board.column(stage);
      g.mark(node, "data-may", move ? (move.act && !move.why ? "yes" : "no") : null);
      g.say(node.querySelector(".why"), move ? say(move.why) : "");
    }
  };

  const end = () => {
    if (!held) return;
    held = null;
    show(null);
    for (const node of board.root().querySelectorAll(".column[data-over]")) node.removeAttribute("data-over");
  };

  const over = (event) => held && board.here() && event.target.closest && event.target.closest("#whistles .column");

  document.addEventListener("dragstart", (event) => {
    const node = event.target.closest && event.target.closest("#whistles .card");
    if (!node) return;
    held = board.state.cards.get(node.dataset.whistle);
    event.dataTransfer.setData("text/plain", held.id);
    event.dataTransfer.effectAllowed = "move";
    show(held);
  });
  document.addEventListener("dragover", (event) => {
    const node = over(event);
    if (!node) return;
    // Also where it may not come: the drop tells why.
    event.preventDefault();
    for (const one of board.root().querySelectorAll(".column")) g.mark(one, "data-over", one === node ? "1" : null);
  });
  document.addEventListener("drop", (event) => {
    const node = over(event);
    if (!node) return;
    event.preventDefault();
    const card = board.state.cards.get(held.id);
    end();
    if (card) board.moveTo(card, node.dataset.stage);
  });
  document.addEventListener("dragend", end);
})();
