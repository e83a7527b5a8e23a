"""The city's clock: which moment it is in the city, given the machine's moment.

Real time passes through unchanged; a replay maps machine time to city time by an anchor and a speed
(0 = standing still). It knows arithmetic and its JSON form, not where it is kept nor what time it is now.
All moments are integer milliseconds since 1970 UTC.
"""

import json
import math
from dataclasses import dataclass, replace
from typing import Literal

Mode = Literal["real", "replay"]


@dataclass(frozen=True, slots=True)
class CityClock:
    """A mapping machine → city time: at `base_real_ms` it is `base_city_ms` in the city, then `speed`× as fast.

    `label` is what a screen calls this time; `synthetic` says that what happens in it never happened.
    In mode "real" base and speed are ignored.
    """

    mode: Mode = "real"
    base_real_ms: int = 0
    base_city_ms: int = 0
    speed: float = 1.0
    label: str = ""
    synthetic: bool = False

    def __post_init__(self) -> None:
        if self.mode not in ("real", "replay"):
            raise ValueError(f"clock mode {self.mode!r} is neither real nor replay")
        if not (math.isfinite(self.speed) and self.speed >= 0):
            raise ValueError(f"clock speed {self.speed!r} is not a number of 0 or more")

    def now(self, real_ms: int) -> int:
        """City time at machine time `real_ms`."""
        if self.mode == "real":
            return real_ms
        return self.base_city_ms + math.floor((real_ms - self.base_real_ms) * self.speed)

    @property
    def pace(self) -> float:
        """How many times as fast as the machine's time it goes; 0 = it stands."""
        return 1.0 if self.mode == "real" else self.speed

    def jumped(self, real_ms: int, city_ms: int) -> "CityClock":
        """The same replay, but at `real_ms` it is `city_ms` in the city."""
        return replace(self, base_real_ms=real_ms, base_city_ms=city_ms)

    def at_speed(self, real_ms: int, speed: float) -> "CityClock":
        """The same replay going on from `real_ms` at `speed` (0 pauses it); city time does not jump."""
        return replace(self, base_real_ms=real_ms, base_city_ms=self.now(real_ms), speed=speed)

    def encode(self) -> str:
        """JSON, as kept in Redis."""
        fields = {
            "mode": self.mode,
            "base_real_ms": self.base_real_ms,
            "base_city_ms": self.base_city_ms,
            "speed": self.speed,
            "label": self.label,
            "synthetic": self.synthetic,
        }
        return json.dumps(fields, ensure_ascii=False)


REAL = CityClock()
"""The city lives in the machine's time."""


def replay(real_ms: int, city_ms: int, speed: float, label: str, synthetic: bool = True) -> CityClock:
    """A clock that shows `city_ms` at `real_ms` and goes on `speed` times as fast as real time (0 = stands)."""
    return CityClock("replay", real_ms, city_ms, speed, label, synthetic)


def decode(text: str | bytes) -> CityClock:
    """The clock of its JSON; ValueError says what is wrong with it."""
    raw = json.loads(text)
    if not isinstance(raw, dict):
        raise ValueError("a clock is a JSON object")
    try:
        return CityClock(
            mode=raw["mode"],
            base_real_ms=int(raw["base_real_ms"]),
            base_city_ms=int(raw["base_city_ms"]),
            speed=float(raw["speed"]),
            label=str(raw["label"]),
            synthetic=bool(raw["synthetic"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"a clock lacks or mistypes {error}") from error
