"""How often the gatekeeper is right: precision and recall of each label, on requests that people might send.

`intents/README.md` says what the labels mean and how the parts came about. Run with `-s` to see the figures.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from server.content import classify_intent

Label = Literal["table", "doc", "sheet", "code", "none"]
LABELS: tuple[Label, ...] = ("table", "doc", "sheet", "code", "none")
FOLDER = Path(__file__).parent / "intents"
# What must be reached on each part: the accuracy, and the precision and recall of every single label.
FLOORS = {"development": (0.98, 0.97), "held_out": (0.96, 0.90), "later": (0.95, 0.75)}


class Sample(msgspec.Struct, frozen=True):
    text: str
    label: Label
    language: str


class Figures(msgspec.Struct):
    samples: int
    accuracy: float
    precision: dict[str, float]
    recall: dict[str, float]
    support: dict[str, int]

    def table(self, part: str) -> str:
        rows = [
            f"{label:<8}{self.precision[label]:>10.3f}{self.recall[label]:>8.3f}{self.support[label]:>9}"
            for label in LABELS
        ]
        macro = f"{'macro':<8}{mean(self.precision):>10.3f}{mean(self.recall):>8.3f}{self.samples:>9}"
        return "\n".join(
            [
                "",
                part,
                f"{'label':<8}{'precision':>10}{'recall':>8}{'samples':>9}",
                *rows,
                macro,
                f"accuracy  {self.accuracy:.3f}",
            ]
        )


def read(part: str) -> list[Sample]:
    lines = (FOLDER / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [msgspec.convert(json.loads(line), Sample) for line in lines]


def measure(samples: list[Sample]) -> Figures:
    said = [classify_intent(sample.text).type or "none" for sample in samples]
    hits = Counter(sample.label for sample, label in zip(samples, said, strict=True) if sample.label == label)
    given, meant = Counter(said), Counter(sample.label for sample in samples)
    return Figures(
        len(samples),
        hits.total() / len(samples),
        {label: hits[label] / given[label] if given[label] else 0.0 for label in LABELS},
        {label: hits[label] / meant[label] for label in LABELS},
        {label: meant[label] for label in LABELS},
    )


def mean(figures: dict[str, float]) -> float:
    return sum(figures.values()) / len(figures)


@pytest.mark.parametrize("part", FLOORS)
def test_precision_and_recall_stay_above_their_floor(part: str, record_property: Callable[[str, object], None]) -> None:
    figures = measure(read(part))
    print(figures.table(part))
    record_property(f"{part} accuracy", round(figures.accuracy, 3))
    for label in LABELS:
        record_property(f"{part} {label} precision", round(figures.precision[label], 3))
        record_property(f"{part} {label} recall", round(figures.recall[label], 3))
    accuracy, of_each_label = FLOORS[part]
    assert figures.accuracy >= accuracy
    assert min(*figures.precision.values(), *figures.recall.values()) >= of_each_label


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_the_hash_of_a_request_decides_its_part(part: str) -> None:
    for sample in read(part):
        digest = int(hashlib.sha256(sample.text.encode()).hexdigest(), 16)
        assert (digest % 3 == 0) == (part == "held_out")


def test_no_request_is_there_twice_and_every_language_is_in_every_part() -> None:
    parts = {part: read(part) for part in FLOORS}
    texts = [sample.text for samples in parts.values() for sample in samples]
    assert len(texts) == len(set(texts))
    languages = [{sample.language for sample in samples} for samples in parts.values()]
    assert all(part == {"en", "de", "fr", "es", "pt", "it", "ru", "zh", "ja"} for part in languages)
