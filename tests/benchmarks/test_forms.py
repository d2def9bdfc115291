"""The benchmark of forms runs; its figures come from `make bench`."""

from tests.benchmarks.forms import measured


def test_a_form_and_its_bare_cells_are_written_and_read() -> None:
    report = measured(forms=1)
    assert report.cells > 500
    assert "ratio" in str(report)
