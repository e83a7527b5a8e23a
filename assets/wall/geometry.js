/* Where to put a name: the point of an outline that lies farthest from its edge, within a frame. Pure arithmetic. */
(() => {
  const g = window.gridwall;

  /** All rings of a GeoJSON geometry, through `project([lon, lat]) -> [x, y]`. */
  const rings = (geometry, project) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return polygons.flatMap((polygon) => polygon.map((ring) => ring.map(project)));
  };

  /** Where the line at height `y` crosses the rings of an outline. */
  const crossings = (outline, y) => {
    const found = [];
    for (const ring of outline) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [xi, yi] = ring[i];
        const [xj, yj] = ring[j];
        if (yi > y !== yj > y) found.push(((xj - xi) * (y - yi)) / (yj - yi) + xi);
      }
    }
    return found;
  };

  /** Whether `x` on that line lies inside: an odd number of crossings is to its right. */
  const inside = (x, crossed) => crossed.reduce((odd, at) => odd !== (x < at), false);

  /** Distance to an edge, `most` at most; `wide` makes sideways room count for more, since names are wider than high. What
   *  is not more than `enough` is of no use, and is not looked at any closer: a city's outlines have thousands of edges. */
  const room = ([x, y], edges, wide, most, enough) => {
    let least = most;
    for (const ring of edges) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const ax = (ring[j][0] - x) / wide;
        const ay = ring[j][1] - y;
        const bx = (ring[i][0] - x) / wide;
        const by = ring[i][1] - y;
        // Nearly all edges lie as a whole to one side, farther than the nearest one so far.
        if (Math.min(ax, bx) > least || Math.max(ax, bx) < -least || Math.min(ay, by) > least || Math.max(ay, by) < -least) continue;
        const [dx, dy] = [bx - ax, by - ay];
        const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
        least = Math.min(least, Math.hypot(ax + along * dx, ay + along * dy));
        if (least <= enough) return least;
      }
    }
    return least;
  };

  /** The part of the frame in which an outline can lie. */
  const extent = (outline, [width, height]) => {
    const points = outline.flat();
    const xs = points.map((point) => point[0]);
    const ys = points.map((point) => point[1]);
    return {
      left: Math.max(0, Math.min(...xs)), right: Math.min(width, Math.max(...xs)),
      top: Math.max(0, Math.min(...ys)), bottom: Math.min(height, Math.max(...ys)),
    };
  };

  /** `{x, y, room}` of the roomiest point of `outline` within [0,width]×[0,height], out of `holes`; null if none. */
  const roomiest = (outline, holes, [width, height], wide = 1.6) => {
    const STEPS = 18;
    const { left, right, top, bottom } = extent(outline, [width, height]);
    if (left >= right || top >= bottom) return null;
    const edges = [outline, ...holes].flat();
    const heights = Array.from({ length: STEPS - 1 }, (_, j) => top + ((bottom - top) * (j + 1)) / STEPS);
    const own = heights.map((y) => crossings(outline, y));
    const others = [];
    let best = null;
    for (let i = 1; i < STEPS; i += 1) {
      for (const [j, y] of heights.entries()) {
        const point = [left + ((right - left) * i) / STEPS, y];
        const border = Math.min(point[0] / wide, (width - point[0]) / wide, point[1], height - point[1]);
        const enough = best ? best.room : -Infinity;
        if (border <= enough || !inside(point[0], own[j])) continue;
        others[j] ??= holes.map((hole) => crossings(hole, y));
        if (others[j].some((hole) => inside(point[0], hole))) continue;
        const free = room(point, edges, wide, border, enough);
        if (free > enough) best = { x: point[0], y: point[1], room: free };
      }
    }
    return best;
  };

  const overlap = (a, b) => {
    const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return x > 0 && y > 0 ? x * y : 0;
  };

  const outlines = fetch(`${g.config.geo}/districts.geojson`).then((answer) => answer.json());
  const lakes = fetch(`${g.config.geo}/lakes.geojson`).then((answer) => answer.json());

  g.geometry = { rings, roomiest, overlap, outlines, lakes };
})();
