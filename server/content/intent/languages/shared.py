"""Words that are the same in every language: names of formats, programming languages and products."""

from typing import Final

from server.content.intent.roles import Words

WORDS: Final[Words] = {
    ("noun", "sheet"): "excel, xlsx, xls, csv, tsv, google sheets, google sheet, libreoffice calc",
    ("noun", "doc"): "readme, cv, pdf, docx, changelog, faq",
    ("noun", "code"): (
        "html, css, sql, json, yaml, toml, xml, svg, mermaid, regex, regexp, dockerfile, docker compose, makefile,"
        " vba, api, widget, bot, crud, uml, cli, script, json schema"
    ),
    ("hint", "code"): (
        "python, javascript, js, typescript, ts, java, rust, golang, c++, c#, kotlin, swift, php, ruby, perl,"
        " haskell, bash, powershell, react, vue, svelte, angular, django, flask, fastapi, node, tailwind, kubernetes,"
        " terraform, arduino, matlab, postgres, pandas, latex, graphql"
    ),
}
