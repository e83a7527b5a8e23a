"""Alembic's entry point for the web's own store; `dashboard.store.web.engine` hands it an open connection."""

from alembic import context

from dashboard.store.web.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=False,  # the caller's transaction holds all of it
)
context.run_migrations()
