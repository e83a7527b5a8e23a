/* Answers the desk with so many made-up cases, and counts what each later answer makes the grid do. */
(count) => {
  const { state } = gridduty;
  const now = gridduty.now();
  const row = (n, stage = "处置中") => ({
    id: `M${n}`, kind: "case", due: now + ((n * 7919) % count) * 60000, limit: "close", area: "530102", area_name: "五华区",
    street: "华山街道", category: "E0110", title: "暴露生活垃圾", class: "routine", class_name: "常规", source: "其他", stage,
    unit: `华山街道办事处${n % 50}`, grave: false,
  });
  const answer = (cases, more) => ({ ...state.answer, cases, gone: [], alerts: [], members: [], risks: null, ...more });
  // The real server's answers would take the rows away again.
  gridduty.ask = () => {};
  gridduty.took(answer([...Array(count).keys()].map((n) => row(n)), { whole: true }));
  const api = gridduty.grid();
  const apply = api.applyTransaction.bind(api);
  window.changes = [];
  api.applyTransaction = (change) => {
    window.changes.push({ add: change.add.length, update: change.update.length, remove: change.remove.length });
    return apply(change);
  };
  window.change = (names, gone) => gridduty.took(answer(names.map((name) => row(Number(name.slice(1)), "待核查")), { gone, whole: false }));
}
