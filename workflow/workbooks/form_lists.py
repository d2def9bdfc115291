"""The lists from which cells of a form offer their texts, on a hidden sheet."""

from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from workflow.workbooks.form import LISTS
from workflow.workbooks.writing import write


class Lists:
    """The lists that cells offer; equal ones stand once on the hidden sheet."""

    def __init__(self, book: Workbook) -> None:
        self.sheet: Any = book[LISTS]
        self.offered: dict[tuple[str, tuple[str, ...]], DataValidation] = {}

    def offer(self, sheet: Any, cell: Any, labels: tuple[str, ...]) -> None:
        """Let a cell offer these texts."""
        key = (sheet.title, labels)
        if key not in self.offered:
            self.offered[key] = self._list(labels)
            sheet.add_data_validation(self.offered[key])
        self.offered[key].add(cell)

    def _list(self, labels: tuple[str, ...]) -> DataValidation:
        column = self.sheet.max_column + (1 if self.sheet.cell(1, 1).value else 0)
        for row, label in enumerate(labels, start=1):
            write(self.sheet.cell(row, column), label)
        letter = get_column_letter(column)
        listed = DataValidation("list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(labels)}")
        listed.allow_blank, listed.showErrorMessage = True, True
        listed.errorTitle, listed.error = "选一项", "从下拉列表中选，或者清空这一格。"
        return listed
