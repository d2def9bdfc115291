"""Units whose signer no reminder reaches: an alarm for the administrator, who alone can mend it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from notifications.letters import Letter, Occasion, Page
from notifications.planning.desk import Desk, Due
from notifications.recipients import in_posts
from workflow.actor import Post
from workflow.queries import reachability


def unreachable(desk: Desk, now: datetime) -> list[Letter]:
    """On each day on which reminders go out one message an entry, naming the units that owe something and
    whose signer none reaches, and why."""
    if not (due := desk.due(now)):
        return []
    reasons = {one.unit_id: one.why for one in reachability.unreachable(desk.session, desk.cycle_id, now)}
    groups: Mapping[Occasion, list[Due]] = defaultdict(list)
    for one, moment in due:
        if one.unit_id in reasons:
            place = (one.entry, desk.province_id, moment.day, moment.at)
            groups[desk.occasion("unreachable", *place)].append((one, moment))
    holders = desk.holders({occasion.unit_id for occasion in groups}, now)
    admins = in_posts(holders.get(desk.province_id, ()), Post.ADMIN)
    letters = []
    for occasion, to in desk.unposted([(occasion, to) for occasion in groups for to in admins]):
        named = [one for one, moment in groups[occasion] if desk.owed_before(one, moment.at, now)]
        if named:
            context = {
                "count": str(len(named)),
                "names": "\n".join(f"· {one.name}：{reasons[one.unit_id]}" for one in named),
            }
            page = Page("admin.outbox")
            letters.append(desk.letter(occasion, to, page, f"{len(named)} 个单位联系不上负责人", context))
    return letters
