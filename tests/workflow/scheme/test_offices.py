"""The office that acts for a unit in documents, as the scheme calls it."""

import pytest

from tests.workflow.scheme.small import SMALL
from workflow.models import Tier
from workflow.queries.documents.offices import all_subjects, assessing_office, office_above, own_office
from workflow.scheme.loader import builtin, load
from workflow.scheme.procedure import Offices
from workflow.scheme.sentences import procedure

OWN = "procedure:\n  offices: {assessor: 医保局, subject: 医保中心}\n"


def test_every_level_has_its_office() -> None:
    told = load(SMALL + OWN).procedure
    assert assessing_office(told, "甲省") == office_above(told, Tier.SUBJECT, "甲省") == "甲省医保局"
    assert own_office(told, Tier.SUBJECT, "甲市") == office_above(told, Tier.BELOW, "甲市") == "甲市医保中心"
    assert own_office(told, Tier.BELOW, "甲县") == "甲县"
    assert all_subjects(told) == "各市(州)医保中心"
    assert "公文由各级医保局、医保中心出面" in procedure(told)


@pytest.mark.parametrize("unit", ["甲县医保局", "医保局"])
def test_a_unit_that_is_an_office_is_not_called_so_twice(unit: str) -> None:
    assert Offices(below="医保局").of("below", unit) == unit


def test_without_offices_units_act_by_their_names() -> None:
    assert assessing_office(load(SMALL).procedure, "甲省") == "甲省"
    assert assessing_office(builtin("hubei-jingban").procedure, "甲省") == "甲省医疗保障局"
