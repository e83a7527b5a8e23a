"""What one web worker's doors have done so far; told in its heartbeat."""

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Counters:
    """Events taken and refused by the HTTP door, requests answered, and those answered with a 5xx."""

    events_accepted: int = 0
    events_rejected: int = 0
    requests: int = 0
    server_errors: int = 0

    def events(self, accepted: int, rejected: int) -> None:
        """Counts one request of the events door."""
        self.events_accepted += accepted
        self.events_rejected += rejected

    def request(self, status: int) -> None:
        """Counts one answer."""
        self.requests += 1
        self.server_errors += status >= 500

    def told(self) -> dict[str, int]:
        """By name."""
        return asdict(self)
