"""Passwords: hashed by Argon2id, checked so that the time taken tells nothing, made where a first one is needed."""

import secrets
from functools import cache
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 10, 200
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is taken for something else when it is read out or copied by hand."""

# OWASP's parameters for Argon2id: 19 MiB, so that a hundred tries at once do not take the machine's memory.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)


@cache
def _nobody() -> str:
    return hashed(secrets.token_hex(16))


def hashed(password: str) -> str:
    """What is kept of a password. Takes some 30 ms of one core, on purpose: call it through `offload`."""
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Is it the password of this hash? Where there is none (nobody of that name) it takes as long, and is not."""
    nobody = _nobody()
    try:
        _HASHER.verify(kept or nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def one_time() -> str:
    """A password for the first sign-in: four groups of four, 79 random bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def objection(password: str, name: str) -> str | None:
    """Why this cannot be somebody's password, in Chinese; None if it can."""
    if len(password) < LEAST:
        return f"新密码至少 {LEAST} 位"
    if len(password) > MOST:
        return f"新密码最多 {MOST} 位"
    if len(set(password)) < 5:
        return "新密码重复的字符太多"
    if name and name.casefold() in password.casefold():
        return "新密码不能包含用户名"
    return None
