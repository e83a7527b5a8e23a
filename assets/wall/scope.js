/* The part of the city that this wall shows: its own (a device's), or that of the address (?area=530102,530103). */
(() => {
  const g = window.gridwall;
  const NAMED = 3;
  const MARGIN = 0.06;
  const asked = (g.query.get("area") || "").split(/[\s,+]+/).filter(Boolean).sort();
  let shown = "city";
  let view = g.config.view;

  g.askedScope = asked.length ? `area:${asked.join("+")}` : null;
  g.wholeCity = () => shown === "city";

  /** The map's frame: south-west and north-east corners. */
  g.mapView = () => view;

  const areasOf = (scope) => (scope.startsWith("area:") ? scope.slice(5).split("+") : []);

  /** The areas' names beside the title; the page may be drawn later than the snapshot comes. */
  g.nameScope = () => {
    const areas = areasOf(shown);
    const title = document.querySelector(".head h1");
    if (!title || !areas.length) return;
    if (!title.named) title.append((title.named = g.el("span", "part")));
    const names = areas.map(g.areaName);
    g.say(title.named, names.length > NAMED ? `${names.slice(0, NAMED).join("、")} 等 ${names.length} 个区域` : names.join("、"));
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

  /** The snapshot is of this scope. */
  g.showScope = async (scope) => {
    if (!scope || scope === shown) return;
    shown = scope;
    view = await frameOf(areasOf(scope));
    g.reframe();
    g.changed(["anew"]);
  };
})();
