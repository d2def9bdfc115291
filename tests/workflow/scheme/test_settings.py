"""Every silent point has its question and the wording of each value."""

from typing import get_args

from workflow.scheme.settings import SILENT_POINTS, Settings


def test_every_value_of_every_setting_has_its_wording() -> None:
    allowed = {name: set(get_args(field.annotation)) for name, field in Settings.model_fields.items()}
    assert {name: set(point.choices) for name, point in SILENT_POINTS.items()} == allowed


def test_the_setting_in_force_is_told_in_chinese() -> None:
    assert Settings().wording("without_counties") == "无下辖县(市、区)，自评按本级100%计"
