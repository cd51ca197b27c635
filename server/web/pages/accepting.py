"""Whether a request is a browser's that opens the page: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1"""

LONGEST = 4000
"""Characters of the header that are looked at."""


def prefers_html(accept: str) -> bool:
    """Whether `text/html` is named, and `application/json` not preferred to it. `*/*` alone is a program's."""
    weights: dict[str, float] = {}
    for entry in accept[:LONGEST].lower().split(","):
        media, *parameters = (part.strip() for part in entry.split(";"))
        weights[media] = _weight(parameters)
    html = weights.get("text/html", 0.0)
    return html > 0 and html >= weights.get("application/json", 0.0)


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
