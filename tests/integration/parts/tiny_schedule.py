"""A schedule for the tests, as a process of its own: the real jobs over a store that is a JSON file of open tasks.

`python -m …tiny_schedule STORE`: STORE holds {"tasks": [[subject, limit, due ms]…], "cursors": {stream: id}}.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from dashboard import logs
from dashboard.settings import from_environment
from streams import embedded, scheduler
from streams.deadline_watch import Task
from streams.keys import events, shard_of


class FileStore:
    """What the scheduler asks of the store."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def passed(self, after_ms: int, now_ms: int, limit: int) -> list[Task]:
        """By due, at most `limit`."""
        tasks: list[Task] = [(subject, kind, due) for subject, kind, due in json.loads(self._path.read_text())["tasks"]]
        return sorted((task for task in tasks if after_ms < task[2] <= now_ms), key=lambda task: task[2])[:limit]

    def cursors(self) -> Mapping[str, str]:
        """As the file says."""
        kept: dict[str, str] = json.loads(self._path.read_text())["cursors"]
        return kept


def main(store: Path) -> int:
    """Until SIGTERM."""
    settings = from_environment()
    logs.configure(settings.log_level, "json", "schedule")
    client = embedded.connect(settings)

    def append(entries: list[dict[str, str]]) -> None:
        for entry in entries:
            client.xadd(events(shard_of(entry["subject"], settings.shards)), entry)  # type: ignore[arg-type]

    return scheduler.serve(client, scheduler.jobs_of(client, FileStore(store), append, settings.trim_hours))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
