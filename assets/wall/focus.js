/* The district in focus: on the page of one district ?district=530111, or the next at each turn; else none. */
(() => {
  const g = window.gridwall;
  const asked = g.query.get("district");
  let area = null;

  /** Areas that can have a page: those of this wall, in the city's order, but for the cases that belong to none. */
  const candidates = () => {
    const held = (g.state.panels.spans || {}).data;
    const placed = g.config.areas.filter((one) => one.geometry !== "none" && (!held || held.areas[one.code]));
    return placed.map((one) => one.code);
  };

  /** A page comes on: that of one district takes the next one. */
  const turn = (page) => {
    if (page !== "district") area = null;
    else if (asked) area = asked;
    else {
      const all = candidates();
      const last = Number(sessionStorage.getItem("district") ?? -1);
      const next = (last + 1) % all.length;
      sessionStorage.setItem("district", next);
      area = all[next];
    }
  };

  /** Whether something of this area is to be shown. */
  const holds = (code) => area === null || code === area;

  g.focus = { turn, holds, pinned: Boolean(asked), get area() { return area; } };
})();
