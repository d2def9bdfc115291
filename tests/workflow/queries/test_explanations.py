"""Terms told from what a run has kept, without a database."""

from typing import Any

from workflow.queries.explanations import Term, follow_terms, self_term


def kept(*stages: str) -> dict[str, Any]:
    loss = {"item": "A14", "title": "缴费基数核定工作", "mark": "3", "full": "4", "lines": []}
    return {
        "stages": stages,
        "decision": None,
        "self": {"lines": ["自评得分 96"], "value": "96/1"},
        "own": {"total": "96", "losses": [loss, {**loss, "item": "5"}]},
        "counties": [],
        "words": {"below": "县(市、区)"},
        "mean": None,
    }


def test_a_self_score_without_consolidation_is_made_of_its_items_by_the_documents_labels() -> None:
    told = self_term(kept("self_evaluation", "deliberation"))
    assert [part.label for part in told.children] == ["A14 缴费基数核定工作", "第5项 缴费基数核定工作"]
    (own,) = self_term(kept("self_evaluation", "consolidation")).children
    assert own.label == "本级得分"


def test_a_payment_is_told_without_repeating_its_title() -> None:
    paid = {"title": "基本补助", "amount": "3", "explanation": "基本补助：1.5元×2＝3元。", "doubtful": False}
    follows = {"grade": "", "vetoes": [], "prizes": [], "subsidies": [paid], "explanation": ""}
    (told,) = follow_terms({"consequences": follows}, ranked=True)
    assert told.children == (Term("基本补助", "3 元", ("1.5元×2＝3元。",)),)
