"""Reading a YAML document and refusing a broken one, in one sentence that says what is wrong and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import yaml

# Schemas are built from these few forms. The description of a form finishes the sentence "allowed is …".
TEXT = {"type": "string", "pattern": r"\S", "description": "a text"}


def pattern(regex: str, description: str) -> dict:
    """Text that matches `regex` as a whole."""
    return {"type": "string", "pattern": f"^(?:{regex})$", "description": description}


def one_of(values: Iterable[object]) -> dict:
    values = list(values)
    return {"enum": values, "description": " or ".join(str(value) for value in values)}


def list_of(item: dict, at_least: int = 1) -> dict:
    description = f"a list of at least {at_least}, each {item.get('description', 'a record')}"
    return {"type": "array", "items": item, "minItems": at_least, "description": description}


def record(required: dict, optional: dict | None = None) -> dict:
    """Named fields, the required ones all there, and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
        "description": f"a record with {', '.join(required)}",
    }


def fault(file: str, place: object, field: str, value: object, allowed: str) -> ValueError:
    """The one sentence of every complaint about a file."""
    shown = repr(value)
    if len(shown) > 60:
        shown = shown[:59] + "…"
    return ValueError(f"{file}, {place}: {field} is {shown}; allowed is {allowed}.")


def read(path: Path, schema: dict) -> dict:
    """The document at `path`, or a ValueError if it is not YAML, repeats a key or breaks the schema."""
    from jsonschema import Draft202012Validator  # takes a while to import, and is needed only here
    from jsonschema.exceptions import best_match

    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise ValueError(f"{path.name}, line {line}: {error.problem}.") from None
    error = best_match(Draft202012Validator(schema).iter_errors(document))
    if error:
        raise _explain(path.name, document, error)
    return document


def unique(file: str, field: str, values: Iterable[str], place: str | None = None) -> None:
    """Refuse a value that appears more than once; the value itself is the place if there is no other."""
    value, times = max(Counter(values).items(), key=lambda pair: pair[1])
    if times > 1:
        raise fault(file, place or value, field, value, f"a value used once, not {times} times")


def _explain(file: str, document: object, error) -> ValueError:
    """One sentence for a schema error: where in the document, which value, what is allowed."""
    place, field, node = "the document", "it", document
    for step in error.absolute_path:
        node = node[step]
        if isinstance(step, int) and isinstance(node, dict):  # a record in a list
            place, field = node.get("id", f"{place}, {field} {step + 1}"), "it"
        elif isinstance(node, dict) and place == "the document":  # a record under its key
            place = step
        elif isinstance(step, str):
            field = step
    properties = error.schema.get("properties", {})
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in node)
        return ValueError(
            f"{file}, {place}: {missing} is missing; allowed is {properties[missing]['description']}."
        )
    if error.validator == "additionalProperties":
        extra = next(name for name in node if name not in properties)
        return fault(file, place, "a field", extra, ", ".join(properties))
    return fault(file, place, field, node, error.schema["description"])


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML itself lets the last of two equal keys win in silence."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            name = self.construct_object(key)
            if name in seen:
                problem = f"the key {name!r} appears twice; allowed is each key once"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)
