"""What is counted, for Prometheus. What happens often is counted in plain numbers, and put into families when asked."""

from collections import Counter
from collections.abc import Callable, Iterable

from msgspec import Struct
from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics(Collector):
    """Those of one host. Names and labels: https://prometheus.io/docs/practices/naming/."""

    def __init__(self) -> None:
        self.commands: Counter[type[Struct]] = Counter()
        """Told to sessions and accounts, by their struct."""
        self.errors: Counter[str] = Counter()
        """Refused, by code."""
        self.messages: Counter[str] = Counter()
        """Saved, by role."""
        self.artifacts: Counter[str] = Counter()
        """Saved as new or as a new version by a message, by type."""
        self.replies: Counter[str] = Counter()
        """Of the model that ended, by status."""
        self.requests: Counter[tuple[str, str, str]] = Counter()
        """Over HTTP, by method, route and status."""
        self.registry = CollectorRegistry()
        self.registry.register(self)
        ProcessCollector(registry=self.registry)
        self.batch_seconds = Histogram(
            "satchel_batch_seconds",
            "From taking a batch of commands to its commit, waiting for a thread and the disk among it.",
            registry=self.registry,
            buckets=SECONDS,
        )
        self.request_seconds = Histogram(
            "satchel_http_request_seconds",
            "From a request over HTTP to its response; WebSockets are not among them.",
            ["route"],
            registry=self.registry,
            buckets=SECONDS,
        )

    def collect(self) -> Iterable[Metric]:
        yield _family("commands", "Commands told.", ["type"], {(_tag(c),): n for c, n in self.commands.items()})
        yield _family("errors", "Commands refused.", ["code"], {(code,): n for code, n in self.errors.items()})
        yield _family("messages_saved", "Messages saved.", ["role"], {(r,): n for r, n in self.messages.items()})
        yield _family("artifacts_saved", "Artifacts saved.", ["type"], {(t,): n for t, n in self.artifacts.items()})
        yield _family("replies", "Replies of the model.", ["status"], {(s,): n for s, n in self.replies.items()})
        yield _family("http_requests", "Requests.", ["method", "route", "status"], self.requests)

    def watch(self, name: str, what: str, value: Callable[[], int]) -> None:
        """A number that is looked up when someone asks."""
        Gauge(f"satchel_{name}", what, registry=self.registry).set_function(value)

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        return generate_latest(self.registry)


def _family(
    name: str, what: str, labels: list[str], counts: "Counter[tuple[str, str, str]] | dict[tuple[str], int]"
) -> Metric:
    family = CounterMetricFamily(f"satchel_{name}", what, labels=labels)
    for key, count in counts.items():
        family.add_metric(key, count)
    return family


def _tag(command: type[Struct]) -> str:
    return str(command.__struct_config__.tag or command.__name__)
