"""Who knocks at every door, and what stands behind it: one line of `RIGHTS` per Action, written by hand.

`RIGHTS` repeats the permission table in the words of the domain, so that a right given by mistake in the
code is a difference here. `own` is the unit of the object, `above` its prefecture, `province` the rest.
"""

from collections.abc import Mapping

PEOPLE: Mapping[str, tuple[str, str]] = {
    "甲东县填报员": ("甲东县", "filler"),
    "甲东县负责人": ("甲东县", "signer"),
    "甲西县填报员": ("甲西县", "filler"),
    "甲市填报员": ("甲市", "filler"),
    "甲市负责人": ("甲市", "signer"),
    "乙市负责人": ("乙市", "signer"),
    "基金处评定员": ("示范省", "rater"),
    "示范省评议员": ("示范省", "evaluator"),
    "示范省评定负责人": ("示范省", "chief"),
    "示范省系统管理员": ("示范省", "admin"),
    "示范省审计员": ("示范省", "auditor"),
}
"""Name → unit and post."""

ABOVE = {"甲东县": "甲市", "甲西县": "甲市", "甲市": "示范省", "乙市": "示范省"}

_UNIT = "own:filler own:signer"
_UNIT_ABOVE = "above:filler above:signer"
_CHIEF = "province:chief"
_RATER = "province:rater"
_ADMIN = "province:admin"
_ALL = "all"

