/* What stands beside the cards: filters, first responses, mentions, the drawer of one whistle, the form to blow by. */
(() => {
  const g = window.gridwall;
  const board = window.gridwhistles;
  const { say, state } = board;
  const set = (id, data) => g.setProps(id, { data });
  let n = 0;

  // -- filters

  const NAMED = { area: (card) => [[card.area, card.area_name]], kind: (card) => (card.kind_name ? [[card.kind_name, card.kind_name]] : []),
    department: (card) => card.departments.map((one) => [one.name, one.name]) };

  /** The lists offer what there is on the board. */
  board.lists = () => {
    for (const list of board.root().querySelectorAll("select[data-filter]")) {
      const found = new Map([...state.cards.values()].flatMap(NAMED[list.dataset.filter]));
      const names = [...found].sort((a, b) => a[1].localeCompare(b[1], "zh-CN"));
      const key = JSON.stringify(names);
      if (list.key === key) continue;
      list.key = key;
      const chosen = state.filter[list.dataset.filter];
      list.replaceChildren(list.options[0], ...names.map(([value, label]) => {
        const option = g.el("option", "", say(label));
        option.value = value;
        return option;
      }));
      list.value = found.has(chosen) ? chosen : "";
      state.filter[list.dataset.filter] = list.value;
    }
  };

  const chip = (node) => {
    const group = node.dataset.level ? "level" : "status";
    const value = node.dataset[group];
    state.filter[group] = state.filter[group] === value ? "" : value;
    for (const one of board.root().querySelectorAll(`.chips [data-${group}]`)) {
      g.mark(one, "aria-pressed", one.dataset[group] === state.filter[group] ? "true" : "false");
    }
    board.draw();
  };

  // -- first responses and mentions

  const response = (one) => {
    const row = g.el("a");
    row.href = `/cases/${encodeURIComponent(one.case)}`;
    const clock = g.el("span", "clock", one.due === null ? "" : g.format.span(one.due - board.now()));
    g.status(clock, one.due !== null && one.due <= board.now() ? "late" : "");
    row.append(g.el("b", "", one.unit), g.el("span", "", [one.area_name, one.street, one.title].filter(Boolean).join("・")), clock);
    g.mark(row, "data-case", one.case);
    return row;
  };

  const mention = (one) => {
    const item = g.el("li");
    const go = g.el("button", "", `${one.number || say("待编号")}　${g.format.time(one.at)}`);
    go.type = "button";
    g.mark(go, "data-show", one.whistle);
    item.append(go, g.el("span", "", one.title));
    return item;
  };

  /** First responses that stand, and notes in which one is named. */
  board.beside = ({ first, mentions }) => {
    const strip = board.root().querySelector(".whistles-first");
    strip.hidden = !first.length;
    strip.replaceChildren(g.el("h2", "", `${say("先行处置")} ${first.length}`), ...first.map(response));
    const box = board.root().querySelector(".mentions");
    box.hidden = !mentions.length;
    g.say(box.querySelector("b"), String(mentions.length));
    box.querySelector("ul").replaceChildren(...mentions.map(mention));
  };

  // -- the drawer

  const drawer = () => document.getElementById("whistles-drawer");
  const pick = () => { n += 1; set("whistles-pick", { id: state.picked, at: board.root().dataset.at || "", n }); };

  /** Shows a whistle in the drawer. */
  board.show = (id, focus = false) => {
    Object.assign(state, { picked: id, told: state.answer && state.answer.last[id] });
    pick();
    // A map that was drawn while nobody saw it has to be told how large it is.
    if (drawer().hidden) requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
    drawer().hidden = false;
    g.mark(board.root(), "data-open", "1");
    board.draw();
    if (focus) drawer().focus();
  };

  board.leave = () => {
    const id = state.picked;
    Object.assign(state, { picked: null, told: null });
    drawer().hidden = true;
    g.mark(board.root(), "data-open", null);
    board.draw();
    if (id && state.nodes.has(id)) state.nodes.get(id).focus();
  };

  /** The drawer is drawn anew when its whistle has moved. */
  board.sheetMoved = () => {
    if (!state.picked) return;
    const told = state.answer.last[state.picked];
    if (drawer().hidden || (told && told !== state.told)) board.show(state.picked);
    state.told = told;
  };

  // -- the form

  board.blow = (wanted) => { n += 1; set("whistles-blow", { case: "", hotspot: "", ...wanted, n }); };
  board.blowing = () => Boolean(document.querySelector(".whistles-blow [role=dialog]"));
  board.blown = (answer) => {
    if (!answer || !board.here()) return undefined;
    board.tell(answer.sentence);
    board.show(answer.id);
    board.ask();
    return undefined;
  };

  const tools = {
    blow: () => board.blow({}), help: () => board.help(), close: () => board.leave(), attach: () => board.attach(state.picked),
  };

  document.addEventListener("click", (event) => {
    if (!board.here()) return;
    const { target } = event;
    const one = (selector) => target.closest(`#whistles ${selector}`);
    if (one("[data-tool]")) tools[one("[data-tool]").dataset.tool]();
    else if (one(".chips button")) chip(one(".chips button"));
    else if (one("[data-show]")) board.show(one("[data-show]").dataset.show);
    else if (one(".card")) board.show(one(".card").dataset.whistle);
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "whistles-search") return;
    state.filter.text = event.target.value;
    board.draw();
  });
  document.addEventListener("change", (event) => {
    const list = board.here() && event.target.closest("#whistles select[data-filter]");
    if (!list) return;
    state.filter[list.dataset.filter] = list.value;
    board.draw();
  });
})();
