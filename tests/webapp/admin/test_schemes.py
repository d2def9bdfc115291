"""Schemes in the browser: every version, a file that is checked, interpreted and published."""

from collections.abc import Callable
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER
from tests.webapp.browser import Browser
from webapp.admin.schemes import SHORT
from workflow.actor import COMMAND_LINE
from workflow.commands.cycle import open_cycle
from workflow.models import Cycle, SchemeVersion
from workflow.queries.schemes import scheme_to_open
from workflow.scheme.checks import open_findings
from workflow.scheme.loader import builtin, builtin_keys, load
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

LogIn = Callable[[str], Browser]
CHECK = "/admin/schemes/check"
KEY = "hubei-jingban"
BUILTIN, FROZEN = builtin(KEY).text, builtin(KEY).digest
SECOND = BUILTIN.replace('version: "1"', 'version: "2"', 1)
SILENT = SECOND.partition("\ninterpretations:")[0] + "\n"


@pytest.fixture
def admin(log_in: LogIn) -> Browser:
    return log_in("admin")


def upload(browser: Browser, text: str, name: str = "办法.yaml") -> str:
    return browser.send(CHECK, page=CHECK, file=(BytesIO(text.encode()), name)).text


def kept(session: Session) -> int:
    """How many versions are kept beside the one that the open year runs."""
    return len(session.scalars(select(SchemeVersion.id).where(SchemeVersion.digest != FROZEN)).all())


def test_every_version_is_listed_with_what_runs_it(admin: Browser) -> None:
    page = admin.get("/admin/schemes").text
    for key in builtin_keys():
        assert builtin(key).digest[:SHORT] in page
    assert page.count("<strong>现行</strong>，随程序提供") == len(builtin_keys())
    assert "处未作说明" not in page


def test_a_rehearsal_is_told_from_the_year_itself(admin: Browser, rows: Session) -> None:
    province = rows.scalars(select(Cycle.province_id)).one()
    with unit_of_work(rows):
        open_cycle(
            rows, COMMAND_LINE, OCTOBER, scheme_key=KEY, year=2026, rehearsal=True, province_id=province
        )
    title = rows.get_one(Cycle, 1).title
    assert f"{title}（演练）、{title}</td>" in admin.get("/admin/schemes").text


@pytest.mark.parametrize("key", builtin_keys())
def test_a_version_is_shown_as_people_read_it(admin: Browser, key: str) -> None:
    scheme = builtin(key)
    page = unescape(admin.get(f"/admin/schemes/{scheme.digest[:SHORT]}").text)
    assert scheme.source in page
    for item in scheme.items:
        assert item.clause in page
        assert all(component.rule.describe() in page for component in item.components)
    assert all(entry.text in page for entry in scheme.interpretations)


def test_a_version_that_there_is_not_is_not_found(admin: Browser) -> None:
    for digest in ("0" * SHORT, "%" * SHORT, "zzzzzzzzzzzz"):
        assert admin.get(f"/admin/schemes/{digest}").status_code == 404


def test_the_file_of_a_version_comes_back_byte_for_byte(admin: Browser) -> None:
    file = admin.get(f"/admin/schemes/{builtin(KEY).digest[:SHORT]}/file")
    assert file.data == BUILTIN.encode()
    assert file.headers["Content-Disposition"].startswith(f'attachment; filename="{KEY}-')


def test_a_file_with_nothing_open_is_published(admin: Browser, rows: Session) -> None:
    page = upload(admin, SECOND)
    assert "未作说明 <strong>0</strong> 处，已有解释 22 处" in page
    assert "公布第 2 版" in page
    assert kept(rows) == 0
    done = admin.send(CHECK, page=CHECK, content=SECOND, name="办法.yaml", act="publish")
    assert done.headers["Location"] == f"/admin/schemes/{load(SECOND).digest[:SHORT]}"
    rows.rollback()
    assert scheme_to_open(rows, KEY).version == "2"
    assert "公布（admin）" in admin.get("/admin/schemes").text


def test_line_ends_of_a_browser_leave_the_digest_as_it_is(admin: Browser, rows: Session) -> None:
    admin.send(CHECK, page=CHECK, content=SECOND.replace("\n", "\r\n"), name="办法.yaml", act="publish")
    assert scheme_to_open(rows, KEY).digest == load(SECOND).digest


def test_open_findings_are_shown_with_a_box_each_and_stop_the_publication(
    admin: Browser, rows: Session
) -> None:
    page = upload(admin, SILENT)
    assert "未作说明 <strong>22</strong> 处" in page
    assert page.count("<textarea") == 22
    assert "公布第 2 版" not in page
    refused = admin.send(CHECK, page=CHECK, content=SILENT, name="办法.yaml", act="publish")
    assert (refused.status_code, kept(rows)) == (422, 0)
    assert "有 22 处需要修改" in refused.text


