"""Whether JSON is what Open Referral UK says: by its own published schema, kept in `schema/`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

SOURCE = "https://github.com/OpenReferralUK/uk-profile"
VERSION = "3.0"
FOLDER = Path(__file__).with_name("schema")


@cache
def _published() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(
        (FOLDER / "open_referral_uk_3.json").read_text(encoding="utf-8")
    )
    return said


@cache
def _validator(kind: str) -> jsonschema_rs.Validator:
    published = _published()
    schema = {
        "$schema": published["$schema"],
        "$defs": published["$defs"],
        "$ref": f"#/$defs/{kind}",
    }
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def faults(said: object, kind: str = "service") -> list[str]:
    """Return where something is not what the standard says: the place, and the rule that it breaks.

    What stands there is not repeated: it may be longer than a page, or somebody's own.

    Parameters
    ----------
    said : object
        What was read from JSON.
    kind : str
        "service", "service_in_list", "service_at_location", "taxonomy", "taxonomy_term" or "page".
    """
    found = []
    for error in _validator(kind).iter_errors(said):
        place = "/".join(map(str, error.instance_path)) or "the whole"
        rule = str(error.schema_path[-1]) if error.schema_path else "schema"
        found.append(f"{place}: {WORDS.get(rule, f'breaks the rule “{rule}”')}")
    return sorted(set(found))


WORDS = {
    "type": "is of another kind than the standard says",
    "format": "is not written as the standard says",
    "enum": "is none of the words that the standard allows",
    "required": "lacks something that the standard asks for",
}
