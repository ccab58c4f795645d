"""A paper is drafted, signed, numbered and sealed, in this order, each by a person who is noted."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.actions import papers
from bot.actions.suggestions import parties
from bot.domain.workflow import Refused
from bot.papers.gather.letters import letter_to
from bot.store.database import Database
from bot.store.models import Audit, Contact, Officer, Suggestion
from tests import paper_scene


def test_a_letter_goes_through_all_hands_and_each_is_noted(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        paper_scene.build(session, monday)
        case = session.scalars(select(Suggestion).where(Suggestion.title == "东坪三组路灯")).one()
        lead = parties.leads(session, case)[0]
        clerk = session.get(
            Contact,
            session.scalars(select(Officer.contact_id).where(Officer.name == "郑科员")).one(),
        )
        assert clerk is not None
        paper = papers.draft(
            session, "assignment_letter", clerk, now=monday, suggestion=case,
            bureau_id=lead.bureau_id,
        )  # fmt: skip
        with pytest.raises(Refused, match="paper_state"):
            papers.issue(session, paper, "1号", clerk, now=monday)
        with pytest.raises(Refused, match="paper_signer"):
            papers.sign(session, paper, " ", clerk, now=monday)
        papers.sign(session, paper, "方主任", clerk, now=monday)
        with pytest.raises(Refused, match="paper_state"):
            papers.sign(session, paper, "方主任", clerk, now=monday)
        with pytest.raises(Refused, match="paper_number_empty"):
            papers.issue(session, paper, "  ", clerk, now=monday)
        with pytest.raises(Refused, match="paper_number_shape"):
            papers.issue(session, paper, "方主任", clerk, now=monday)
        papers.issue(session, paper, "青人代工函〔2026〕1号", clerk, now=monday)
        letter = letter_to(session, lead, monday)
        assert letter.sign_off.stage == "已用印" and letter.sign_off.drafted.who == "郑科员"
        assert letter.sign_off.issued is not None and letter.sign_off.issued.who == "方主任"
        acts = session.scalars(
            select(Audit.act).where(Audit.act.like("paper.%")).order_by(Audit.id)
        )
        assert list(acts) == ["paper.draft", "paper.sign", "paper.issue"]
        second = papers.draft(session, "assignment_letter", clerk, now=monday, suggestion=case)
        papers.sign(session, second, "方主任", clerk, now=monday)
        with pytest.raises(Refused, match="paper_number_taken"):
            papers.issue(session, second, "青人代工函〔2026〕1号", clerk, now=monday)
        papers.void(session, paper, clerk, now=monday)
        papers.issue(session, second, "青人代工函〔2026〕1号", clerk, now=monday)
        with pytest.raises(Refused, match="paper_state"):
            papers.void(session, paper, clerk, now=monday)
        assert [row.state for row in papers.of_case(session, case)] == ["issued", "void"]


def test_only_known_papers_are_drafted(database: Database, monday: datetime) -> None:
    with database.write() as session:
        paper_scene.build(session, monday)
        clerk = session.scalars(select(Contact).limit(1)).one()
        with pytest.raises(KeyError):
            papers.draft(session, "love_letter", clerk, now=monday)
