"""A text read in the light of who wrote it: home and cases under way."""

from bot.actions import issues
from handlers.conversation.context import Talk
from nlp.reading import OpenCase, Reading


def read(talk: Talk) -> Reading:
    home = talk.home()
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return talk.reader.read(
        talk.text,
        home=home.code if home else None,
        open_cases=[
            OpenCase(
                f"民{issue.number}",
                issue.title,
                issue.topic,
                issue.grid.code if issue.grid else None,
            )
            for issue in own
            # Nothing else belongs to a request about one's own data: the county office alone
            # reads it, and nobody would go and look.
            # What belongs to a danger is asked before anything else is read (danger.py).
            if issue.state not in ("closed", "withdrawn", "merged")
            and issue.kind != "data_rights"
            and (issue.urgency != "危急" or f"民{issue.number}" in talk.text)
        ],
    )
