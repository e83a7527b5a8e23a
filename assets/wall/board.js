/* 吹哨报到: the board of whistles by stage, large, for its page: cards with who is missing and how long there is left. */
(() => {
  const g = window.gridwall;

  const makeColumn = ({ stage }) => {
    const column = g.el("div", "stage-column");
    column.append((column.head = g.el("h3")), (column.cards = g.el("div", "rows rows-cards")));
    column.head.append((column.name = g.el("span", "name", g.config.columns[stage])), (column.count = g.el("span", "count")));
    column.head.append(g.el("span", "more"));
    return column;
  };

  const makeCard = () => {
    const card = g.row(["level", "number", "area", "subject", "came", "due", "lack", "clock"]);
    card.classList.add("card");
    return card;
  };

  const clock = (row, now) => {
    if (row.due === null) return "";
    return row.status === "late" ? g.word("超 {}", g.format.span(now - row.due)) : g.word("余 {}", g.format.span(row.due - now));
  };

  const missing = (row) => {
    if (!row.missing.length) return "";
    return g.word(row.waits === "rate" ? "待评 {}" : "缺 {}", row.missing.join("、"));
  };

  const fillCard = (now) => (card, row) => {
    g.say(card.level, g.config.levels[row.level] || "?");
    g.say(card.number, g.shortNumber(row));
    g.say(card.area, `${g.areaName(row.area)}${row.cases ? ` · ${g.word("{} 件", row.cases)}` : ""}`);
    g.say(card.subject, row.title || "");
    g.say(card.came, g.word("{}/{} 到", row.present, row.departments));
    g.say(card.lack, missing(row));
    g.say(card.due, clock(row, now));
    g.status(card.due, row.status === "hand" ? null : row.status);
    card.clock.style.setProperty("--part", row.share ?? 0);
    g.mark(card, "data-due", row.status === "hand" ? null : row.status);
    g.mark(card, "data-whistle", row.id);
  };

  g.board = (data, now) => {
    const box = document.getElementById("body-board");
    if (!box.clientHeight) return;
    const cards = new Map(data.rows.map((row) => [row.id, row]));
    g.rows(box, data.columns, {
      all: true,
      key: (column) => column.stage,
      make: makeColumn,
      fill: (node, column) => {
        g.say(node.count, String(column.count));
        const shown = column.ids.map((id) => cards.get(id)).filter(Boolean);
        g.rows(node.cards, shown, { key: (row) => row.id, make: makeCard, fill: fillCard(now), count: column.count });
      },
    });
  };
})();