def test_what_is_typed_into_a_box_is_written_into_the_file(admin: Browser) -> None:
    first = open_findings(load(SILENT))[0]
    said = {"said-0": '扣至0分为止，"不倒扣"', "said-1": " "}
    page = admin.send(CHECK, page=CHECK, content=SILENT, act="interpret", **said).text
    assert "未作说明 <strong>21</strong> 处，已有解释 1 处" in page
    content = unescape(page.split('name="content" value="')[1].split('">')[0])
    (entry,) = load(content).interpretations
    assert (entry.code, entry.places, entry.text) == (first.code, (first.place,), said["said-0"])
    assert (entry.author, str(entry.date)) == ("湖北省系统管理员", "2026-12-10")
    assert content.startswith(SILENT)


def test_the_figures_that_were_read_go_into_the_file_and_a_change_of_them_opens_the_finding(
    admin: Browser,
) -> None:
    heavier = SECOND.replace("full_mark: 100", "full_mark: 90")
    page = admin.send(CHECK, page=CHECK, content=heavier, act="interpret", **{"said-0": "以100分为准"}).text
    content = unescape(page.split('name="content" value="')[1].split('">')[0])
    assert load(content).interpretations[-1].figures == ("90分", "100分")
    lighter = upload(admin, content.replace("full_mark: 90", "full_mark: 80"))
    assert "这一处的解释是就“90分 / 100分”写的" in lighter
    assert "原解释：以100分为准" in lighter
    mended = upload(admin, content.replace("full_mark: 90", "full_mark: 100"))
    assert "不再需要的解释 1 处" in mended


def test_without_any_interpretation_the_page_says_so(admin: Browser) -> None:
    refused = admin.send(CHECK, page=CHECK, content=SILENT, act="interpret")
    assert refused.status_code == 422
    assert "还没有填写解释" in refused.text


def test_the_text_in_the_making_can_be_kept_as_a_file(admin: Browser) -> None:
    file = admin.send(CHECK, page=CHECK, content=SILENT, act="download")
    assert file.data == SILENT.encode()


def test_a_new_version_is_compared_with_the_one_in_force_before_it_takes_force(admin: Browser) -> None:
    changed = SECOND.replace("own: 0.4 ", "own: 0.3 ").replace("counties: 0.6", "counties: 0.7")
    page = upload(admin, changed)
    assert f"与现行的第 1 版（{FROZEN[:SHORT]}）相比" in page
    assert "本级0.3、下级0.7" in page
    assert "与现行的" not in upload(admin, BUILTIN)
    assert "与现行的" not in upload(admin, SECOND.replace(f"key: {KEY}", "key: another"))


def test_two_versions_are_compared_side_by_side(admin: Browser) -> None:
    admin.send(CHECK, page=CHECK, content=SECOND, name="办法.yaml", act="publish")
    both = f"old={FROZEN[:SHORT]}&new={load(SECOND).digest[:SHORT]}"
    page = admin.get(f"/admin/schemes/compare?{both}").text
    assert "共 1 处不同" in page
    same = admin.get(f"/admin/schemes/compare?old={FROZEN[:SHORT]}&new={FROZEN[:SHORT]}").text
    assert "内容没有差别" in same
    assert "处不同" not in admin.get("/admin/schemes/compare").text
    assert admin.get("/admin/schemes/compare?old=x&new=y").status_code == 404


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("key: x\nkey: y\n", "2", "“key”写了两次"),
        (SECOND.replace("full_mark: 100", "full_mark: O.5"), "7", "读到“O.5”"),
        (SECOND.replace("own: 0.4 ", "own: 0.5 "), "14", "0.5 与 0.6"),
        ("<script>alert(1)</script>", "1", "读到“&lt;script&gt;alert(1)&lt;/script&gt;”"),
        ("", "1", "文件没有内容"),
    ],
)
def test_an_unreadable_file_names_line_and_remedy_and_stores_nothing(
    admin: Browser, rows: Session, text: str, line: str, found: str
) -> None:
    refused = admin.send(CHECK, page=CHECK, file=(BytesIO(text.encode()), "x.yaml"))
    assert refused.status_code == 422
    assert "什么也没有保存" in refused.text
    assert f'<td class="number">{line}</td>' in refused.text
    assert found in refused.text
    assert kept(rows) == 0


def test_a_file_of_another_encoding_and_no_file_at_all_are_told(admin: Browser) -> None:
    refused = admin.send(CHECK, page=CHECK, file=(BytesIO("title: 办法".encode("gbk")), "x.yaml"))
    assert "另存为 UTF-8 编码" in refused.text
    assert "文件没有内容" in admin.send(CHECK, page=CHECK).text


def test_the_chief_reads_schemes_and_publishes_none(log_in: LogIn) -> None:
    chief = log_in("chief")
    assert chief.get("/admin/schemes").status_code == 200
    assert "核对并公布" not in chief.get("/admin/schemes").text
    assert chief.get(CHECK).status_code == 403
