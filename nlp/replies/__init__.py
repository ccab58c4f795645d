"""Short answers of deputies, bureaus, officers and constituents, read as acts."""

from nlp.replies.command import add_arguments, answer_one, run
from nlp.replies.model import Act, Pending, Reply
from nlp.replies.reader import read_reply

__all__ = ["Act", "Pending", "Reply", "add_arguments", "answer_one", "read_reply", "run"]
