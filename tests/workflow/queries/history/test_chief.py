"""What the chief reads of the history, what nobody reads, and how it is found."""

from decimal import Decimal

from tests.statements import counted_statements
from tests.workflow.queries.history.readers import lines, names, own
from tests.worlds import BASIS, Stage, Worlds, answers_losing, at
from workflow.actor import COMMAND_LINE
from workflow.commands._history import record
from workflow.commands.accounts import deactivate, reset_password
from workflow.commands.claims import add_claim
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.queries.history.lines import history_lines, history_page
from workflow.queries.history.visible import Wanted, reading
from workflow.scheme.claiming import ClaimInput
from workflow.unit_of_work import unit_of_work

HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)


def test_the_chief_reads_only_stages_of_a_sheet_that_lies_unopened(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    world.do(add_claim, world.filler("甲东县"), at(12, 10), sheet_id=world.sheet("甲东县").id, claim=HONOUR)
    world.hand_up("甲东县", at(12, 20))
    taken_back = {"sheet_id": world.sheet("甲东县").id, "reason": "第 3 项填错"}
    world.do(withdraw_sheet, world.signer("甲东县"), at(12, 21), **taken_back)
    read = lines(world, world.chief, "甲东县")
    assert [(line.name, line.reason, line.items) for line in read] == [
        ("sheet.withdraw", "", ()),
        ("sheet.submit", "", ()),
    ]
    assert [(each.before, each.after) for each in read[0].changes] == [("已上报", "填报中")]
    assert lines(world, world.chief, "甲东县", item=45) == []


def test_a_return_tells_the_chief_no_items_while_the_sheet_lies_unopened(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    world.hand_up("甲东县", at(12, 20))
    sheet = {"sheet_id": world.sheet("甲东县").id}
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 21), **sheet)
    world.do(draft_remark, world.filler("甲市"), at(12, 22), **sheet, item=11, text="写明次数")
    world.do(return_sheet, world.signer("甲市"), at(12, 23), **sheet)
    (returned,) = lines(world, world.chief, "甲东县", act="sheet.return")
    assert ([each.what for each in returned.changes], returned.items) == (["状态"], ())
    assert lines(world, world.chief, None, item=11) == []


def test_the_chief_reads_everything_of_sheets_that_the_province_has_opened(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    assert "sheet.save_items" not in names(lines(world, world.chief, "乙东县"))
    assert "report.finish" not in names(lines(world, world.chief, "乙市"))
    world.accept_report("乙市", at(1, 28))
    assert names(lines(world, world.chief, "乙东县")) == names(own(world, "乙东县"))
    assert names(lines(world, world.chief, "乙市")) == names(own(world, "乙市"))
    assert "sheet.save_items" not in names(lines(world, world.chief, "甲东县"))


def test_the_chief_reads_a_whole_year_and_which_unit_each_event_is_about(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    read = lines(world, world.chief, None)
    assert {"示范省", "甲市", "甲东县"} <= {line.unit for line in read}
    assert read[0].number > read[-1].number
    assert names(read)[-1] == "cycle.open"
    assert all(line.hash for line in read)
    assert not any(line.hash for line in own(world, "甲市"))


def test_an_event_that_the_table_does_not_name_is_nobodys(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    with unit_of_work(world.session):
        for name in ("sheet.unheard_of", "note.write"):
            record(
                world.session, world.filler("甲市"), at(2, 2), name, world.sheet("甲东县"), after={"item": 11}
            )
    for actor, unit in ((world.filler("甲东县"), "甲东县"), (world.chief, "甲东县"), (world.chief, None)):
        assert not {"sheet.unheard_of", "note.write"} & set(names(lines(world, actor, unit)))


def test_outside_all_years_a_unit_reads_of_its_posts_and_accounts_but_not_of_log_ins(
    world_at: Worlds,
) -> None:
    world = world_at(Stage.PEOPLE)
    person = world.filler("甲东县")
    account = {"user_id": person.user_id}
    world.do(reset_password, COMMAND_LINE, at(10, 2), **account, password="a-first-password")
    world.do(deactivate, COMMAND_LINE, at(10, 3), **account)
    read = lines(world, person, "甲东县", cycle=False)
    assert names(read) == ["account.deactivate", "account.reset_password", "post.grant", "post.grant"]
    assert [(each.what, each.after) for each in read[3].changes] == [("填报员", "甲东县填报员")]
    with unit_of_work(world.session):
        for name in ("account.log_in", "account.log_out", "account.switch_post", "account.change_password"):
            record(world.session, person, at(10, 4), name, None)
    assert names(lines(world, person, "甲东县", cycle=False)) == names(read)
    assert names(lines(world, world.chief, "甲东县", cycle=False)) == names(read)


def test_a_history_is_read_page_by_page_in_as_many_statements_for_any_number_of_events(
    world_at: Worlds,
) -> None:
    world = world_at(Stage.PUBLISHED)
    read = reading(world.session, world.chief, Wanted(world.cycle_id, None))
    with counted_statements() as of_a_page:
        first = history_page(world.session, read)
    last = history_page(world.session, read, below=20)
    assert (len(first.lines), first.older, last.older) == (50, first.lines[-1].number, None)
    assert history_page(world.session, read, below=first.older).lines[0].number < first.older  # type: ignore[operator]
    everything = list(history_lines(world.session, read))
    assert [line.number for line in everything] == sorted((line.number for line in everything), reverse=True)
    assert everything[:50] == list(first.lines)
    assert len(of_a_page) <= 8


def test_every_event_about_an_item_is_found_by_it(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    answers = answers_losing(world.scheme, Decimal(4))
    sheet = world.sheet("甲东县").id
    for number in (11, 12):
        items = [ItemInput(number, 0, answers[number])]
        world.do(save_items, world.filler("甲东县"), at(12, 10), sheet_id=sheet, items=items)
    world.do(add_claim, world.filler("甲东县"), at(12, 10), sheet_id=sheet, claim=HONOUR)
    assert [line.items for line in own(world, "甲东县", item=11)] == [
        (f"第 11 项 {world.scheme.item(11).title}",)
    ]
    assert names(own(world, "甲东县", item=45)) == ["claim.add"]
    assert own(world, "甲东县", item=13) == []


def test_a_unit_counts_the_lines_that_it_sees_and_learns_nothing_of_others_by_gaps(world_at: Worlds) -> None:
    lines = own(world_at(Stage.PUBLISHED), "甲东县")
    assert {line.unit for line in lines} == {"甲东县"}
    assert [line.number for line in lines] == list(range(len(lines), 0, -1))
