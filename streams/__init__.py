"""Everything that runs on its own clock: doors in, the projector, the push to browsers, the scheduler, the replay."""
