"""Stand-ins written by hand for what a test must command itself. Servers are never faked: see conftest."""


class SettableClock:
    """A machine's clock that stands still until told to move: call it for milliseconds UTC."""

    def __init__(self, at_ms: int) -> None:
        self.at_ms = at_ms

    def __call__(self) -> int:
        """The machine's time now, ms UTC."""
        return self.at_ms

    def advance(self, ms: int) -> None:
        """Let `ms` milliseconds pass."""
        self.at_ms += ms
