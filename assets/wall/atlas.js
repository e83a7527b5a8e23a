/* The Leaflet map that Dash makes: gets hold of it, and keeps its frame through every change of size. */
(() => {
  const g = window.gridwall;

  const resized = [];
  /** `draw(map)` is called when the map has a size and a frame, and again whenever they change. */
  g.onMapFrame = (draw) => resized.push(draw);

  const frame = (map) => {
    const size = map.getContainer();
    if (!size.clientWidth || !size.clientHeight) return;
    map.invalidateSize(false);
    map.fitBounds(g.mapView(), { animate: false });
    for (const draw of resized) draw(map);
  };

  let asked = 0;
  /** Once a frame, however many reasons there are. */
  const soon = (map) => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => frame(map));
  };

  /** The view is another one now. */
  g.reframe = () => g.map && soon(g.map);

  L.Map.addInitHook(function hold() {
    g.map = this;
    this.whenReady(() => {
      soon(this);
      // The component sets its own centre and zoom once more after it has been made.
      this.on("moveend", () => {
        if (Math.abs(this.getZoom() - this.getBoundsZoom(g.mapView())) > 1e-6) soon(this);
      });
      new ResizeObserver(() => soon(this)).observe(this.getContainer());
    });
  });
})();
