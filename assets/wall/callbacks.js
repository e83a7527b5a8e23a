/* The clientside functions that Dash calls on each tick: they decide what has to be drawn anew, and have it drawn. */
(() => {
  const g = window.gridwall;
  const none = () => window.dash_clientside.no_update;
  /** Digits change at most once a second. What comes too early waits for the rest of it, not for the next beat. */
  const DIGITS_EVERY_MS = 1000;
  /** What has everything drawn again, at once. */
  const ANEW = new Set(["anew", "size", "page"]);
  const AT_ONCE = new Set(["alerts"]);

  /** Drawn digits of a panel: when, and in which state. */
  const drawn = {};
  const waiting = new Set();

  /** Whether the panel of this name shows old data, which is drawn in void. */
  g.dead = (name) => {
    const panel = document.getElementById(`panel-${name}`);
    return Boolean(panel) && panel.dataset.state !== "live";
  };

  const timers = {};
  /** How long until these digits may change again, ms. */
  const wait = (key) => DIGITS_EVERY_MS - (performance.now() - (drawn[key] ?? -Infinity));

  /** What comes much too early is out of step with its source, and would come too early again and again: it is left for
   *  the next, which then is drawn as it comes. If none comes, it is drawn all the same. */
  const later = (key, names) => {
    if (timers[key]) return;
    const rest = wait(key);
    const delay = rest > DIGITS_EVERY_MS / 2 ? rest + DIGITS_EVERY_MS : rest;
    timers[key] = setTimeout(() => { timers[key] = 0; g.changed(names); }, Math.ceil(delay));
  };

  /** True when `key` is to be drawn at this tick; digits change at most once a second, the rest waits its turn. What is
   *  drawn anew shows the digits that stood, and takes no beat away from the panel's next frame. */
  const due = (key, names, tick, also) => {
    const moved = also || waiting.has(key) || tick.changed.some((name) => names.includes(name));
    const anew = tick.changed.some((name) => ANEW.has(name));
    if (!moved && !anew) return false;
    if (!anew && !names.some((name) => AT_ONCE.has(name)) && wait(key) > 0) {
      waiting.add(key);
      later(key, names);
      return false;
    }
    if (moved) drawn[key] = performance.now();
    waiting.delete(key);
    return true;
  };

  const dataOf = (name) => (g.state.panels[name] || {}).data;

  const given = {};
  /** What Dash is to set: a value that differs from the last one, else nothing. */
  const news = (key, value) => {
    const text = JSON.stringify(value);
    if (given[key] === text) return none();
    given[key] = text;
    return value;
  };

  const states = {};
  /** A panel's state changed: its charts carry the state's colours. */
  const turned = (name) => {
    const now = g.dead(name);
    const changed = states[name] !== now;
    states[name] = now;
    return changed;
  };

  const drawLists = (tick) => {
    for (const [name, draw] of Object.entries(g.draw)) {
      const data = name === "cases" ? g.state.epoch && g.state.stream : dataOf(name);
      const timed = tick.changed.includes("second") && (name === "cases" || name === "alerts" || name === "whistles");
      if (data && due(name, [name], tick, timed)) draw(data);
    }
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.gridwall = {
    head: (tick) => {
      if (!tick) return Array(5).fill(none());
      if (tick.changed.includes("second")) {
        g.pages.beat();
        g.shading.beat();
        g.renewal.beat();
      }
      g.freshness.look();
      return g.head().map((text, index) => news(`head ${index}`, text));
    },

    gauges: (tick) => {
      const data = dataOf("closure");
      if (!tick || !data || !due("gauges", ["closure"], tick, turned("closure"))) return [none(), none()];
      if (!document.getElementById("gauge-closure").clientWidth) return [none(), none()];
      return g.gaugeFigures(data).map((figure, index) => news(`gauge ${index}`, figure));
    },

    trend: (tick) => {
      const data = dataOf("trend");
      if (!tick || !data || !due("curve", ["trend"], tick, turned("trend"))) return none();
      return document.getElementById("trend").clientWidth ? news("trend", g.trendFigure(data)) : none();
    },

    choropleth: (tick) => {
      const data = g.shading.now();
      if (!tick || !data || !due("choropleth", ["map"], tick, turned("map"))) return none();
      return news("shade", g.shade(data));
    },

    lists: (tick) => {
      if (!tick) return none();
      drawLists(tick);
      if (tick.changed.some((name) => ["cases", "urgent", "second", "size", "page"].includes(name))) g.points(tick.changed);
      g.wantCharts();
      return none();
    },
  };
})();
