from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import faults
from tests.worlds import at
from workflow.models import JobFault
from workflow.unit_of_work import unit_of_work


def test_a_fault_stays_and_counts_until_it_is_done(session: Session) -> None:
    for day, subject in ((10, "unit 7"), (11, "unit 7"), (11, "unit 3")):
        with unit_of_work(session):
            faults.note(session, at(12, day), "remind", subject, ValueError("no name"))
    assert faults.pending(session, "remind") == ["unit 7", "unit 3"]
    row = session.scalars(select(JobFault).where(JobFault.subject == "unit 7")).one()
    assert (row.tries, row.first_at, row.last_at) == (2, at(12, 10), at(12, 11))
    assert row.text == "ValueError: no name"
    with unit_of_work(session):
        faults.clear(session, "remind", "unit 7")
    assert faults.pending(session, "remind") == ["unit 3"]
