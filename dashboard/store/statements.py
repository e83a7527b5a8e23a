"""The few SQL texts of the hot path, written once with `?` and run by either driver in bulk.

SQLAlchemy's compiled inserts cost three times as much a row; everything off the hot path uses SQLAlchemy Core.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

Row = tuple[Any, ...]


def driver_sql(connection: sa.Connection, sql: str) -> str:
    """The statement in the driver's own parameter style."""
    return sql if connection.dialect.name == "sqlite" else sql.replace("?", "%s")


def run_many(connection: sa.Connection, sql: str, rows: Sequence[Row]) -> int:
    """Runs one statement for each row; how many rows it changed in all."""
    if not rows:
        return 0
    return connection.exec_driver_sql(driver_sql(connection, sql), list(rows)).rowcount


def select_among(connection: sa.Connection, sql: str, keys: Iterable[str]) -> Sequence[Row]:
    """Runs a SELECT that ends in `IN` for one list of texts, as one parameter, so that the statement stays prepared."""
    wanted = list(keys)
    if connection.dialect.name == "sqlite":
        text = f"{sql} (SELECT value FROM json_each(?))"  # noqa: S608 – our own text
        result = connection.exec_driver_sql(text, (json.dumps(wanted),))
    else:
        result = connection.exec_driver_sql(f"{sql} (SELECT unnest(%s::text[]))", (wanted,))
    return [tuple(row) for row in result.fetchall()]


def insert_sql(table: sa.Table, columns: Sequence[str], tail: str = "") -> str:
    """INSERT of these columns, with what follows the values."""
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) {tail}".strip()  # noqa: S608 – our own names


def update_sql(table: sa.Table, columns: Sequence[str], key: str) -> str:
    """UPDATE of these columns where `key` matches; the key's value comes last in a row."""
    return f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in columns)} WHERE {key} = ?"  # noqa: S608 – our own names
