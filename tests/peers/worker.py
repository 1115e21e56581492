"""Validates documents with msgspec or jsonschema. Runs one turn for each line on stdin.

    python worker.py msgspec|jsonschema SCHEMA DOCUMENTS first|all
    python worker.py msgspec|jsonschema --version

SCHEMA is a file, DOCUMENTS one with a document on each line. The line is the length of the turn in milliseconds; the
answer is "passes valid seconds". See ../benches/validate/peers.rs.
"""

import importlib.metadata
import json
import platform
import sys
import time
from typing import Annotated, Callable, Literal


def by_msgspec(schema: dict, every_error: bool) -> Callable[[bytes], bool]:
    """msgspec does not read JSON Schema: it uses a handwritten model, and stops at the first error."""
    from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError
    from msgspec.json import Decoder

    def text(longest: int) -> type:
        return Annotated[str, Meta(max_length=longest)] | UnsetType

    natural = Annotated[int, Meta(ge=0)]

    class ImportTask(Struct):
        id: text(128) = UNSET
        name: text(256) = UNSET
        domain_id: text(128) = UNSET
        project_id: text(64) = UNSET
        workspace_id: text(128) = UNSET
        import_param: text(512) = UNSET
        obs_bucket: text(128) = UNSET
        obs_object_key: text(1024) = UNSET
        import_detail: text(4000) = UNSET
        status: Literal[-1, 0, 1, 2, 3, 4] | UnsetType = UNSET
        error_msg: text(512) = UNSET
        import_type: Literal["import", "crossSpaceImport", "import|crossSpaceImport"] | UnsetType = UNSET
        create_user: text(64) = UNSET
        create_user_name: text(256) = UNSET
        # Without the maximum of the contract, which is beyond what msgspec takes for a bound.
        create_date: natural | UnsetType = UNSET
        update_date: natural | UnsetType = UNSET

    class List(Struct):
        total: natural
        tasks: Annotated[list[ImportTask], Meta(min_length=1, max_length=100)]

    decode = Decoder({"ImportTask": ImportTask, "List": List}[schema["title"]]).decode

    def is_valid(document: bytes) -> bool:
        try:
            decode(document)
        except ValidationError:
            return False
        return True

    return is_valid


def by_jsonschema(schema: dict, every_error: bool) -> Callable[[bytes], bool]:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    if every_error:
        return lambda document: not list(validator.iter_errors(json.loads(document)))
    return lambda document: validator.is_valid(json.loads(document))


def turn(is_valid: Callable[[bytes], bool], documents: list[bytes], milliseconds: int) -> str:
    passes = valid = 0
    # The time that this thread had a processor, like that of the engines in Rust.
    start, until = time.thread_time(), time.monotonic() + milliseconds / 1000
    while passes == 0 or time.monotonic() < until:
        for document in documents:
            valid += is_valid(document)
        passes += 1
    return f"{passes} {valid} {time.thread_time() - start}"


def main() -> None:
    engine, *arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"{engine} {importlib.metadata.version(engine)}, Python {platform.python_version()}")
        return
    schema, file, errors = arguments
    with open(schema, "rb") as opened:
        make = {"msgspec": by_msgspec, "jsonschema": by_jsonschema}[engine]
        is_valid = make(json.load(opened), errors == "all")
    with open(file, "rb") as opened:
        documents = opened.read().splitlines()
    for line in sys.stdin:
        print(turn(is_valid, documents, int(line)), flush=True)


main()
