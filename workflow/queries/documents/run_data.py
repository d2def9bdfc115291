"""A ranking run as data for other programs: JSON and CSV files, their fields, and their SHA-256 sums."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from workflow.csv_cells import Cell, csv_lines
from workflow.models import Cycle, RankingRun
from workflow.packing import pack
from workflow.points import plain, ratio_text, shown
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.run_fields import FIELDS, ITEMS, LINES, SPECIAL
from workflow.queries.documents.working_paper import run_paper
from workflow.queries.runs import RunLine, run_lines
from workflow.queries.schemes import scheme_of
from workflow.workbooks.working_paper_data import Paper, SheetRow, UnitTerms

FORMAT = "kaoping-ranking-run/1"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


def run_files(session: Session, run_id: int) -> Mapping[str, bytes]:
    """Name → content: the run, its lines, every item mark, the special factors, what the fields mean, and
    last the sums. The same run gives the same bytes. Raises NotFound."""
    lines, paper = run_lines(session, run_id), run_paper(session, run_id)
    run = session.get_one(RankingRun, run_id)
    about = _about(session, run)
    files = {
        "run.json": _json({**about, "lines": [_line(line) for line in lines]}),
        "lines.csv": _csv(LINES, (_row(line) for line in lines)),
        "items.csv": _csv(ITEMS, _items(paper)),
        "special.csv": _csv(SPECIAL, _claims(paper)),
        "fields.csv": _csv(("文件", "字段", "含义"), FIELDS),
    }
    listed = {name: {"bytes": len(text), "sha256": sha256(text).hexdigest()} for name, text in files.items()}
    files[MANIFEST] = _json({**about, "files": listed})
    sums = "".join(f"{sha256(text).hexdigest()}  {name}\n" for name, text in files.items())
    return {**files, SUMS: sums.encode()}


def run_archive(session: Session, run_id: int) -> bytes:
    """The files of a run as one archive. Raises NotFound."""
    kept = io.BytesIO()
    pack(kept, run_files(session, run_id).items())
    return kept.getvalue()


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _csv(header: Sequence[str], rows: Iterator[Sequence[Cell]] | Sequence[Sequence[Cell]]) -> bytes:
    return "".join(csv_lines(header, rows)).encode()


def _about(session: Session, run: RankingRun) -> dict[str, Any]:
    cycle, scheme = session.get_one(Cycle, run.cycle_id), scheme_of(session, run.cycle_id)
    return {
        "format": FORMAT,
        "notice": standing_notice(session, cycle.id),
        "year": cycle.year,
        "title": cycle.title,
        "scheme": {"title": scheme.title, "reference": run.scheme_reference, "sha256": scheme.digest},
        "run": {
            "number": run.number,
            "stage": run.stage.value,
            "computed_at": run.computed_at.isoformat(),
            "input_digest": run.input_digest,
            "circular_number": run.circular_number,
        },
    }


def _line(line: RunLine) -> dict[str, Any]:
    """One unit's line: exact values as `p/q`, with what is shown beside them, and every term."""
    return {
        "rank": line.rank,
        "unit": {"code": line.code, "name": line.name},
        "group": line.group,
        "group_rank": line.group_rank,
        "grade": line.grade,
        "vetoed": line.vetoed,
        "bottom": line.bottom,
        "tied_at_edge": line.tied_at_edge,
        "last_rank": line.last_rank,
        "streak": line.streak,
        "streak_reason": line.streak_reason,
        "own": plain(line.own),
        "mean": None if line.mean is None else _exact(line.mean),
        "self_score": _exact(line.self_score),
        "province": plain(line.province),
        "bonus": plain(line.bonus),
        "special": plain(line.special),
        "final": _exact(line.final),
        "terms": line.terms,
    }


def _exact(value: Fraction) -> dict[str, str]:
    return {"exact": ratio_text(value), "shown": shown(value)}


def _parts(value: Fraction | None) -> tuple[Cell, Cell, Cell]:
    """Shown, numerator, denominator: a table program would take `1/2` for a date."""
    if value is None:
        return "", "", ""
    return shown(value), str(value.numerator), str(value.denominator)


def _row(line: RunLine) -> Sequence[Cell]:
    return (
        line.rank,
        line.code or "",
        line.name,
        line.group,
        line.group_rank,
        *_parts(line.final),
        *_parts(line.self_score),
        plain(line.own),
        *_parts(line.mean),
        plain(line.province),
        plain(line.bonus),
        plain(line.special),
        line.grade,
        "是" if line.vetoed else "",
        "是" if line.bottom else "",
        "" if line.last_rank is None else line.last_rank,
    )


def _items(paper: Paper) -> Iterator[Sequence[Cell]]:
    """Every item mark of every form that counts, the full ones too."""
    for unit in paper.units:
        forms = [(f"{paper.words.subject}自评", unit.own), (f"{paper.words.assessor}评定", unit.rated)]
        forms += [(f"{paper.words.below}自评", row) for row in unit.below]
        for kind, row in forms:
            if row:
                yield from _marks(paper, unit, kind, row)


def _marks(paper: Paper, unit: UnitTerms, kind: str, row: SheetRow) -> Iterator[Sequence[Cell]]:
    for item in paper.items:
        if item.label in row.marks:
            mark: Decimal = row.marks[item.label]
            figures = (plain(item.full), plain(mark), plain(item.factor))
            yield (kind, unit.code, unit.name, row.code, row.name, item.label, item.title, *figures)


def _claims(paper: Paper) -> Iterator[Sequence[Cell]]:
    for unit in paper.units:
        for claim in unit.claims:
            told = (claim.title, claim.document, claim.decided, plain(claim.counted))
            yield (unit.code, unit.name, claim.item, claim.unit, *told)