RIGHTS: Mapping[str, str] = {
    "VIEW_HOME": _ALL,
    "CHANGE_PASSWORD": _ALL,
    "SWITCH_POST": _ALL,
    "VIEW_INBOX": _ALL,
    "SET_CONTACTS": _ALL,
    "VIEW_RESULTS": _ALL,
    "LIST_OWN_SHEETS": _UNIT,
    "VIEW_SCORE": f"{_UNIT} {_UNIT_ABOVE} {_CHIEF}",
    "VIEW_SHEET": f"{_UNIT} {_UNIT_ABOVE} {_CHIEF}",
    "SAVE_ITEM": "own:filler",
    "EDIT_CLAIM": "own:filler",
    "FINISH_SHEET": "own:filler",
    "SEND_BACK_SHEET": "own:signer",
    "SUBMIT_SHEET": "own:signer",
    "WITHDRAW_SHEET": "own:signer",
    "ACKNOWLEDGE_SHEET": _UNIT_ABOVE,
    "DRAFT_REMARK": _UNIT_ABOVE,
    "RETURN_SHEET": "above:signer",
    "ACCEPT_SHEET": "above:signer",
    "REOPEN_SHEET": "above:signer",
    "COMMENT_CLAIM": _UNIT_ABOVE,
    "CONFIRM_NOT_APPLICABLE": f"{_UNIT_ABOVE} {_CHIEF}",
    "WRITE_NOTE": f"{_UNIT_ABOVE} {_CHIEF}",
    "VIEW_EVIDENCE": f"{_UNIT} {_UNIT_ABOVE} {_CHIEF} {_RATER}",
    "ADD_EVIDENCE": "own:filler",
    "SUPPLEMENT_EVIDENCE": f"{_UNIT_ABOVE} {_CHIEF} {_RATER}",
    "TAKE_EVIDENCE_PACKAGE": f"{_UNIT} {_UNIT_ABOVE} {_CHIEF}",
    "WRITE_SELF_REPORT": "own:filler",
    "PRINT_SHEET": f"{_UNIT} {_UNIT_ABOVE} {_CHIEF}",
    "VERIFY_PRINTED": _ALL,
    "TAKE_EXPORT": f"{_UNIT} {_CHIEF}",
    "NUDGE_UNIT": f"{_UNIT_ABOVE} {_CHIEF}",
    "VIEW_EXTENSIONS": f"{_UNIT} {_UNIT_ABOVE} {_CHIEF} {_ADMIN}",
    "GRANT_EXTENSION": f"above:signer {_CHIEF} {_ADMIN}",
    "HAND_OVER_POST": f"{_UNIT} {_CHIEF} {_RATER} {_ADMIN}",
    "VIEW_HISTORY": f"{_UNIT} {_CHIEF}",
    "REGISTER_LIAISON": _UNIT,
    "VIEW_BOARD": _UNIT,
    "VIEW_REPORT": f"{_UNIT} {_CHIEF}",
    "PREPARE_REPORT": "own:filler",
    "SEND_BACK_REPORT": "own:signer",
    "SUBMIT_REPORT": "own:signer",
    "WITHDRAW_REPORT": "own:signer",
    "DECIDE_MISSING_COUNTY": "above:signer",
    "ACKNOWLEDGE_REPORT": _CHIEF,
    "RETURN_REPORT": _CHIEF,
    "ACCEPT_REPORT": _CHIEF,
    "REVOKE_REPORT": _CHIEF,
    "DECIDE_MISSING_PREFECTURE": _CHIEF,
    "VIEW_LIAISONS": f"{_CHIEF} {_ADMIN}",
    "VIEW_PROGRESS": f"{_CHIEF} {_RATER} {_ADMIN}",
    "ASSIGN_ITEMS": _CHIEF,
    "VIEW_RATING": f"{_CHIEF} {_RATER}",
    "RATE_ITEM": _RATER,
    "VIEW_PANEL": f"{_CHIEF} province:evaluator",
    "MARK_PANEL": "province:evaluator",
    "ENTER_CLAIM": _RATER,
    "CHECK_ASSESSMENT": _CHIEF,
    "REOPEN_ASSESSMENT": _CHIEF,
    "OPEN_COMPARISON": _CHIEF,
    "UNITE_FINDINGS": _CHIEF,
    "DECIDE_CLAIM": _CHIEF,
    "DECIDE_VETO": _CHIEF,
    "COMPUTE_RANKING": _CHIEF,
    "VIEW_RUN": _CHIEF,
    "SUBMIT_RANKING": _CHIEF,
    "RECORD_MEETING": _CHIEF,
    "PUBLISH_RANKING": _CHIEF,
    "CORRECT_RANKING": _CHIEF,
    "VIEW_APPEALS": f"{_UNIT} {_CHIEF}",
    "FILE_APPEAL": "own:signer",
    "WITHDRAW_APPEAL": "own:signer",
    "DECIDE_APPEAL": _CHIEF,
    "VIEW_ANALYSIS": _CHIEF,
    "WRITE_RATING_REPORT": _CHIEF,
    "WRITE_CIRCULAR": _CHIEF,
    "VIEW_INTERVIEWS": _CHIEF,
    "CONDUCT_INTERVIEW": _CHIEF,
    "VIEW_SCHEMES": f"{_ADMIN} {_CHIEF}",
    "PUBLISH_SCHEME": _ADMIN,
    "OPEN_CYCLE": _ADMIN,
    "VIEW_CYCLES": f"{_ADMIN} {_CHIEF}",
    "ADVANCE_CYCLE": _ADMIN,
    "EDIT_CALENDAR": _ADMIN,
    "CLOSE_CYCLE": _ADMIN,
    "VIEW_METRICS": f"{_ADMIN} {_CHIEF}",
    "IMPORT_METRICS": _ADMIN,
    "MANAGE_UNITS": _ADMIN,
    "IMPORT_LIAISONS": _ADMIN,
    "IMPORT_RANKING": _ADMIN,
    "MANAGE_ACCOUNTS": _ADMIN,
    "EDIT_TEMPLATES": _ADMIN,
    "VIEW_OUTBOX": _ADMIN,
    "RESEND_MESSAGE": _ADMIN,
    "VIEW_CLOCK": _ADMIN,
    "EDIT_WORKING_DAYS": _ADMIN,
    "VIEW_TRAIL": "province:auditor",
    "MOVE_DEMONSTRATION_CLOCK": _ALL,
}


def expected(action: str, person: str, owner: str) -> str:
    """ "granted", "hidden" (404) or "refused" (403) for a person towards an object of `owner`."""
    unit, post = PEOPLE[person]
    rights = RIGHTS[action].split()
    places = {
        "own": unit == owner,
        "above": ABOVE.get(owner) == unit,
        "province": unit == "示范省",
    }
    if _ALL in rights or any(held and f"{place}:{post}" in rights for place, held in places.items()):
        return "granted"
    return "refused" if any(places.values()) else "hidden"
