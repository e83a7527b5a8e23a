"""The memory: log of events, folded cases, tallies and cursors, in SQLite or PostgreSQL. Only the projector writes."""
