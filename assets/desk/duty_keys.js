/* The desk by keyboard alone: going, choosing, acting. Letters of acts come from the table of acts. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;

  const drawer = () => document.getElementById("duty-drawer");

  const KEYS = [
    ["J  K", "下一行 / 上一行"], ["Enter", "展开或收起分组；查看详情"], ["Space", "选中或取消"], ["Ctrl+A", "选中全部"],
    ["Esc", "关闭，取消选中"], ["/", "查找"], ["0 – 6", "筛选"], ["Shift+H", "班次与交接"], ["Shift+S", "提示音"],
  ];

  duty.help = () => {
    const rows = KEYS.map(([key, text]) => [key, g.word(text)]);
    for (const about of ["alert", "case"]) {
      for (const act of duty.acts().values()) {
        if (act.about === about && act.key) rows.push([act.key, g.word(about === "alert" ? "告警：{}" : "案件：{}", g.actWord(act.label))]);
      }
    }
    const form = duty.form(g.word("快捷键"), [], duty.closeForm);
    const table = g.el("dl", "keys");
    for (const [key, text] of rows) table.append(g.el("dt", "", key), g.el("dd", "", text));
    form.insertBefore(table, form.querySelector("footer"));
  };

  /** Goes to a row by its key, if it is shown. */
  duty.goTo = (key) => {
    const row = duty.state.shown.get(key);
    if (!row) return;
    duty.state.current = key;
    const node = duty.grid().getRowNode(key);
    duty.grid().ensureNodeVisible(node);
    duty.grid().setFocusedCell(node.rowIndex, "title");
    duty.show(row);
  };

  const enter = () => {
    const row = duty.current();
    if (!row) return duty.move(0);
    if (row.kind === "alert") return duty.toggle(row);
    return drawer().focus();
  };

  const leave = () => {
    if (duty.closeShift()) return;
    duty.grid().deselectAll();
    const search = document.getElementById("duty-search");
    if (document.activeElement === search) search.blur();
    if (drawer().contains(document.activeElement) && duty.current()) duty.goTo(duty.state.current);
  };

  const GOING = {
    j: () => duty.move(1), k: () => duty.move(-1), ArrowDown: () => duty.move(1), ArrowUp: () => duty.move(-1),
    Enter: enter, " ": () => duty.select(), Escape: leave, "?": () => duty.help(),
    "/": () => document.getElementById("duty-search").focus(),
    H: () => duty.openShift(), S: () => duty.toggleSound(),
  };

  /** The only row that is left, or the case of this number, wherever it stands. */
  const find = (text) => {
    document.getElementById("duty-search").blur();
    const [row] = duty.state.shown.values();
    if (duty.state.shown.size) return duty.goTo(row.key);
    duty.state.current = null;
    return text && duty.show({ id: text, kind: "case" });
  };

  const act = (key) => {
    const chosen = duty.chosen();
    const about = chosen.length ? chosen[0].kind : "alert";
    return [...duty.acts().values()].find((one) => one.about === about && one.key === key);
  };

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") && target.type !== "checkbox";
  /** Buttons and links take Enter and Space themselves. */
  const pressing = (target, key) => (key === "Enter" || key === " ") && target.closest("button, a, summary");

  const onKey = (event) => {
    if (!duty.here() || duty.formOpen() || event.altKey || event.metaKey || event.isComposing) return;
    const { key, target } = event;
    if (target.id === "duty-search" && key === "Enter") return find(target.value.trim());
    if (typing(target) && key !== "Escape") return;
    if (pressing(target, key)) return;
    if (event.ctrlKey) {
      if (key !== "a") return;
      event.preventDefault();
      duty.grid().selectAll("filtered");
      return;
    }
    const digit = /^[0-9]$/.test(key) && document.querySelector(`#duty-chips [data-key="${key}"]`);
    const go = GOING[key] || (event.shiftKey ? null : GOING[key.toLowerCase()]);
    const found = !event.shiftKey && key.length === 1 ? act(key.toUpperCase()) : null;
    const step = digit ? () => digit.click() : go || (found && (() => duty.begin(found)));
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };

  // Before the grid sees it: J on a focused cell is ours.
  document.addEventListener("keydown", onKey, true);
})();
