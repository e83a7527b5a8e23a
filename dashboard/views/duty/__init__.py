"""What the duty desk says, as plain data: queue rows, strip, one case or alert whole, roster and hand-over. PURE."""
