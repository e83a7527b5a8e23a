"""How long to wait before the next try: longer after each failure, never in step with others, short again once well.

Pure: it knows numbers, not what failed.
"""

import math
import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class Backoff:
    """Pauses that double from `first_s` to `most_s`, each drawn from the upper half of its span.

    What then lived for `healthy_s` seconds starts from `first_s` again.
    """

    first_s: float = 0.1
    most_s: float = 10.0
    healthy_s: float = 5.0
    chance: random.Random = field(default_factory=random.Random)
    _failures: int = 0

    def after(self, lived_s: float) -> float:
        """Seconds to wait now that it failed again, having lived for `lived_s`."""
        if lived_s >= self.healthy_s:
            self._failures = 0
        span = min(self.most_s, self.first_s * math.ldexp(1, min(self._failures, 30)))
        self._failures += 1
        return span * self.chance.uniform(0.5, 1.0)
