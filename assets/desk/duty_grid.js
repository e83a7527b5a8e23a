/* What the queue's cells say, the live countdown, and which row is the present one. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const make = (tag, props, ...children) => window.React.createElement(tag, props, ...children);
  const mark = (row) => ({ [row.kind === "alert" ? "data-alert" : "data-case"]: row.id });

  cells.DutyLeft = ({ data }) => {
    const tone = duty.status(data);
    const text = data.due === null ? "" : g.format.span(data.due - duty.now());
    return make("span", { className: "left", "data-status": tone || null, "data-due": data.due }, text);
  };

  cells.DutyTitle = ({ data }) => {
    if (data.kind === "alert") {
      const caret = make("span", { className: "caret", "aria-hidden": "true" }, data.open ? "▾" : "▸");
      const loud = data.state === "raised" || data.state === "escalated" ? "loud" : "";
      return make("span", { className: `title ${loud}`, ...mark(data) }, caret, data.title,
        make("span", { className: "count" }, g.word("{} 件", g.format.count(data.count))));
    }
    const grave = data.grave ? make("span", { className: "grave" }, g.word(data.class === "hazard" ? "隐患" : "重大")) : null;
    return make("span", { className: "title", ...mark(data) }, data.title, grave);
  };

  cells.DutyStage = ({ data }) => {
    const step = data.state === "escalated" ? g.word("{} 级", data.step) : "";
    const more = data.kind === "alert" ? step : data.limit === "dispatch" ? g.word("派遣") : "";
    const holder = data.kind === "alert" && data.holder ? `${data.holder}` : "";
    const busy = duty.state.busy.has(data.id) ? g.word("办理中…") : data.stage;
    return make("span", { className: "stage" }, busy, more ? make("small", null, more) : null, holder ? make("small", null, holder) : null);
  };

  cells.DutyRisk = ({ data }) => {
    if (data.risk === null) return "";
    const percent = `${Math.round(data.risk * 100)}%`;
    return make("span", { className: "risk", title: data.why, "data-status": data.risk >= 0.5 ? "soon" : null }, percent);
  };

  /** Our keys are not the grid's: it keeps arrows, Home, End, Page Up and Down. */
  functions.dutyKeyboard = ({ event }) => !/^(Arrow|Page|Home|End|Tab)/.test(event.key);

  const fresh = () => {
    const api = duty.grid();
    if (api && duty.state.shown.size) api.refreshCells({ columns: ["left"], force: true });
  };
  setInterval(fresh, 1000);

  const rowAt = (index) => {
    const node = index === null ? null : duty.grid().getDisplayedRowAtIndex(index);
    return node ? node.data : null;
  };

  let asked = 0;
  const pick = (row) => {
    duty.state.current = row ? row.key : null;
    clearTimeout(asked);
    // Who runs down the list does not ask for every row on the way.
    asked = setTimeout(() => duty.show(row), 120);
  };

  /** Shows a row in the drawer. */
  duty.show = (row) => {
    if (!row) return;
    duty.state.picked = row.id;
    g.setProps("duty-pick", { data: { id: row.id, about: row.kind, n: Date.now() } });
  };

  /** The present row, or null. */
  duty.current = () => duty.state.shown.get(duty.state.current) || null;

  /** Goes `by` rows on from the present one and shows that. */
  duty.move = (by) => {
    const api = duty.grid();
    if (!api) return;
    const node = duty.state.current ? api.getRowNode(duty.state.current) : null;
    const last = api.getDisplayedRowCount() - 1;
    const index = node ? Math.min(last, Math.max(0, node.rowIndex + by)) : 0;
    if (last < 0) return;
    api.ensureIndexVisible(index);
    api.setFocusedCell(index, "title");
    pick(rowAt(index));
  };

  duty.toggle = (row) => {
    if (!row || row.kind !== "alert") return;
    const { opened } = duty.state;
    if (!opened.delete(row.id)) { opened.add(row.id); duty.ask(); }
    duty.draw();
  };

  duty.select = () => {
    const row = duty.current();
    const node = row && duty.grid().getRowNode(row.key);
    if (node) node.setSelected(!node.isSelected());
  };

  /** What the drawer shows, which may stand in no row: found by its number, or just closed. */
  const sheet = () => {
    const shown = document.querySelector("#duty-sheet [data-sheet]");
    if (!shown || shown.dataset.sheet !== duty.state.picked) return null;
    return { id: shown.dataset.sheet, kind: shown.dataset.about, title: shown.querySelector("h2").textContent };
  };

  /** What an act is about: the selected rows, else the present one, else what the drawer shows. */
  duty.chosen = () => {
    const api = duty.grid();
    const selected = api ? api.getSelectedRows() : [];
    if (selected.length) return selected;
    return [duty.current() || sheet()].filter(Boolean);
  };

  /** How many rows stand, and how many of what there is are not among them. */
  duty.count = (shown) => {
    const { answer, cases } = duty.state;
    const beyond = answer ? answer.late + answer.coming - cases.size : 0;
    const chips = document.getElementById("duty-chips");
    const told = g.word(beyond > 0 ? "{} 行，另 {} 件更远" : "{} 行", g.format.count(shown), g.format.count(beyond));
    g.mark(chips, "data-count", told);
  };

  /** Asks for the drawer's sheet again when what it shows has moved. */
  duty.sheetMoved = (answer) => {
    const { picked } = duty.state;
    const moved = [...answer.cases, ...answer.alerts].some((row) => row.id === picked) || answer.gone.includes(picked);
    if (!picked || answer.whole || !moved) return;
    const stamp = JSON.stringify(duty.state.cases.get(picked) || duty.state.alerts.get(picked) || null);
    if (stamp === duty.state.pickedAs) return;
    duty.state.pickedAs = stamp;
    const row = duty.state.alerts.get(picked) || duty.state.cases.get(picked) || { id: picked, kind: "case" };
    duty.show(row);
  };

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("#duty-grid .ag-row");
    if (!cell || event.target.closest(".ag-selection-checkbox")) return;
    const node = duty.grid().getRowNode(cell.getAttribute("row-id"));
    if (!node) return;
    pick(node.data);
    if (event.target.closest(".caret")) duty.toggle(node.data);
  });

  const styles = { fillOpacity: 1, stroke: true, weight: 1, interactive: false };
  duty.districtsStyle = () => ({ ...styles, fillColor: g.token("m1"), color: g.token("hair2") });
  duty.lakesStyle = () => ({ ...styles, fillColor: g.token("lake"), color: g.token("coast") });
})();
