"""Every error that Grid Command raises on purpose, and what the command line makes of it.

    GridError                 exit 1   something went wrong; the message says what to do
    ├── SettingsError         exit 2   a GRID_* variable cannot be used
    ├── UsageError            exit 2   a command was asked something it cannot understand
    ├── RefusedError          exit 1   understood, but doing it would do harm
    │   └── AlreadyRunning    exit 1   another process already does this on the same data directory
    ├── StoreError            exit 1   the SQL store cannot be opened, migrated, read or written
    └── StreamError           exit 1   the Redis streams cannot be read or written
        ├── ServerNotStarted  exit 1   the embedded server did not come up
        ├── ServerUnreachable exit 1   the server at GRID_REDIS_URL (or the embedded one) does not answer
        └── NotLeading        exit 1   another scheduler leads, so what this one decided is not appended

A message is one line: what is wrong, then what to do about it. Bad *events* are no errors: they are
facts (dead letters, anomalies) and never raise. This module knows no other module of the project.
"""


class GridError(Exception):
    """Base of all: `str(error)` is one line that says what to do; `exit_code` is the process's exit status."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class SettingsError(GridError):
    """A `GRID_*` variable holds a value that cannot be used."""

    exit_code = 2


class UsageError(GridError):
    """A command got arguments that it cannot understand."""

    exit_code = 2


class RefusedError(GridError):
    """The request is clear, but carrying it out would do harm (such as a replay over real events)."""


class AlreadyRunning(RefusedError):
    """Another process already does this on the same data directory."""


class StoreError(GridError):
    """The SQL store cannot be opened, migrated, read or written."""


class StreamError(GridError):
    """The Redis streams cannot be read or written."""


class ServerNotStarted(StreamError):
    """The embedded server did not come up."""


class ServerUnreachable(StreamError):
    """The Redis server does not answer."""


class NotLeading(StreamError):
    """Another scheduler leads, or none does yet: what was decided here must not be appended."""
