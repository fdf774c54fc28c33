"""/metrics for Prometheus. Each application has its own registry. No text of a question, no name of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from qa.model import Answer
from qa.recorded import Asked

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

# name → what it means; the state of the service when it is asked for
GAUGES = {
    "kgqa_documents": "已发布的文件数",
    "kgqa_sessions": "记得的会话数",
    "kgqa_questions_running": "正在作答的问题",
    "kgqa_questions_waiting": "排队等着作答的问题",
    "kgqa_sparql_running": "正在运行或排队的外来 SPARQL 查询",
    "kgqa_builds_running": "正在进行的重建（经 HTTP）",
    "kgqa_builds_waiting": "排队的重建（经 HTTP）",
}


class Metrics:
    """Safe from several threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter("kgqa_http_requests", "HTTP 请求数", ("method", "route", "status"), registry=self.registry)
        self._request_seconds = Histogram(
            "kgqa_http_request_seconds", "HTTP 请求用时（秒）", ("method", "route"), buckets=_SECONDS, registry=self.registry
        )
        self._questions = Counter("kgqa_questions", "作答的问题数", ("door", "outcome", "method"), registry=self.registry)
        self._question_seconds = Histogram(
            "kgqa_question_seconds", "作答用时（秒）", ("method",), buckets=_SECONDS, registry=self.registry
        )
        self._limited = Counter("kgqa_rate_limited", "因超过频率而拒绝的请求", ("what",), registry=self.registry)
        self._builds = Counter("kgqa_builds", "经 HTTP 的重建", ("outcome",), registry=self.registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(method, route).observe(seconds)

    def answer(self, answer: Answer, asked: Asked) -> None:
        self._questions.labels(asked.door, answer.outcome.value, answer.method.value).inc()
        self._question_seconds.labels(answer.method.value).observe(answer.elapsed_ms / 1000)

    def limited(self, what: str) -> None:
        self._limited.labels(what).inc()

    def built(self, outcome: str) -> None:
        self._builds.labels(outcome).inc()

    def watch(
        self, generation: Callable[[], str | None], gauges: Callable[[], dict[str, float]], lost: Callable[[], int]
    ) -> None:
        """``gauges`` gives some of GAUGES when Prometheus asks; ``lost``: rows the audit log could not write."""
        self.registry.register(_Now(generation, gauges, lost))

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Now(Collector):
    def __init__(
        self, generation: Callable[[], str | None], gauges: Callable[[], dict[str, float]], lost: Callable[[], int]
    ) -> None:
        self._generation, self._gauges, self._lost = generation, gauges, lost

    def describe(self) -> Iterable[Metric]:
        return ()  # so that registering asks nothing

    def collect(self) -> Iterator[Metric]:
        if generation := self._generation():
            info = InfoMetricFamily("kgqa_generation", "正在作答的图谱")
            info.add_metric((), {"generation": generation})
            yield info
        for name, value in self._gauges().items():
            yield GaugeMetricFamily(name, GAUGES[name], value=value)
        yield CounterMetricFamily("kgqa_audit_lost", "没能写入问答记录的行数", value=self._lost())
