/* The trend of the chosen row with the notes pinned to its days, and the form by which one is pinned. */
(() => {
  const g = window.gridwall;
  const rankings = window.gridrankings;
  const { state, part, say } = rankings;
  const SVG = "http://www.w3.org/2000/svg";
  const [WIDTH, HEIGHT] = [300, 110];

  const draw = (tag, marks, text) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(marks)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  };

  const chart = (values, trend) => {
    const line = rankings.path(values, WIDTH, HEIGHT);
    const svg = draw("svg", { viewBox: `-4 -16 ${WIDTH + 60} ${HEIGHT + 38}`, role: "img", "aria-label": say("趋势") });
    if (!line) return svg;
    for (const note of trend.notes) {
      const at = trend.days.indexOf(note.day);
      if (at >= 0) svg.append(draw("line", { class: "pin", x1: line.x(at), x2: line.x(at), y1: -12, y2: HEIGHT + 4 }));
    }
    svg.append(draw("path", { d: line.d }));
    const last = values.length - 1;
    for (const [at, anchor] of [[0, "start"], [last, "end"]]) {
      svg.append(draw("text", { x: line.x(at), y: HEIGHT + 18, "text-anchor": anchor }, trend.days[at].slice(5)));
    }
    const value = values[last];
    if (value !== null && value !== undefined) {
      svg.append(draw("circle", { cx: line.x(last), cy: line.y(value), r: 3 }));
      const name = rankings.root().dataset.figureName;
      svg.append(draw("text", { class: "last", x: line.x(last) + 8, y: line.y(value) + 4 }, rankings.print(name, value)));
    }
    return svg;
  };

  const notes = (trend) => {
    const mayRemove = rankings.root().dataset.at === undefined && part(".rankings-side").dataset.mayNote;
    const rows = trend.notes.filter((note) => trend.days.includes(note.day)).map((note) => {
      const row = document.createElement("li");
      const day = document.createElement("time");
      day.textContent = note.day.slice(5);
      const text = document.createElement("span");
      text.textContent = note.text;
      const by = document.createElement("small");
      by.textContent = note.by;
      row.append(day, text, by);
      if (mayRemove) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = say("删除");
        button.dataset.note = note.no;
        row.append(button);
      }
      return row;
    });
    part(".rankings-side .notes").replaceChildren(...rows);
  };

  const show = () => {
    const { trend, answer } = state;
    if (!trend || !answer) return;
    const row = answer.rows.find((one) => one.id === state.picked) || answer.rows[0];
    if (!row) return;
    g.say(part(".rankings-side .who"), row.name);
    part(".rankings-side .chart").replaceChildren(chart(trend.of[row.id] || [], trend));
    notes(trend);
  };

  rankings.trended = (trend) => {
    if (!trend || !rankings.root()) return null;
    state.trend = trend;
    const api = rankings.grid();
    if (api) api.refreshCells({ columns: ["trend"], force: true });
    show();
    return null;
  };

  rankings.noted = (kept) => {
    if (!kept || !rankings.root()) return null;
    g.say(part(".note-form .fault"), g.word(kept.fault));
    if (!state.trend) return null;
    if (!kept.fault) document.getElementById("rankings-note-text").value = "";
    return rankings.trended({ ...state.trend, notes: kept.notes });
  };

  const keep = (day, text, no) => rankings.set("rankings-note", { day, text, no });

  document.addEventListener("click", ({ target }) => {
    if (!rankings.root() || !rankings.root().contains(target)) return;
    const cell = target.closest(".ag-row");
    if (cell && cell.getAttribute("row-id")) { state.picked = cell.getAttribute("row-id"); show(); }
    if (target.closest(".add-note")) {
      keep(document.getElementById("rankings-note-day").value.trim(), document.getElementById("rankings-note-text").value, 0);
    }
    if (target.dataset.note) keep("", "", Number(target.dataset.note));
  });

  window.dash_clientside = window.dash_clientside || {};
  const { took, nudged, trended, noted, district } = rankings;
  window.dash_clientside.gridrankings = { took, nudged, trended, noted, district };
})();
