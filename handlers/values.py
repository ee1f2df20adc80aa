"""The dataclass of what is made for every event: frozen for the type checker, plain when it runs."""

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, **options: Any) -> Any:
        """A frozen instance takes nearly three times as long to make, and a turn makes fifty;
        mypy refuses every assignment before it could run."""
        return dataclasses.dataclass(unsafe_hash=frozen, **options)


__all__ = ["dataclass"]
