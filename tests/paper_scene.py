"""A year of suggestions, put straight into the tables: one of each fate that a paper tells of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import words
from bot.store.models import (
    Assignment,
    Bureau,
    CloseOutEvidence,
    CongressSession,
    CoSigner,
    Deputy,
    Grid,
    KeySupervision,
    Officer,
    Promise,
    Rating,
    Station,
    Suggestion,
    SuggestionVersion,
    SupervisionLog,
    Supervisor,
)
from tests import small_county

PHONE = "13812345678"


@dataclass
class Year:
    """What the tests speak of."""

    session: Session
    now: datetime
    congress: CongressSession
    lead: Deputy
    bureaus: dict[str, Bureau]
    count: int = 0

    def suggestion(self, title: str, state: str, **given: object) -> Suggestion:
        """A county suggestion with its text, raised by 李明, numbered in order."""
        self.count += 1
        fields = {
            "draft_number": self.count,
            "number": f"〔16-6〕{self.count}",
            "session_id": self.congress.id,
            "serial": self.count,
            "title": title,
            "state": state,
            "congress": "county",
            "lead_id": self.lead.id,
            "version": 1,
            "topic": "道路照明",
            "created_at": self.now,
            "assigned_on": date(2026, 3, 2),
        }
        case = Suggestion(**(fields | given))
        self.session.add(case)
        self.session.flush()
        parts = {
            name: words.keep(self.session, text, said_by=None, now=self.now).id
            for name, text in (
                ("situation_id", f"{title}，路灯坏了半个月，找我{PHONE}。"),
                ("analysis_id", "没有统一管护。"),
                ("proposal_id", "尽快修好，纳入统一管护。"),
            )
        }
        self.session.add(
            SuggestionVersion(suggestion_id=case.id, number=1, title=title, at=self.now, **parts)
        )
        self.session.flush()
        return case

    def assign(
        self, case: Suggestion, bureau: str, state: str, due: date, **given: object
    ) -> Assignment:
        fields = {
            "suggestion_id": case.id,
            "bureau_id": self.bureaus[bureau].id,
            "role": "lead",
            "state": state,
            "assigned_at": datetime.combine(
                date(2026, 3, 2), self.now.time(), tzinfo=self.now.tzinfo
            ),
            "counts_from": date(2026, 3, 2),
            "due": due,
            "first_due": due,
            "proof": f"3月2日（周一）交办，3个月后是{due.month}月{due.day}日下班前",
            "return_by": date(2026, 3, 16),
        }
        row = Assignment(**(fields | given))
        self.session.add(row)
        self.session.flush()
        return row

    def text(self, said: str) -> int:
        return words.keep(self.session, said, said_by=None, now=self.now).id


def build(session: Session, now: datetime) -> Year:
    """Five suggestions: done; rated, promise open; late; waiting for a return; at a meeting."""
    small_county.build(session, now)
    county = session.scalars(select(Grid).where(Grid.level == "county")).one()
    congress = CongressSession(
        congress="county",
        area_id=county.id,
        term=16,
        number=6,
        opens=date(2026, 2, 26),
        closes=date(2026, 2, 28),
        submit_until=now - timedelta(days=260),
    )
    session.add(congress)
    session.flush()
    lead = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
    bureaus = {row.name: row for row in session.scalars(select(Bureau))}
    year = Year(session, now, congress, lead, bureaus)
    _done(year)
    _promised(year)
    _others(year)
    return year


def _done(year: Year) -> None:
    now = year.now
    early = now - timedelta(days=200)
    case = year.suggestion(
        "东坪三组路灯", "closed_out", replied_at=early, closed_at=early, closed_out_at=now
    )
    signer = year.session.scalars(select(Deputy).where(Deputy.name == "王芳")).one()
    year.session.add(
        CoSigner(suggestion_id=case.id, deputy_id=signer.id, state="signed", asked_at=early)
    )
    year.assign(
        case,
        "城关供电所",
        "replied",
        date(2026, 6, 2),
        received_at=datetime(2026, 3, 3, 9, tzinfo=now.tzinfo),
        replied_at=early,
        outcome_class="A",
    )
    year.assign(case, "县水利局", "opinion_given", date(2026, 5, 6), role="supporting")
    officer = year.session.scalars(select(Officer).where(Officer.name == "郑科员")).one()
    year.session.add(
        CloseOutEvidence(
            suggestion_id=case.id,
            kind="visit",
            words_id=year.text("五盏灯都亮了"),
            noted_by=officer.contact_id,
            at=now,
        )
    )
    year.session.add(
        Rating(
            suggestion_id=case.id, round=1, deputy_id=year.lead.id, lead=True,
            grade="satisfied", at=now,
        )
    )  # fmt: skip
    key = KeySupervision(
        suggestion_id=case.id,
        decided_on=date(2026, 4, 1),
        leading_officer="副县长张明",
        committee="城建环资工委",
        at=now,
    )
    year.session.add(key)
    year.session.flush()
    year.session.add(Supervisor(key_id=key.id, officer_id=officer.id))
    year.session.add(
        SupervisionLog(suggestion_id=case.id, words_id=year.text("到现场看过，灯亮了"), at=now)
    )


def _promised(year: Year) -> None:
    early = year.now - timedelta(days=150)
    case = year.suggestion(
        "西坪饮水", "procedure_closed", source="session", replied_at=early, closed_at=early
    )
    row = year.assign(
        case, "县水利局", "replied", date(2026, 6, 2), replied_at=early, outcome_class="B"
    )
    year.session.add(
        Promise(
            assignment_id=row.id,
            words_id=year.text("换完主管道"),
            condition="资金到位后",
            made_at=early,
            first_due=date(2026, 11, 25),
            due=date(2026, 11, 25),
        )
    )


def _others(year: Year) -> None:
    late = year.suggestion("桥面破损", "assigned")
    year.assign(late, "县水利局", "in_hand", date(2026, 11, 2))
    waiting = year.suggestion("学校门口限速", "assigned")
    year.assign(waiting, "城关供电所", "return_requested", date(2026, 11, 2))
    again = year.suggestion("垃圾清运", "at_meeting", round=2, replied_at=year.now)
    year.assign(again, "城关镇政府", "replied", date(2026, 6, 2), replied_at=year.now)
    withdrawn = year.suggestion("已撤回的", "withdrawn")
    year.assign(withdrawn, "县水利局", "cancelled", date(2026, 6, 2))
    town = year.session.scalars(select(Grid).where(Grid.level == "township")).one()
    own = year.suggestion(
        "镇区路口积水", "assigned", congress="township", area_id=town.id, number="城关镇〔10-3〕1"
    )
    year.assign(own, "城关镇政府", "assigned", date(2026, 12, 2))
    year.session.flush()


def station(session: Session) -> Station:
    return session.scalars(select(Station).where(Station.code == "Z01")).one()
