"""The figures of the clock for whoever watches from outside, as Prometheus reads them.

They are read from the database when they are asked for, by the process that is asked.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from notifications.runs import LastRun
from notifications.status import ClockStatus, clock_status

log = logging.getLogger(__name__)

_OF_JOBS: Mapping[str, tuple[str, Callable[[LastRun], datetime | None]]] = {
    "kaoping_job_started_timestamp_seconds": ("When the job last began.", lambda last: last.started_at),
    "kaoping_job_succeeded_timestamp_seconds": (
        "When the job last succeeded.",
        lambda last: last.succeeded_at,
    ),
}


@dataclass(frozen=True)
class ClockCollector(Collector):
    """Reads the figures anew for every scrape."""

    engine: Engine
    now: Callable[[], datetime]

    def collect(self) -> Iterator[Metric]:
        """All figures; where the database does not answer, only that."""
        try:
            with Session(self.engine) as session:
                status = clock_status(session, self.now())
        except SQLAlchemyError as error:
            log.warning("no figures, the database does not answer: %s", error)
            status = None
        yield GaugeMetricFamily(
            "kaoping_database_up", "Whether the database answers.", int(status is not None)
        )
        if status is not None:
            yield from _schedulers(status)
            yield from _jobs(status)
            yield from _copies(status)


def _schedulers(status: ClockStatus) -> Iterator[Metric]:
    found = status.pulse
    alive = sum(process.alive for process in found.processes)
    yield GaugeMetricFamily("kaoping_scheduler_processes", "Scheduler processes that are running.", alive)
    yield GaugeMetricFamily(
        "kaoping_clock_suspended", "Whether nothing is moved on by date.", int(bool(found.suspended))
    )
    if found.seen_at:
        told = "When a scheduler was last seen."
        yield GaugeMetricFamily("kaoping_scheduler_seen_timestamp_seconds", told, found.seen_at.timestamp())


def _jobs(status: ClockStatus) -> Iterator[Metric]:
    known = {line.job.name: line.last for line in status.jobs if line.last}
    for name, (told, instant) in _OF_JOBS.items():
        family = GaugeMetricFamily(name, told, labels=["job"])
        for job, last in known.items():
            if at := instant(last):
                family.add_metric([job], at.timestamp())
        yield family
    yield _by_job(
        "kaoping_job_duration_seconds",
        "How long its last run took.",
        {
            job: (last.ended_at - last.started_at).total_seconds()
            for job, last in known.items()
            if last.ended_at
        },
    )
    yield _by_job(
        "kaoping_job_failed",
        "Whether its last run failed.",
        {job: int(bool(last.fault)) for job, last in known.items()},
    )
    done = GaugeMetricFamily("kaoping_job_done", "What its last run did.", labels=["job", "what"])
    for job, last in known.items():
        for what, count in last.counts.items():
            done.add_metric([job, what], count)
    yield done
    yield GaugeMetricFamily("kaoping_job_faults", "What jobs could not do so far.", len(status.faults))


def _by_job(name: str, told: str, values: Mapping[str, Any]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=["job"])
    for job, value in values.items():
        family.add_metric([job], value)
    return family


def _copies(status: ClockStatus) -> Iterator[Metric]:
    family = GaugeMetricFamily("kaoping_deliveries", "Copies of notices.", labels=["channel", "state"])
    for (channel, state), count in status.backlog.items():
        family.add_metric([channel.value, state.value], count)
    yield family
    if status.oldest_unsent:
        yield GaugeMetricFamily(
            "kaoping_oldest_unsent_timestamp_seconds",
            "When the notice was written whose copy waits longest.",
            status.oldest_unsent.timestamp(),
        )


def serve_metrics(engine: Engine, now: Callable[[], datetime], address: tuple[str, int]) -> WSGIServer | None:
    """Answer Prometheus at host and port, in a thread; None where the address is taken: all else goes on."""
    registry = CollectorRegistry()
    registry.register(ClockCollector(engine, now))
    host, port = address
    try:
        server, _ = start_http_server(port, host, registry)
    except OSError as error:
        log.error("metrics are not served, %s:%s cannot be had: %s", host, port, error)
        return None
    log.info("metrics at http://%s:%s/metrics", host, port)
    return server
