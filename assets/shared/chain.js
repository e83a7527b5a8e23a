/* Where a page is in its chain of frames (docs/frames.md): what it has already, what is next, and what is a gap. */
(() => {
  const g = window.gridwall;

  /**
   * Follows the chain of `state` ({view, asked, scope, epoch, n, counts, trace}). What a snapshot or a frame holds is taken by the
   * page itself: `takeAll(snapshot)` and `takeFrame(frame)` return the names of what changed.
   */
  g.chainOf = (state, { takeAll, takeFrame }) => {
    /** Everything anew. Returns the names of what changed. */
    const reset = (snapshot) => {
      state.scope = snapshot.scope;
      state.epoch = snapshot.epoch;
      state.n = snapshot.n;
      state.counts.snapshots += 1;
      return takeAll(snapshot);
    };

    /** One frame: null for one already seen, "gap" where some are missing before it, else the names of what changed. */
    const apply = (frame) => {
      if (state.n === null || frame.epoch !== state.epoch) return "gap";
      if (frame.n <= state.n) {
        state.counts.dropped += 1;
        return null;
      }
      if (frame.n !== state.n + 1) return "gap";
      state.n = frame.n;
      state.counts.applied += 1;
      if (state.trace) state.trace.push([frame.epoch, frame.n]);
      return takeFrame(frame);
    };

    return { reset, apply };
  };

  /** A chain's state before its first snapshot. `asked` is the scope to follow, null = that of whoever looks on. */
  g.stateOf = (view, more) => ({
    view, asked: null, scope: null, epoch: null, n: null, clock: null,
    counts: { applied: 0, dropped: 0, gaps: 0, snapshots: 0 },
    /** With ?trace=1: every applied frame as [epoch, n], so that a test can see that each came once. */
    trace: g.query.get("trace") === "1" ? [] : null,
    ...more,
  });
})();
