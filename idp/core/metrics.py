"""What is counted for Prometheus. Labels are drawn from code, never from a request, so their number is bounded.

`idp serve` points PROMETHEUS_MULTIPROC_DIR at a folder of its own, and the counts of all its processes are summed there.
"""

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

registry = CollectorRegistry()
requests = Histogram(
    "gatehouse_request_seconds", "Time to answer, by route and class of status.", ["route", "status"],
    registry=registry, buckets=_BUCKETS,
)  # fmt: skip
sign_ins = Counter("gatehouse_sign_ins", "Sign-ins by outcome: success, or what was refused.", ["outcome"], registry=registry)
factors = Counter("gatehouse_factor_verifications", "Second factors tried.", ["factor", "outcome"], registry=registry)
tokens = Counter("gatehouse_tokens_issued", "Token responses by grant type.", ["grant_type"], registry=registry)
refusals = Counter("gatehouse_refusals", "Refused requests at the machine endpoints, by error.", ["error"], registry=registry)
limited = Counter("gatehouse_rate_limited", "Requests that a limit refused, by door.", ["door"], registry=registry)
turned_away = Counter(
    "gatehouse_turned_away", "Requests that never reached a page: large_head, slow_body, large_body, memory, busy.", ["reason"],
    registry=registry,
)  # fmt: skip


def render(gauges: Iterable[Metric]) -> bytes:
    """Everything counted, over all processes, and ``gauges`` measured now."""
    shown = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped
    else:
        shown.register(_These(registry))
    shown.register(_These(gauges))
    return generate_latest(shown)


class _These:
    """A collector of metrics that are already there."""

    def __init__(self, metrics: "Iterable[Metric] | CollectorRegistry") -> None:
        self.metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """Prometheus's question."""
        return self.metrics.collect() if isinstance(self.metrics, CollectorRegistry) else self.metrics
