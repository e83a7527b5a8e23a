"""The few statements of the hot path, each run for many rows at once in the way that its database does best.

SQLite runs one prepared statement a row; PostgreSQL takes the rows as one COPY into a table of its session and merges
them from there. SQLAlchemy's compiled inserts cost three times as much a row; off the hot path SQLAlchemy Core is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

Row = tuple[Any, ...]

FEW = 50
"""Rows up to which PostgreSQL, too, gets a statement a row: below it the way by COPY takes longer."""


class Bulk(NamedTuple):
    """A statement for many rows.

    `each` is its text for one row, with `?` for the values of `columns` in their order; `merge` does the same for all
    rows that stand in the table `STAGED`, which is made with these columns of `table`.
    """

    table: str
    columns: tuple[str, ...]
    each: str
    merge: str


STAGED = "staged"


def run_many(connection: sa.Connection, bulk: Bulk, rows: Sequence[Row]) -> int:
    """Runs a statement for each of these rows, no two of which mean the same one; how many rows it changed in all."""
    if not rows:
        return 0
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(bulk.each, list(rows)).rowcount
    if len(rows) <= FEW:
        return connection.exec_driver_sql(bulk.each.replace("?", "%s"), list(rows)).rowcount
    return _merge(connection, bulk, rows)


def _merge(connection: sa.Connection, bulk: Bulk, rows: Sequence[Row]) -> int:
    columns = ", ".join(bulk.columns)
    # Made anew each time: a rollback to a savepoint would take it, or bring its rows back.
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {STAGED}")
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {STAGED} ON COMMIT DROP AS SELECT {columns} FROM {bulk.table} WITH NO DATA"  # noqa: S608 – our own names
    )
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {STAGED} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return connection.exec_driver_sql(bulk.merge).rowcount


def select_among(connection: sa.Connection, sql: str, keys: Iterable[str]) -> Sequence[Row]:
    """Runs a SELECT that ends in `IN` for one list of texts, as one parameter, so that the statement stays prepared."""
    wanted = list(keys)
    if connection.dialect.name == "sqlite":
        text = f"{sql} (SELECT value FROM json_each(?))"  # noqa: S608 – our own text
        result = connection.exec_driver_sql(text, (json.dumps(wanted),))
    else:
        result = connection.exec_driver_sql(f"{sql} (SELECT unnest(%s::text[]))", (wanted,))
    return [tuple(row) for row in result.fetchall()]


def insert(table: sa.Table, columns: Sequence[str], tail: str = "") -> Bulk:
    """INSERT of these columns, with what follows the values."""
    head, names = f"INSERT INTO {table.name}", ", ".join(columns)
    each = f"{head} ({names}) VALUES ({', '.join('?' * len(columns))}) {tail}"
    # WHERE TRUE: without it SQL's grammar could take ON CONFLICT for a join's condition.
    merge = f"{head} ({names}) SELECT {names} FROM {STAGED} WHERE TRUE {tail}"  # noqa: S608 – our own names
    return Bulk(table.name, tuple(columns), each.strip(), merge.strip())


def update(table: sa.Table, columns: Sequence[str], key: str) -> Bulk:
    """UPDATE of these columns where `key` matches; the key's value comes last in a row."""
    name = table.name
    each = f"UPDATE {name} SET {', '.join(f'{one} = ?' for one in columns)} WHERE {key} = ?"  # noqa: S608 – our own names
    moved = ", ".join(f"{one} = {STAGED}.{one}" for one in columns)
    merge = f"UPDATE {name} SET {moved} FROM {STAGED} WHERE {name}.{key} = {STAGED}.{key}"  # noqa: S608 – our own names
    return Bulk(name, (*columns, key), each, merge)


def delete(table: sa.Table, key: Sequence[str]) -> Bulk:
    """DELETE of the rows with these keys."""
    name = table.name
    each = f"DELETE FROM {name} WHERE {' AND '.join(f'{one} = ?' for one in key)}"  # noqa: S608 – our own names
    same = " AND ".join(f"{name}.{one} = {STAGED}.{one}" for one in key)
    merge = f"DELETE FROM {name} USING {STAGED} WHERE {same}"  # noqa: S608 – our own names
    return Bulk(name, tuple(key), each, merge)
