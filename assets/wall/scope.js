/* The part of the city that this wall shows: its own (a device's), or that of the address (?area=530102,530103). */
(() => {
  const g = window.gridwall;
  const NAMED = 3;
  const MARGIN = 0.06;
  const asked = (g.query.get("area") || "").split(/[\s,+]+/).filter(Boolean).sort();
  let shown = "city";
  let view = g.config.view;
  const frames = new Map();

  g.askedScope = asked.length ? `area:${asked.join("+")}` : null;

  /** What all areas of this wall are called. */
  g.totalName = () => g.word(shown === "city" ? "全市" : "合计");

  /** The map's frame: south-west and north-east corners; of the district in focus, where it has an outline. */
  g.mapView = () => (g.focus.area && frames.get(g.focus.area)) || view;

  const areasOf = (scope) => (scope.startsWith("area:") ? scope.slice(5).split("+") : []);

  /** The areas' names beside the title; the page may be drawn later than the snapshot comes. */
  g.nameScope = () => {
    const areas = areasOf(shown);
    const title = document.querySelector(".head h1");
    if (!title || !areas.length) return;
    if (!title.named) title.append((title.named = g.el("span", "part")));
    const names = areas.map(g.areaName);
    g.say(title.named, names.length > NAMED ? g.word("{} 等 {} 个区域", names.slice(0, NAMED).join("、"), names.length) : names.join("、"));
  };

  /** Round the areas that have an outline; zones have none. */
  const frameOf = async (areas) => {
    const { features } = await g.geometry.outlines;
    const own = features.filter((feature) => areas.includes(feature.properties.adcode));
    if (!own.length) return g.config.view;
    const points = own.flatMap((feature) => g.geometry.rings(feature.geometry, (point) => point)).flat();
    const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
    const [x, y] = [(east - west) * MARGIN, (north - south) * MARGIN];
    return [[south - y, west - x], [north + y, east + x]];
  };

  g.geometry.outlines.then(async ({ features }) => {
    for (const { properties } of features) frames.set(properties.adcode, await frameOf([properties.adcode]));
  });

  /** The snapshot is of this scope. */
  g.showScope = async (scope) => {
    if (!scope || scope === shown) return;
    shown = scope;
    view = await frameOf(areasOf(scope));
    g.reframe();
    g.changed(["anew"]);
  };
})();
