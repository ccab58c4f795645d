"""Before a rating is unsealed nothing that anybody but the desk of the congress can open tells of
it: every page, list and file that they reach by its links, over HTTP and signed in as themselves,
is the same whichever grade was given (design 1.4)."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from bot.actions import officers
from bot.actions.suggestions import ratings, receipts, replies, tables
from bot.domain.workflow import Party
from bot.store.models import BureauLiaison, CoSigner, Issue, Suggestion, SuggestionIssue
from tests import small_county
from tests.console_suggestion_parts import scene_in
from tests.pages_parts import Browser, Office, words_of

#: What differs each time a page is opened, whatever stands on it.
_OF_THE_MOMENT = re.compile(r'name="(?:csrf_token|as_seen|once)" value="[^"]*"|nonce="[^"]*"')
_LINK = re.compile(r'(?:href|src)="([^"#]+)')
_MOST = 400


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def opened(browser: Browser, start: Sequence[str], *, follow: bool = True) -> dict[str, str]:
    """Path → what stands there, of ``start`` and of everything that is reached from it by links."""
    waiting, found = list(start), dict[str, str]()
    while waiting and len(found) < _MOST:
        path = waiting.pop(0)
        if path in found:
            continue
        answer = browser.http.get(browser.base + path, timeout=20)
        if answer.status_code != 200:
            continue
        found[path] = _said(answer.content, answer.headers.get("Content-Type", ""))
        if not follow or "html" not in answer.headers.get("Content-Type", ""):
            continue
        for link in _LINK.findall(answer.text):
            target = urljoin(browser.base + path, link.replace("&amp;", "&"))
            if not target.startswith(browser.base):
                target = urljoin(
                    browser.base, urlsplit(target)._replace(scheme="", netloc="").geturl()
                )
            inside = target.removeprefix(browser.base)
            if re.match(r"/(?:p|console)(?:/|\?|$)", inside) and "logout" not in inside:
                waiting.append(inside)
    return found


def _said(content: bytes, kind: str) -> str:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = (file.read(name).decode(errors="replace") for name in sorted(file.namelist()))
            return "".join(part for part in parts if "dcterms" not in part)
    text = content.decode(errors="replace")
    return _OF_THE_MOMENT.sub("", text)


def rate(office: Office, grade: str, own: str, beside: str) -> None:
    """By the lead deputy and by the co-signer, each with words of their own."""
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        about = session.scalars(select(Suggestion)).one()
        ratings.rate(session, about, scene.lead(about), grade, scene.words(own), now=scene.now)
        signer, who = scene.actor("陈桂", about, Party.CO_SIGNER), scene.deputy("陈桂")
        ratings.view(session, about, signer, who, grade, scene.words(beside), now=scene.now)


def answered(office: Office) -> None:
    """建1 of 李明, signed by 陈桂, a citizen behind it, answered by the bureau that leads."""
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        row = scene.assigned("县水利局", ["县交通局"])
        about = row.suggestion
        session.add(
            CoSigner(
                suggestion_id=about.id,
                deputy=scene.deputy("陈桂"),
                state="signed",
                asked_at=scene.now,
                answered_at=scene.now,
            )
        )
        issue = Issue(
            number=101,
            title="东坪村停水",
            state="raised",
            kind="problem",
            words=scene.words("东坪村又停水了"),
            reporter=small_county.person(session, "大娘", scene.now),
            created_at=scene.now,
        )
        session.add(issue)
        session.flush()
        session.add(SuggestionIssue(suggestion_id=about.id, issue_id=issue.id))
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        letter = replies.Letter(scene.words("都换好了"), "高局长", "A", place="东坪村口")
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)


#: What the bureau asks in chat, and opens in a console of its own.
ASKED = ("建〔16-6〕1号怎么样了", "建1怎么样了", "供水管网那件怎么样了", "我们的建议")
OWN_DESK = tuple(
    f"/console/suggestions?stage={stage}" for stage in ("", "all", "weigh", "rating", "answered")
)


def test_a_bureau_hears_and_reads_the_same_whether_it_was_rated_or_not_and_how(
    office: Office,
) -> None:
    answered(office)
    town = office.town
    with town.database.write() as session:
        liaisons = select(BureauLiaison).where(BureauLiaison.name == "钱水")
        officers.add(
            session,
            code="C3",
            name="钱水",
            role="bureau",
            now=town.clock.now(),
            liaison=session.scalars(liaisons).one(),
        )

    def told() -> list[str]:
        desk = office.desk("钱水")
        pages = [_OF_THE_MOMENT.sub("", desk.get(path).text) for path in OWN_DESK]
        return [*(town.says("钱水", one) for one in ASKED), *pages]

    first = told()
    assert "已答复" in first[0] and "改造东坪村供水管网" in first[-1]
    for grade, own, beside in (("satisfied", "好了", "好"), ("unsatisfied", "水还黄", "不行")):
        rate(office, grade, own, beside)
        assert told() == first
    with town.database.write() as session:
        session.scalars(select(Suggestion)).one().state = "at_meeting"
        exported = repr(list(tables.rows_out(session)))
    assert "已答复" in exported and "提请会议研究" not in exported
    assert told() == first
    assert "提请会议研究" in town.says("李明", "建1怎么样了"), "the deputy knows"


def test_what_follows_a_rating_is_offered_once_its_window_is_over_and_the_page_says_when(
    office: Office,
) -> None:
    answered(office)
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        about = session.scalars(select(Suggestion)).one()
        why = scene.words("水还是黄的")
        ratings.rate(session, about, scene.lead(about), "unsatisfied", why, now=scene.now)
        until = about.rate_by
        assert until is not None
    day = f"{until.month}月{until.day}日"
    assert f"{day}后请您定" in "".join(office.town.told("郑科员"))
    desk = office.desk("郑科员")
    page = desk.get("/console/suggestion/1").text
    assert "<summary>重新办理" not in page and "<summary>程序办结" not in page
    assert f"{day}" in page.split("评价期到")[1][:20]
    assert "评价过了" not in words_of(desk.get("/console/"))
    assert "过了再定" in words_of(desk.get("/console/suggestions?stage=weigh"))
    for act in ("order_rework", "close"):
        desk.get("/console/suggestion/1")
        form = {"role": "office", "act": act, "text": "请把水管再换一段"}
        said = words_of(desk.post("/console/suggestion/1/act", **form))
        assert "过了这天再定" in said, act
    before = len(office.town.told("钱水"))
    office.town.clock.moment += timedelta(days=30)
    desk = office.desk("郑科员")
    page = desk.get("/console/suggestion/1").text
    assert "<summary>重新办理" in page and "<summary>程序办结" in page and "评价期到" not in page
    assert "评价过了" in words_of(desk.get("/console/"))
    assert len(office.town.told("钱水")) == before


#: Where each begins on the phone; what they reach from there is followed.
PHONES = ("/p/mine", "/p/suggestions", "/p/suggestion/1")
#: What a desk that is not theirs opens of it.
CONSOLE = (
    *("/console/suggestions", "/console/suggestion/1", "/console/issues?q=管网"),
    *("/console/suggestions/figures?year=2026", "/console/suggestions/figures.xlsx?year=2026"),
)


def test_no_page_list_or_file_differs_by_the_grade_before_it_is_unsealed(office: Office) -> None:
    answered(office)
    lead, others = office.phone("钱水"), {name: office.phone(name) for name in ("曹交", "张办")}
    presidium = office.desk("冯主席")
    seen: list[dict[str, dict[str, str]]] = []
    for grade, own, beside in (
        ("satisfied", "水压正常了", "够用了"),
        ("unsatisfied", "水还是黄的", "洗不了澡"),
    ):
        rate(office, grade, own, beside)
        pages = {name: opened(one, PHONES[2:], follow=False) for name, one in others.items()}
        pages["钱水"] = opened(lead, PHONES)
        pages["冯主席"] = opened(presidium, CONSOLE, follow=False)
        with office.town.database.read() as session:
            pages["export"] = {"": repr(list(tables.rows_out(session)))}
        seen.append(pages)
    first, second = seen
    assert set(CONSOLE) == set(first["冯主席"])
    assert "/p/suggestion/1" in first["钱水"] and "/p/suggestions.xlsx" in first["钱水"]
    for name in first:
        assert first[name] == second[name], name
    of_signer = opened(office.phone("陈桂"), PHONES[2:], follow=False)
    of_lead = opened(office.phone("李明"), PHONES[2:], follow=False)
    assert not any("水还是黄的" in page for page in of_signer.values())
    assert not any("洗不了澡" in page for page in of_lead.values())
    # The same look finds what may be read: by each what they said; the desk was told of it.
    assert "洗不了澡" in of_signer["/p/suggestion/1"] or "不满意" in of_signer["/p/suggestion/1"]
    assert "<dd>不满意</dd>" in of_lead["/p/suggestion/1"]
    assert "水还是黄的" in "".join(office.town.told("郑科员"))
