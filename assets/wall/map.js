/* The map by its chosen figure: districts, zones, legend, names and the whole city beside it. */
(() => {
  const g = window.gridwall;

  g.districtStyle = (feature, context) => {
    const { steps = {} } = context.hideout;
    // Districts that are not this wall's, or not in focus, are ground, as what lies outside the city.
    const step = Object.keys(steps).length ? steps[feature.properties.adcode] : 0;
    return { fillColor: g.token(step === undefined ? "panel" : `m${step}`), fillOpacity: 1, stroke: false, interactive: false };
  };
  g.lineStyle = () => ({ color: g.token("bg"), weight: 1.6 * g.unit(), opacity: 1, fill: false, interactive: false });
  g.lakeStyle = () => ({
    fillColor: g.token("lake"), fillOpacity: 1, color: g.token("coast"), weight: 1.4 * g.unit(), interactive: false,
  });

  const stepWord = (from) => {
    if (from < 1000 || from % 1000) return `${from}+`;
    return from === 1000 ? g.word("千+") : g.word("{}千+", from / 1000);
  };

  const legend = (data) => {
    const box = document.getElementById("map-legend");
    const words = ["0", ...data.steps.map(stepWord)];
    const chips = [{ name: g.word(data.label), title: true }, ...words.map((name, step) => ({ name, step }))];
    const keys = [["1 分", "ring"], ["10 分", "dot"], ["30 分", "faded"], ["临期", "soon"], ["逾期", "late"]];
    g.rows(box, [...chips, ...keys.map(([name, shape]) => ({ name: g.word(name), shape }))], {
      all: true,
      key: (item) => `${item.title ? "title" : ""}${item.step ?? ""}${item.shape ?? ""}`,
      make: (item) => g.el("span", item.shape ? `key ${item.shape}` : item.title ? "title" : `step m${item.step}`),
      fill: (node, item) => g.say(node, item.name),
    });
  };

  const zones = (data) => {
    const list = g.config.areas.filter((area) => area.geometry === "zone" && data.areas[area.code]);
    g.rows(document.getElementById("zones"), list, {
      all: true,
      key: (area) => area.code,
      make: () => g.row(["name", "count"]),
      fill: (node, area) => {
        const { value, step } = data.areas[area.code];
        node.className = `row zone m${step}`;
        g.say(node.name, area.name);
        g.countFigure(node.count, value, data.period);
      },
    });
  };

  /** Draws everything that follows the chosen figure; returns the districts' `hideout`. */
  g.shade = (data) => {
    g.say(document.getElementById("map-note"), g.word("底色：{}", g.word(data.note)));
    legend(data);
    zones(data);
    g.labels(data);
    g.minimap(data);
    const steps = {};
    for (const [code, area] of Object.entries(data.areas)) if (g.focus.holds(code)) steps[code] = area.step;
    return { steps };
  };
})();
