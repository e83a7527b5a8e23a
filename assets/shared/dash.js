/* What a page says to Dash. */
(() => {
  const g = window.gridwall;

  /** Dash keeps every value that a page ever set, to be able to undo it, and copies them all with each further one
   *  (plotly/dash#727): a wall would grow by megabytes an hour. The newest is enough to go back after an error. */
  const forget = () => {
    for (const store of window.dash_stores || []) {
      const { past } = store.getState().history;
      past.splice(0, past.length - 1);
    }
  };

  /** Sets properties of a component, which triggers the callbacks that listen to them. */
  g.setProps = (id, props) => {
    window.dash_clientside.set_props(id, props);
    forget();
  };
})();
