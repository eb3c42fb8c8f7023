"""Tells every example in a description that is not what its schema says."""

import json
import sys

import jsonschema_rs


def examples(document):
    """Each example with its schema and where it stands."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            answers = operation["responses"].items()
            bodies = [(f"{method} {path} {status}", answer) for status, answer in answers]
            bodies.append((f"{method} {path}", operation.get("requestBody", {})))
            for at, body in bodies:
                for media in body.get("content", {}).values():
                    if "example" in media:
                        yield at, media["schema"], media["example"]
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", []):
            yield name, schema, example


count = 0
wrong = 0
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        document = json.load(file)
    for at, schema, example in examples(document):
        count += 1
        whole = {**schema, "components": document["components"]}
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        for error in validator.iter_errors(example):
            wrong += 1
            print(f"{at}: {error.message}")
print(f"{count} examples")
sys.exit(wrong > 0 or count == 0)
