"""What Alembic runs around each migration; `storage.database.schema` gives it the connection."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, BigInteger

from storage.database.columns import Moment
from storage.tables import metadata, words


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our column types by the names that `script.py.mako` gives them: a migration must keep its
    meaning when the program's own types change."""
    if kind == "type" and isinstance(item, Moment):
        return "MOMENT"
    if kind == "type" and isinstance(item, JSON):
        return "JSON"
    if kind == "type" and isinstance(item, BigInteger) and item._variant_mapping:
        return "ID"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    include_name=lambda name, kind, above: words.is_ours(name, kind),
)
with context.begin_transaction():
    context.run_migrations()
