"""`/docs`: the OpenAPI document as a page that needs no script: HTML that the server writes, and one stylesheet."""

import json
from html import escape
from typing import Any

from .sample import sample
from .shape import shape

Document = dict[str, Any]


def page(document: Document) -> str:
    """The whole page, of a document as `openapi` makes it."""
    info = document["info"]
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    by_tag = {
        tag["name"]: (tag, [found for found in operations if tag["name"] in found[2]["tags"]])
        for tag in document["tags"]
    }
    links = "".join(f'<li><a href="#{name}">{name.capitalize()}</a></li>' for name in by_tag)
    sections = "".join(_section(tag, found, document) for tag, found in by_tag.values())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(info["title"])} API</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the operations</a>
<header>
<h1>{escape(info["title"])} API <small>{escape(info["version"])}</small></h1>
<p>{prose(info["summary"])} {prose(info["description"])}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a> for REST, <a href="/asyncapi.json">asyncapi.json</a> for the
WebSocket. Errors are <a href="https://www.rfc-editor.org/rfc/rfc9457">problem details</a>.</p>
</header>
<nav aria-label="Topics"><ul>{links}</ul></nav>
<main id="main">{sections}</main>
</body>
</html>
"""


def prose(text: str) -> str:
    """Text with `code` in it."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def _section(tag: Document, operations: list[tuple[str, str, Document]], document: Document) -> str:
    name = tag["name"]
    inside = "".join(_operation(path, method, operation, document) for path, method, operation in operations)
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{name.capitalize()}</h2>'
        f"<p>{prose(tag['description'])}</p>{inside}</section>"
    )


def _operation(path: str, method: str, operation: Document, document: Document) -> str:
    verb, name = method.upper(), operation["operationId"]
    said = f"<p>{prose(operation['description'])}</p>" if "description" in operation else ""
    return (
        f'<details><summary><span class="verb {method}">{verb}</span> <code>{escape(path)}</code> '
        f'<span class="what">{escape(operation["summary"])}</span></summary>'
        f'<div id="{name}">{said}{_call(path, verb, operation, document)}'
        f"{_parameters(operation['parameters'])}{_body(operation, document)}{_responses(operation, document)}"
        "</div></details>"
    )


def _call(path: str, verb: str, operation: Document, document: Document) -> str:
    """How to do it with curl."""
    query = "&".join(
        f"{found['name']}={sample(found['schema'], document)}"
        for found in operation["parameters"]
        if found["in"] == "query" and found["required"]
    )
    address = f'"$SATCHEL{path}{"?" + query if query else ""}"'
    words = ["curl", *(() if verb == "GET" else ("-X", verb)), address]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content and content:
        words.append("--data-binary @FILE")
    elif content:
        schema = content["application/json"]["schema"]
        body = json.dumps(sample(schema, document), ensure_ascii=False)
        words += ["\\\n  -H 'Content-Type: application/json'", f"-d '{body}'"]
    return f'<pre tabindex="0"><code>{escape(" ".join(words))}</code></pre>'


def _parameters(parameters: list[Document]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(found['name'])}</code>{_needed(found['required'])}</td><td>{found['in']}</td>"
        f"<td>{shape(found['schema'])}</td><td>{prose(found.get('description', ''))}</td></tr>"
        for found in parameters
    )
    head = "<tr><th>Name</th><th>In</th><th>Type</th><th>What it is</th></tr>"
    return f"<h3>Parameters</h3><table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _body(operation: Document, document: Document) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return "<h3>Body</h3><p>The file.</p>" if content else ""
    schema = content["application/json"]["schema"]
    return f"<h3>Body</h3>{_fields(schema, document)}"


def _fields(schema: Document, document: Document) -> str:
    """The fields of an object as a table."""
    named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    required = set(named.get("required", ()))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code>{_needed(name in required)}</td><td>{shape(field)}</td></tr>"
        for name, field in named.get("properties", {}).items()
    )
    said = f"<p>{prose(' '.join(named['description'].split()))}</p>" if "description" in named else ""
    return f"{said}<table><thead><tr><th>Field</th><th>Type</th></tr></thead><tbody>{rows}</tbody></table>"


def _needed(required: bool) -> str:
    return ' <abbr title="has to be given">*</abbr>' if required else ""


def _responses(operation: Document, document: Document) -> str:
    rows = []
    for status, found in operation["responses"].items():
        known = document["components"]["responses"][found["$ref"].rpartition("/")[2]] if "$ref" in found else found
        schemas = [kind.get("schema", {}) for kind in known.get("content", {}).values()]
        shown = "".join(
            f'<pre tabindex="0"><code>{_example(schema, document)}</code></pre>' for schema in schemas if status < "300"
        )
        rows.append(f"<dt><code>{status}</code></dt><dd>{prose(known['description'])}{shown}</dd>")
    return f"<h3>Responses</h3><dl>{''.join(rows)}</dl>"


def _example(schema: Document, document: Document) -> str:
    return escape(json.dumps(sample(schema, document, whole=True), indent=2, ensure_ascii=False))
