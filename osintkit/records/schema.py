"""The records as JSON Schema 2020-12."""

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from osintkit.errors import UsageError
from osintkit.records.kinds import KINDS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(kind: str | None = None) -> str:
    """The schema of one kind (``frame``, or ``osintkit.frame/1``), or of any record.

    Raises:
        UsageError: there is no such kind.
    """
    return json.dumps(schema(kind), indent=2, ensure_ascii=True)


def schema(kind: str | None = None) -> dict[str, Any]:
    """The same as a dictionary."""
    if kind is None:
        models = [(model, "serialization") for model in KINDS.values()]
        references, definitions = models_json_schema(models)  # type: ignore[arg-type]
        return {"$schema": _DIALECT, "anyOf": list(references.values()), **definitions}
    names = [name for name in KINDS if kind in {name, name.partition(".")[2].partition("/")[0]}]
    if not names:
        known = ", ".join(name.partition(".")[2].partition("/")[0] for name in KINDS)
        raise UsageError(f"There is no record kind {kind!r}.", f"One of: {known}.")
    return {"$schema": _DIALECT, **KINDS[names[0]].model_json_schema(mode="serialization")}
