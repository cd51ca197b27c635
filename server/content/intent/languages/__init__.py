"""The words of each language, one table a language.

A table maps what words do (see `roles`) to phrases separated by commas, as people write them; case and accents do not
matter. `stem*` stands for every word that begins so, `*end` for every word that ends so. Where two languages claim a
word, the one listed first has it. To add a language, add its table here: to `UNSPACED` if it is written without spaces.
"""

from typing import Final

from server.content.intent.languages import (
    chinese,
    english,
    french,
    german,
    italian,
    japanese,
    portuguese,
    russian,
    shared,
    spanish,
)
from server.content.intent.roles import Words

SPACED: Final[tuple[Words, ...]] = (
    english.WORDS,
    german.WORDS,
    french.WORDS,
    spanish.WORDS,
    portuguese.WORDS,
    italian.WORDS,
    russian.WORDS,
    shared.WORDS,
)
UNSPACED: Final[tuple[Words, ...]] = (chinese.WORDS, japanese.WORDS)
