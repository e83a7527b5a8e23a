/* Which figure shades the map: ?map=late stays on one, else they take turns. Time decides, so that all walls agree. */
(() => {
  const g = window.gridwall;
  const EVERY_MS = 15000;
  const asked = g.query.get("map");
  let shown = null;

  const nameNow = (choices) => {
    const names = Object.keys(choices);
    return names.includes(asked) ? asked : names[Math.floor(g.clock.real() / EVERY_MS) % names.length];
  };

  /** The shading now: `{name, label, note, steps, period, areas: {code: {value: cell, step}}}`; null without data. */
  const now = () => {
    const { data } = g.state.panels.map || {};
    if (!data) return null;
    const name = nameNow(data.choices);
    const { path, areas, ...words } = data.choices[name];
    const cells = Object.entries(areas).map(([code, [number, step]]) => [
      code, { value: [path.replace("{area}", code), number], step },
    ]);
    return { ...words, name, period: data.period, areas: Object.fromEntries(cells) };
  };

  /** Called each second: is it another figure's turn? */
  const beat = () => {
    const { data } = g.state.panels.map || {};
    if (!data) return;
    const name = nameNow(data.choices);
    if (shown !== name) g.changed(["map"]);
    shown = name;
  };

  g.shading = { now, beat };
})();
