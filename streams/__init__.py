"""Everything that runs on its own clock: doors in, projector, frames, scheduler, supervision."""
