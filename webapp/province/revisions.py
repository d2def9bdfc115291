"""The boxes of claims that are decided anew after an appeal: `claims-<id>-accept`, `-option`, `-amount`."""

from collections.abc import Mapping, Sequence

from states.claim import ClaimStage
from workflow.commands.claim_decisions import ClaimRevision
from workflow.points import exact, plain
from workflow.queries.subtrees import CarriedClaim

ACCEPT = {"yes": True, "no": False}
Boxes = Mapping[str, str]


def saved_claims(claims: Sequence[CarriedClaim]) -> dict[int, Boxes]:
    """Claim → its boxes as decided so far."""
    return {
        claim.row.id: {
            "accept": "yes" if claim.row.stage is ClaimStage.ACCEPTED else "no",
            "option": claim.row.option,
            "amount": "" if claim.row.amount is None else plain(claim.row.amount),
        }
        for claim in claims
    }


def typed_claims(sent: Mapping[str, str], saved: Mapping[int, Boxes]) -> dict[int, Boxes]:
    """Claim → its boxes as sent; a box that was not sent stands as saved."""
    return {
        key: {name: sent.get(f"claims-{key}-{name}", text).strip() for name, text in boxes.items()}
        for key, boxes in saved.items()
    }


def revisions(typed: Mapping[int, Boxes]) -> tuple[list[ClaimRevision], dict[str, str]]:
    """What the boxes say, and what could not be read."""
    wanted, errors = [], {}
    for key, boxes in typed.items():
        amount = None
        if boxes["amount"]:
            try:
                amount = exact(boxes["amount"])
            except ValueError:
                errors[f"claims-{key}-amount"] = f"分数须是数字，如 0.5；您填的是“{boxes['amount']}”"
        accept = ACCEPT.get(boxes["accept"], False)
        wanted.append(ClaimRevision(key, accept, boxes["option"], amount))
    return wanted, errors
