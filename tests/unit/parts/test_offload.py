"""Calls in another thread: what they raise reaches the caller, and nobody else."""

import pytest

from dashboard.offload import offload


def test_what_a_call_raises_is_the_callers_alone(capfd: pytest.CaptureFixture[str]) -> None:
    """gevent would print it, with whatever the message holds, though the caller catches it."""

    def fail(word: str) -> None:
        raise ValueError(word)

    with pytest.raises(ValueError, match="a citizen's name"):
        offload(fail, "a citizen's name")
    assert capfd.readouterr() == ("", "")


def test_results_come_back() -> None:
    assert offload(max, 3, 5) == 5
    assert offload(dict, a=1) == {"a": 1}
