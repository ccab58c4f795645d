"""What was typed into a form that came back undone: it stands there again, so that nobody writes a
page of reply twice. Files do not come back with a page; their names do, to be chosen again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage, MultiDict

#: Fields that somebody writes sentences into.
_TEXTS = ("title", "situation", "analysis", "proposal", "text", "promise")


@dataclass(frozen=True, slots=True)
class Typed:
    """One posted form, or none. ``files``: field → names of the files that were chosen in it."""

    values: MultiDict[str, str] = field(default_factory=MultiDict)
    files: Mapping[str, str] = field(default_factory=dict)

    def of(self, role: str, act: str, row: int = 0) -> "Typed":
        """This one if it was posted from that form, about assignment ``row`` of the page."""
        mine = (self.values.get("role"), self.values.get("act"), self.values.get("row") or "0")
        return self if mine == (role, act, str(row)) else NOTHING

    def lost(self, forms: Iterable[tuple[str, str, int]]) -> list[str]:
        """The texts of a form that is no longer among ``forms`` (role, act, row) on the page: what
        it was about went on meanwhile."""
        if not self.values or any(self.of(*form).back for form in forms):
            return []
        return [self.values[name] for name in _TEXTS if self.values.get(name)]

    @property
    def back(self) -> bool:
        """Whether this form came back."""
        return bool(self.values)

    def one(self, name: str, otherwise: object = "") -> object:
        """What was typed into the field; what it holds by itself where the form is new."""
        return self.values.get(name, "") if self.values else otherwise

    def has(self, name: str, value: object, otherwise: bool = False) -> bool:
        """Whether this choice was made."""
        return str(value) in self.values.getlist(name) if self.values else otherwise


NOTHING = Typed()


def typed(form: MultiDict[str, str], files: Mapping[str, Sequence[FileStorage]]) -> Typed:
    """What came with a request."""
    values = MultiDict((key, value) for key, value in form.items(multi=True) if key != "csrf_token")
    names = {
        name: "、".join(one.filename for one in some if one.filename)
        for name, some in files.items()
    }
    return Typed(values, {name: said for name, said in names.items() if said})
