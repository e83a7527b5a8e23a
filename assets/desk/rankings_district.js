/* The page of one district: asks for its sheet anew when cases moved, every five seconds at most; prints. */
(() => {
  const EVERY_MS = 5000;
  const state = { asked: Date.now(), waits: 0, n: 0, before: null };
  const root = () => document.getElementById("district");

  const ask = () => {
    const told = root() && root().querySelector("[data-as-of]");
    const stands = told ? told.dataset.asOf : null;
    Object.assign(state, { asked: Date.now(), waits: 0 });
    // A slow answer is waited for: questions must not pile up.
    if (stands === null || stands === state.before) return;
    state.before = stands;
    const { epoch, n: heard } = window.gridwall.state;
    if (root()) window.gridwall.setProps("district-ask", { data: { n: (state.n += 1), epoch, heard } });
  };

  window.gridrankings.district = (nudge) => {
    if (nudge && root() && !root().dataset.at && nudge.changed.includes("cases") && !state.waits) {
      state.waits = setTimeout(ask, Math.max(0, state.asked + EVERY_MS - Date.now()));
    }
    return null;
  };

  document.addEventListener("click", ({ target }) => {
    if (root() && target.closest(".district .print")) window.print();
  });
})();
