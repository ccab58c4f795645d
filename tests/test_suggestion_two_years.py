"""Forty suggestions through all branches in two years with an election between: every notice is
counted against what the days say."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from bot.actions.calendar import county_calendar
from bot.actions.casework import Actor
from bot.actions.channel_policy import hold_rules
from bot.actions.outbox import fields_of
from bot.actions.suggestions import (
    by_itself,
    drafts,
    extensions,
    handling,
    looking_back,
    meetings,
    parties,
    promises,
    ratings,
    receipts,
    replies,
    returns,
    review,
    sessions,
    succession,
    weighing,
)
from bot.actions.suggestions.assigning import Item, assign_meeting
from bot.domain.calendars import QuietHours, add_months, local_day
from bot.domain.channel_policy import allowed_at
from bot.domain.workflow import Party
from bot.store.database import Database
from bot.store.models import Assignment, Grid, Notice, Promise, Suggestion
from bot.texts import notices
from tests import suggestion_parts
from tests.suggestion_parts import SHANGHAI, Scene
from tests.test_suggestion_assigning import citizens_behind

START = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
DAYS = 731
ELECTION = date(2027, 11, 1)
BUREAUS = ("县水利局", "县交通局", "县人民法院")


@dataclass
class Case:
    """One suggestion and what will be done with it: days after the assignment → act."""

    suggestion: Suggestion
    kind: str
    plan: dict[int, str] = field(default_factory=dict)
    #: Whether 县政府办 stood in between at first.
    through: bool = False


#: Kind → what happens on which day after the assignment.
PLANS: dict[str, dict[int, str]] = {
    "plain": {1: "receive", 10: "meet", 20: "show", 25: "reply_a", 28: "satisfied"},
    "promise": {1: "receive", 40: "reply_b", 45: "satisfied", 300: "keep_promise"},
    "extended": {1: "receive", 60: "extend", 62: "grant", 150: "reply_a", 152: "fair"},
    "kept": {1: "give_back", 4: "keep", 50: "reply_d", 52: "satisfied"},
    "moved": {1: "give_back", 4: "move", 6: "receive", 60: "reply_a", 62: "satisfied"},
    "silent": {30: "receive", 70: "reply_d", 75: "satisfied"},
    "late": {1: "receive", 130: "reply_a", 132: "satisfied"},
    "never": {1: "receive"},
    "unrated": {1: "receive", 40: "reply_d", 90: "close"},
    "rework": {
        1: "receive",
        40: "reply_d",
        42: "unsatisfied",
        60: "redo",
        80: "reply_a",
        82: "fair",
    },
    "meeting": {
        1: "receive",
        40: "reply_d",
        42: "unsatisfied",
        60: "redo",
        80: "reply_d",
        82: "unsatisfied",
        100: "to_meeting",
        120: "close",
    },
    "reopened": {
        1: "receive",
        40: "reply_a",
        41: "satisfied",
        200: "reopen",
        220: "reply_a",
        221: "fair",
    },
    "closed_out": {1: "receive", 30: "reply_a", 31: "satisfied", 100: "evidence", 101: "close_out"},
    "withdrawn": {1: "receive", 20: "withdraw"},
}


class TwoYears:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.session = scene, scene.session
        self.cases: list[Case] = []
        self.started = 0
        #: Moments at which the program itself looked, to tell its notices from people's.
        self.by_itself: set[int] = set()

    # ------------------------------------------------------------ people
    def deputy(self, case: Case) -> str:
        found = parties.follower(self.session, case.suggestion, self.scene.now)
        assert found is not None
        return found.name

    def row(self, case: Case) -> Assignment:
        return parties.leads(self.session, case.suggestion)[0]

    def act(self, case: Case, name: str) -> None:
        scene, session, now = self.scene, self.session, self.scene.now
        suggestion, row, words = case.suggestion, self.row(case), scene.words("一句话")
        bureau, office = scene.liaison(row), scene.office(suggestion)
        lead = scene.lead(suggestion, self.deputy(case))
        soon = local_day(now) + timedelta(days=200)
        letters = {
            "reply_a": replies.Letter(words, "高局长", "A", place="村口"),
            "reply_b": replies.Letter(words, "高局长", "B", promise=words, promise_until=soon),
            "reply_d": replies.Letter(words, "高局长", "D"),
        }
        other = scene.bureau("县交通局" if row.bureau.name != "县交通局" else "县水利局")
        acts: dict[str, Callable[[], object]] = {
            "receive": lambda: receipts.confirm(session, row, bureau, now=now),
            "meet": lambda: self.meet(row),
            "show": lambda: replies.show_draft(session, row, bureau, words, now=now),
            "give_back": lambda: returns.request(session, row, bureau, words, to="别处", now=now),
            "keep": lambda: returns.keep(session, row, office, words, now=now),
            "move": lambda: returns.reassign(session, row, other, office, restart=False, now=now),
            "extend": lambda: extensions.request(
                session, row, bureau, row.due + timedelta(days=70), words, now=now
            ),
            "grant": lambda: extensions.decide(session, row, office, approve=True, now=now),
            "redo": lambda: ratings.order_rework(session, suggestion, office, words, now=now),
            "to_meeting": lambda: ratings.take_to_meeting(session, suggestion, office, now=now),
            "close": lambda: ratings.close(session, suggestion, office, words, now=now),
            "reopen": lambda: looking_back.reopen(session, suggestion, office, words, now=now),
            "evidence": lambda: looking_back.add_evidence(
                session, suggestion, office, "visit", words, now=now
            ),
            "close_out": lambda: looking_back.close_out(session, suggestion, office, now=now),
            "withdraw": lambda: drafts.withdraw(session, suggestion, lead, now=now),
            "keep_promise": lambda: self.keep_promise(case, bureau),
        }
        if name in letters:
            replies.reply(session, row, bureau, letters[name], now=now)
        elif name in ("satisfied", "fair", "unsatisfied"):
            ratings.rate(session, suggestion, lead, name, None, now=now)
        else:
            acts[name]()

    def meet(self, row: Assignment) -> None:
        scene = self.scene
        meetings.record(
            self.session,
            row,
            scene.liaison(row),
            scene.words("见了"),
            kind="before",
            held_on=local_day(scene.now),
            now=scene.now,
        )
        handling.progress(self.session, row, scene.liaison(row), scene.words("在办"), now=scene.now)

    def keep_promise(self, case: Case, bureau: Actor) -> None:
        promise = promises.of_suggestion(self.session, case.suggestion)[0]
        promises.keep(
            self.session,
            promise,
            bureau,
            self.scene.words("办好了"),
            now=self.scene.now,
        )

    # ------------------------------------------------------------ two years
    def begin(self, count: int) -> None:
        """Half of the forty now, assigned at one meeting; each with a citizen behind it."""
        kinds = list(PLANS)
        items = []
        for n in range(count):
            number = self.started + n
            suggestion = self.scene.filed(
                "李明" if number % 2 == 0 and self.scene.now.date() < ELECTION else "陈桂",
                f"第{number}件",
            )
            citizens_behind(self.scene, suggestion, f"群众{number}")
            kind = kinds[number % len(kinds)]
            self.cases.append(Case(suggestion, kind, PLANS[kind]))
            items.append(Item(suggestion, [self.scene.bureau(BUREAUS[number % len(BUREAUS)])]))
        self.started += count
        office = self.scene.office(items[0].suggestion)
        assign_meeting(self.session, items, office, name="交办会", now=self.scene.now)
        for case in self.cases[-count:]:
            case.through = self.row(case).via_id is not None

    def before_assignment(self) -> None:
        """What never reaches a bureau: declined, merged, withdrawn as a draft, prepared."""
        scene, session = self.scene, self.session
        declined, merged, left = scene.draft("陈桂", "甲"), scene.draft("陈桂", "乙"), scene.draft()
        for suggestion in (declined, merged):
            drafts.submit(session, suggestion, scene.lead(suggestion, "陈桂"), now=scene.now)
        chief = scene.actor("冯主席", declined, Party.PRESIDIUM)
        words = scene.words("一句话")
        review.talk(session, declined, chief, words, now=scene.now)
        review.decline(session, declined, chief, "personal", words, now=scene.now)
        review.merge(session, merged, self.cases[0].suggestion, scene.office(merged), now=scene.now)
        drafts.withdraw(session, left, scene.lead(left), now=scene.now)
        prepared = scene.draft("何市")
        drafts.submit(session, prepared, scene.lead(prepared, "何市"), now=scene.now)

    def run(self) -> None:
        self.begin(18)
        self.before_assignment()
        for n in range(DAYS):
            self.scene.now = START + timedelta(days=n)
            today = self.scene.now.date()
            if today == date(2027, 2, 1):
                self.begin(9)
            if today == ELECTION:
                self.elect()
            if today == date(2027, 12, 1):
                self.begin(9)
            self.look()
            for case in self.cases:
                assert case.suggestion.assigned_on is not None
                name = case.plan.get((today - case.suggestion.assigned_on).days)
                if name is not None:
                    self.act(case, name)
        self.session.flush()

    def look(self) -> None:
        """Every day, and at night now and then: a restart or a second one changes nothing."""
        top = self.session.query(Notice).count()
        hours = (0, 3, 17) if self.scene.now.day % 10 == 0 else (0,)
        for hour in hours:
            for act in by_itself.ACTS.values():
                act(self.session, now=self.scene.now + timedelta(hours=hour))
        self.session.flush()
        fresh = self.session.scalars(select(Notice.id).order_by(Notice.id).offset(top))
        self.by_itself.update(fresh)

    def elect(self) -> None:
        """换届: 李明 is a deputy no longer; the office names who follows; a new term begins."""
        self.scene.deputy("李明").until = ELECTION - timedelta(days=1)
        self.session.flush()
        county = self.session.scalars(select(Grid).where(Grid.level == "county")).one()
        sessions.open_session(
            self.session,
            county,
            term=17,
            number=1,
            opens=ELECTION,
            closes=ELECTION + timedelta(days=4),
            submit_until=self.scene.now,
            by=None,
            now=self.scene.now,
        )
        for suggestion in succession.nobody_follows(self.session, self.scene.now):
            office = self.scene.office(suggestion)
            succession.hand_on(
                self.session, suggestion, office, self.scene.deputy("陈桂"), now=self.scene.now
            )


def test_forty_suggestions_in_two_years_with_every_notice_counted(database: Database) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, START)
        years = TwoYears(scene)
        years.run()
        found = list(session.scalars(select(Notice).order_by(Notice.id)))
        states = Counter(case.suggestion.state for case in years.cases)
        assert states == {"procedure_closed": 29, "assigned": 3, "closed_out": 2, "withdrawn": 2}
        assert session.query(Suggestion).count() == 40
        none_twice(found)
        none_at_night_or_on_a_holiday(scene, years, found)
        regular_ones_are_just_those_the_days_ask_for(scene, years, found)
        the_others_are_as_many_as_the_plans_say(years, found)
        numbers = {case.suggestion.number for case in years.cases}
        assert "〔16-6〕1" in numbers and "〔17-1〕1" in numbers and len(numbers) == 36
        assert not weighing.look(session, now=scene.now + timedelta(days=40))


def none_twice(found: list[Notice]) -> None:
    assert len({row.key for row in found}) == len(found)
    said = Counter(
        (
            row.contact_id,
            row.kind,
            notices()[row.kind].in_chat(fields_of(row)),
            local_day(row.created_at),
        )
        for row in found
    )
    assert [what for what, times in said.items() if times > 1] == []


def none_at_night_or_on_a_holiday(scene: Scene, years: TwoYears, found: list[Notice]) -> None:
    calendar, quiet = county_calendar(scene.session, scene.now), QuietHours()
    rules = hold_rules(scene.session, scene.now)
    for row in found:
        leaves = allowed_at(row.priority, max(row.created_at, row.next_at), None, calendar, rules)
        assert not quiet.is_quiet(leaves), row.key
        if row.priority == "reminder":
            assert calendar.is_working_day(local_day(leaves)), row.key
        if row.id in years.by_itself and row.kind != "suggestion.unrated":
            assert calendar.is_working_day(local_day(row.created_at)), row.key


def regular_ones_are_just_those_the_days_ask_for(
    scene: Scene, years: TwoYears, found: list[Notice]
) -> None:
    """Worked out here from the calendar alone, without the code that queues them."""
    calendar = county_calendar(scene.session, scene.now)
    days: dict[date, list[Case]] = defaultdict(list)
    for case in years.cases:
        first = case.suggestion.assigned_on
        assert first is not None
        for n in range(1, 13):
            day = calendar.next_working_day(add_months(first, 2 * n))
            if day <= local_day(scene.now) and is_open_on(years, case, day):
                days[day].append(case)
    citizens = Counter(local_day(row.created_at) for row in of_kind(found, "regular_citizen"))
    assert citizens == Counter({day: len(cases) for day, cases in days.items()})
    deputies = Counter(local_day(row.created_at) for row in of_kind(found, "regular_deputy"))
    assert set(deputies) == set(days)
    bureaus = {local_day(row.created_at) for row in of_kind(found, "regular_bureau")}
    assert bureaus <= set(days) and bureaus


def of_kind(found: list[Notice], name: str) -> list[Notice]:
    return [row for row in found if row.kind == f"suggestion.{name}"]


def is_open_on(years: TwoYears, case: Case, day: date) -> bool:
    """Whether it was assigned and not closed on the morning of ``day``, by its own history."""
    from bot.store.models import History

    state = ""
    for entry in years.session.scalars(
        select(History)
        .where(History.case_kind == "suggestion", History.case_id == case.suggestion.id)
        .order_by(History.id)
    ):
        # What people do on a day comes after the morning's look.
        if local_day(entry.at) < day:
            state = entry.to_state
    return state in ("assigned", "rework", "replied", "rated", "unrated", "at_meeting")


def the_others_are_as_many_as_the_plans_say(years: TwoYears, found: list[Notice]) -> None:
    def planned(*names: str) -> int:
        """How often the plans of cases came to one of these acts within the two years."""
        last = START.date() + timedelta(days=DAYS - 1)
        return sum(
            name in names
            for case in years.cases
            for day, name in case.plan.items()
            if case.suggestion.assigned_on is not None
            and case.suggestion.assigned_on + timedelta(days=day) <= last
        )

    count = Counter(row.kind.removeprefix("suggestion.") for row in found)
    answered = planned("reply_a", "reply_b", "reply_d")
    # The merged one's deputy signed the first case as well.
    assert count["replied"] == answered + 1
    assert count["filed"] == 36 and count["assigned"] == 36
    assert count["assigned_citizen"] == 36
    through = sum(case.plan.get(1) == "give_back" and case.through for case in years.cases)
    assert count["return_requested"] == planned("give_back") + through
    assert count["return_refused"] == planned("keep")
    assert count["reassigned"] == planned("move")
    assert count["extension_told"] == planned("grant")
    assert count["draft_shown"] == planned("show") == count["meeting_recorded"]
    assert count["unsatisfied"] == planned("unsatisfied")
    assert count["rework"] == planned("redo", "reopen")
    assert count["at_meeting"] == planned("to_meeting")
    assert count["closed_out"] == count["closed_out_citizen"] == planned("close_out")
    assert count["sent_back"] == 0 and count["declined"] == 1 and count["merged"] == 1
    due = sum(
        promise.due <= local_day(years.scene.now)
        for promise in years.session.scalars(select(Promise))
    )
    assert count["promise_due"] == due > 0 and count["promise_due_told"] == 2 * due
    assert count["unrated"] == sum(case.kind == "unrated" for case in years.cases)
    # Three levels of review for each that was filed, the first one for two that were not.
    assert count["to_review"] == 3 * 36 + 2
    # Every end is said to the citizen, also the second one of what was reopened.
    assert count["closed_citizen"] == 29 + 2 + planned("reopen")
    # Who was silent for a month, and one who got it by 改派 and took two working days.
    assert (count["chased"], count["not_received"]) == (3 + 1, 3)
    assert count["overdue"] == 3, "one for each batch, however many of it were late"
    # A draft that nobody had is withdrawn in silence.
    assert count["withdrawn"] == 2 * planned("withdraw")
    assert count["rating_asked"] == planned("close") - planned("to_meeting")
    assert count["promise_kept"] == 2 * planned("keep_promise")
    assert count["look_back_due"] == 1
