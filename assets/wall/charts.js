/* Figures for Plotly: two indicator gauges and the day's curve, in the theme's tokens. State in, figure out. */
(() => {
  const g = window.gridwall;
  /** Of Plotly's ring, which takes a quarter of the radius. */
  const THIN = 0.3;
  const BARE = { t: 0, r: 0, b: 0, l: 0 };

  const frame = (id, margin = BARE) => {
    const box = document.getElementById(id);
    return {
      width: box.clientWidth, height: box.clientHeight, margin, paper_bgcolor: "transparent",
      plot_bgcolor: "transparent", showlegend: false, font: { family: g.token("fonts"), color: g.token("ink1") },
    };
  };

  /** The arc runs from 80 to 100; a rate beneath would not be on it, and gets the whole scale. */
  const rangeOf = (percent) => (percent !== null && percent < 80 ? [0, 100] : [80, 100]);

  const colourOf = (status) => g.token(status || "ink1");

  const nothing = (size, color) => ({
    text: "—", showarrow: false, x: 0.5, y: 0.02, yanchor: "bottom", xref: "paper", yref: "paper", font: { size, color },
  });

  const gauge = (id, cell, aim, status) => {
    const unit = g.unit();
    const ratio = cell ? cell[1] : null;
    const percent = ratio === null ? null : Math.round(ratio * 10000 + 1e-7) / 100;
    const range = rangeOf(percent);
    const colour = g.dead("closure") ? g.token("void") : colourOf(status);
    const arc = {
      type: "indicator",
      mode: "gauge",
      value: percent === null ? range[0] : percent,
      domain: { x: [0, 1], y: [0, 1] },
      gauge: {
        shape: "angular",
        bar: { color: colour, thickness: THIN },
        bgcolor: "transparent",
        borderwidth: 0,
        steps: [{ range, color: g.token("bar2"), thickness: THIN }],
        axis: { range, tickvals: [] },
        threshold: { value: aim * 100, thickness: 0.65, line: { color: g.token("ink1"), width: 3 * unit } },
      },
    };
    // Plotly would set the number into the arc's middle; it stands lower, so that its label has room above it.
    const number = {
      type: "indicator",
      mode: "number",
      value: percent,
      domain: { x: [0, 1], y: [0.08, 0.48] },
      number: { valueformat: percent === 100 ? ".0f" : ".2f", font: { size: 85 * unit, color: colour, weight: 600 } },
    };
    const layout = frame(id, BARE);
    if (percent === null) layout.annotations = [nothing(85 * unit, g.token("ink2"))];
    return { data: percent === null ? [arc] : [arc, number], layout };
  };

  g.gaugeFigures = (data) => {
    const total = data.total;
    return [
      gauge("gauge-closure", total.closure_rate, total.aim, total.closure_status),
      gauge("gauge-on-time", total.on_time_rate, total.aim, total.on_time_status),
    ];
  };

  const line = (values, hours, style) => ({
    type: "scatter", mode: "lines", x: hours, y: values, hoverinfo: "skip",
    line: { shape: "linear", ...style },
  });

  const hoursOf = (values, end) => values.map((_, index) => Math.min(index + 1, end));

  const startAtZero = (hours, values) => [[0, ...hours], [0, ...values]];

  const axis = (unit) => ({
    color: g.token("ink2"), gridcolor: g.token("hair"), zeroline: false, fixedrange: true, ticks: "",
    tickfont: { size: 22 * unit },
  });

  /** Two to four round numbers up to `top`; 0 stands at the foot of the other axis already. */
  const ticks = (top) => {
    const power = 10 ** Math.floor(Math.log10(top));
    const step = [0.25, 0.5, 1, 2.5].map((n) => n * power).find((size) => top / size < 5);
    return Array.from({ length: Math.floor(top / step) }, (_, i) => (i + 1) * step);
  };

  g.trendFigure = (data) => {
    const unit = g.unit();
    const curve = (name, style) => {
      const end = name === "today" ? data.hour : 24;
      const [x, y] = startAtZero(hoursOf(data[name], end), data[name]);
      return line(y, x, style);
    };
    const past = g.token("ink2");
    const now = g.dead("trend") ? g.token("void") : g.token("ink1");
    const last = data.today.length ? data.today[data.today.length - 1] : 0;
    const top = Math.max(10, ...data.today, ...data.yesterday, ...data.last_week);
    return {
      data: [
        curve("last_week", { color: past, width: 2 * unit, dash: "dot" }),
        curve("yesterday", { color: past, width: 1.5 * unit }),
        curve("today", { color: now, width: 4 * unit }),
        { type: "scatter", mode: "markers", x: [data.hour], y: [last], marker: { size: 11 * unit, color: now } },
      ],
      layout: {
        ...frame("trend", { t: 8 * unit, r: 14 * unit, b: 34 * unit, l: 76 * unit }),
        xaxis: { ...axis(unit), range: [0, 24], tickvals: [0, 6, 12, 18, 24], showgrid: false },
        yaxis: { ...axis(unit), range: [0, top * 1.08], tickvals: ticks(top), tickformat: top < 1e5 ? ",d" : "~s" },
      },
    };
  };
})();
