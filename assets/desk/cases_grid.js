/* What the cells of found cases say. */
(() => {
  const g = window.gridwall;
  const cases = window.gridcases;
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const make = (tag, props, ...children) => window.React.createElement(tag, props, ...children);

  cells.CasesMoment = ({ data }) => make("time", { className: "begun" }, g.format.moment(data.begun).slice(2));

  cells.CasesTitle = ({ data }) => make("span", { className: "title", "data-case": data.id },
    make("a", { href: cases.link(data.id) }, data.title));

  cells.CasesNumber = ({ data }) => make("span", { className: "number" }, data.id);

  cells.CasesStage = ({ data }) => make("span", { className: "stage", "data-status": data.status || null }, data.stage_name);

  cells.CasesLeft = ({ data }) => {
    if (data.due === null) return "";
    const now = cases.then() || g.clock.city();
    return make("span", { className: "left", "data-status": data.due < now ? "late" : null }, g.format.span(data.due - now));
  };

  setInterval(() => {
    const api = cases.grid();
    if (api && cases.state.rows.size) api.refreshCells({ columns: ["left"], force: true });
  }, 5000);
})();
