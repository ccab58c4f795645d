"""写得好的: what the office has chosen as examples, for deputies who write."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from bot.actions.people import roles_of
from bot.actions.suggestions import drafts, exemplars, parties
from bot.actions.suggestions.kind import name_of, newest, say_bureaus
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflows.suggestion import ENDED, SUGGESTION
from bot.store.models import Contact
from handlers.parts import parts


def examples() -> ResponseReturnValue:
    """The list with the whole text, masked; ``q``: a word of the title or the topic. For deputies
    only."""
    now, asked = parts().clock.now(), request.args.get("q", "").strip()[:20]
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        roles = roles_of(session, contact, now) if contact is not None else None
        if roles is None or not roles.deputies:
            return render_template("sorry.html", text="这一页是给代表用的。"), 404
        rows = []
        for one in exemplars.listed(session, asked):
            about = one.suggestion
            text = drafts.text_of(newest(session, about), masked=True)
            rows.append(
                {
                    "name": name_of(about),
                    "title": about.title,
                    "who": f"{about.lead.name}代表",
                    "why": one.why,
                    "text": [(QUESTIONS[part][0], getattr(text, part)) for part in drafts.PARTS],
                    "bureaus": say_bureaus(parties.assignments_of(session, about)),
                    # How it was rated is sealed; that it has ended is not.
                    "state": SUGGESTION.states[about.state] if about.state in ENDED else "",
                }
            )
        return render_template("examples.html", rows=rows, asked=asked)
