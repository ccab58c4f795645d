"""One reading of one message: what it is, about what, where, how urgent, who must not see it.

The service and ``python -m nlp route`` use the same :class:`Reader`; building one takes a moment,
reading is quick. Reads files only while building; needs no clock, no network, no store.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nlp import crime, gates, kinds, likely, place_said, privacy, split, urgency
from nlp.avoidance import About, AvoidanceReader
from nlp.belonging import OpenCase, belongs_to
from nlp.blames_nobody import tells_of_no_office
from nlp.bureaus import BureauReader
from nlp.corruption import is_accusation
from nlp.cues import Cues, Found, Span
from nlp.masks import Mask
from nlp.normal import normal
from nlp.place_said import is_elsewhere, is_one_of_its_kind, names_somewhere
from nlp.places import Gazetteer, Places
from nlp.privacy import Hidden
from nlp.sufferers import without_sufferers
from nlp.topics import TopicReading, topic_reader
from nlp.urgency import Safety
from nlp.vocabulary import Vocabulary
from nlp.what_was_read import Matter, Reading, Reason

__all__ = [
    "DEFAULT",
    "About",
    "Mask",
    "Matter",
    "OpenCase",
    "Reader",
    "Reading",
    "Reason",
    "Safety",
]

#: The learned tables that come with the project.
DEFAULT = Path(__file__).parent / "model"
#: From this confidence on a topic is routed without a person looking first: 97.5 % are right on
#: messages that were kept aside when learning (docs/reading.md).
CERTAIN = {"county": 0.91, "seven": 0.87, "bureaus22": 0.91}

ASK_WHAT = "您想反映什么事？说说在哪里、怎么了就行。"
ASK_WHERE = "是哪个村、哪条路的事？说个地名就行。"
#: Where a place is named that the county does not know, and the sender's home is not known.
ASK_TOWN = "是哪个乡镇（街道）的？说个名字就行。"
ASK_SEEN = "您是亲眼看见的，还是听别人说的？眼前有危险就先打119。"
ASK_STILL = "现在还有危险吗？有危险先打{numbers}，再回我一个字。"

#: Kinds that the bot can take further by itself.
_BY_ITSELF = frozenset(
    {"status", "thanks", "rating", "greeting", "withdrawal", "supplement", "correction", "human"}
)
_WITH_PLACE = frozenset({"problem", "project_wish"})
#: Who is asked whether a danger that is not sure goes on: not who advertises, thanks, wishes,
#: reports graft or asks how things stand.
_MAY_GO_ON = frozenset({"problem", "unclear", "human"})
#: Kinds that must read surely like danger to be one.
_CALM = frozenset({"accusation", "advertising", "law_opinion", "policy_question", "rating"})
#: What personal data alone may read like; it goes with what was said before.
_PERHAPS_DATA = frozenset({"problem", "unclear", "data_rights", "policy_question", "greeting"})
#: What answers, asks or thanks tells of no danger that is only perhaps one.
_ANSWERS = frozenset({"correction", "rating", "thanks", "greeting", "status", "advertising"})
#: What a report of a crime may read like.
_PERHAPS_CRIME = frozenset({"problem", "accusation", "unclear", "lawful_channel"})
#: Dangers that happen to somebody; a thing that is broken beside other things waits with them.
_TO_SOMEBODY = frozenset(
    {"medical", "suicide", "violence", "child", "missing", "poisoning", "fire", "gas", "general"}
)
_WHO = frozenset({"name", "minor", "address", "plate"})


class Reader:
    """Reads messages of one county. Immutable and safe to share between threads.

    ``model``: a directory written by ``python -m nlp learn``, or None for the hand rules alone;
    ``scheme``: county · seven · bureaus22 (which names topics and bureaus have);
    ``gazetteer``: places other than the vocabulary's.
    """

    def __init__(
        self,
        vocabulary: Vocabulary | None = None,
        *,
        model: Path | None = DEFAULT,
        scheme: str = "county",
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self._vocabulary = vocabulary or Vocabulary()
        #: Each body as "name|alias|alias", so that replies give the county's own names.
        self.bodies = tuple(
            "|".join((body.name, *body.aliases)) for body in self._vocabulary.bureaus
        )
        for part in (gates, urgency, kinds, likely, privacy):
            part.load()
        self._certain = CERTAIN[scheme]
        self._places = gazetteer or Gazetteer(self._vocabulary)
        # The 22 bureaus are learned names; topics beside them are the county's.
        self._topics = topic_reader(
            model, "county" if scheme == "bureaus22" else scheme, self._vocabulary.words
        )
        self._bureaus = BureauReader(model, scheme)
        self._avoidance = AvoidanceReader(self._vocabulary)
        self._chat = Cues({**kinds.chat_groups(), **self._avoidance.chat_groups()})
        self._cues = Cues(
            {
                **urgency.anchors(),
                **kinds.groups(),
                **place_said.groups(),
                **self._places.groups(),
                **self._avoidance.groups(),
                "reading.other_county": self._vocabulary.other_counties,
            }
        )

    def read(
        self,
        text: str,
        *,
        title: str | None = None,
        home: str | None = None,
        open_cases: Sequence[OpenCase] = (),
        in_talk: bool = False,
        at_work: bool = False,
    ) -> Reading:
        """The meaning of ``text``. ``title``: a heading given apart; ``home``: the sender's own
        grid code; ``open_cases``: the sender's cases that are not closed, newest first;
        ``in_talk``: they have just spoken of one of them, and it is no danger; ``at_work``: what
        is no danger waits for them, so that only plain words of danger are one."""
        plain = normal(text).text
        heading = normal(title).text if title else None
        whole = f"{heading}\n{plain}" if heading else plain
        found = self._cues.scan(whole)
        said = whole
        if kinds.is_chat(whole):
            found = self._chat.scan(whole, found)
            said = without_sufferers(whole)  # in a letter such a clause is one of many
        places = self._places.find(whole, home=home, scan=found)
        topic = self._topics.classify_plain(_without_areas(said, places), heading)
        hidden = Hidden(plain)  # offsets are those of the message
        short = len(whole) <= urgency.LONGEST and not title
        nameless = _without_names(whole, places)
        if short:
            # Who and which door says nothing of danger, but a name may sound like it.
            who = [(m.start, m.end) for m in hidden.masks if m.kind in _WHO]
            nameless = _blank(nameless, who)
        urgent = urgency.judge(whole, found, nameless, in_talk=in_talk, at_work=at_work)
        kind = kinds.read_kind(
            whole,
            found,
            certain=topic.confidence if topic.topic else 0.0,
            place=bool(places.found),
            ours=places.grid_code is not None,
            other_county="reading.other_county" in found and places.grid_code is None,
            open_cases=bool(open_cases),
            written=text,
            nameless=nameless,
        )
        if urgent.doubtful and kind.kind in _CALM:
            urgent = replace(urgent, level=urgency.SOON)
        name = kinds.PROBLEM if urgent.level == urgency.DANGER else kind.kind
        case = belongs_to(name, whole, topic.topic, places.grid_code, open_cases)
        if case and name == kinds.PROBLEM and urgent.level != urgency.DANGER:
            name = "supplement"
        about = self._avoidance.find(
            whole, found, places.grid_code or home, kind=name, in_talk=bool(open_cases)
        )
        if name == "supplement" and about and kinds.only_quotes(whole):
            about = ()
        unnamed = name == "accusation" and short and not about
        if unnamed and tells_of_no_office(whole) and not is_accusation(whole):
            name = kinds.PROBLEM  # 「占道的把通道堵了」: nobody in office is blamed
        if name == "human" and about:
            name = kinds.PROBLEM  # 「林某接电话态度不好」: nobody wants to be rung by them
        criminal = name in _PERHAPS_CRIME and not about and crime.reports_crime(whole)
        if criminal and (urgent.level != urgency.DANGER or not crime.endangers(whole)):
            name, urgent = kinds.PROBLEM, urgency.Urgency()
        elif name in _ANSWERS and urgent.level == urgency.SOON and not urgent.rumour:
            urgent = replace(urgent, danger=None, safety=None)
        if name in ("unclear", kinds.PROBLEM) and self._avoidance.is_a_name(whole):
            name = "supplement"  # whom what was said before is about
            about = self._avoidance.find(whole, found, places.grid_code or home, kind=name)
        if name in _PERHAPS_DATA and short and privacy.is_all(plain, hidden.masks):
            name = "supplement"
        bureaus = self._ranked(whole, topic, places, home)
        named = tuple(dict.fromkeys([place.text for place in places.found]))
        issues = self._matters(
            text, plain, name, topic, bureaus, places, named, urgent.level, home, hidden
        )
        if len(issues) > 1 and urgent.level != urgency.DANGER:
            # 「路灯不亮，低保没办，再一个俺老头叫不醒」: the others must not outweigh the third.
            urgent = self._gravest(issues) or urgent
            name = kinds.PROBLEM if urgent.level == urgency.DANGER else name
        ask = (
            None
            if kinds.only_nods(whole)
            else self._question(name, found, places, urgent, home, case)
        )
        if criminal and urgent.level != urgency.DANGER:
            ask = None  # the police ask
        return Reading(
            text=text,
            kind=name,
            topic=topic.topic,
            topic_path=tuple(topic.path),
            bureaus=bureaus,
            confidence=topic.confidence,
            auto=not criminal and self._auto(name, topic, urgent, ask, about),
            urgency=urgent.level,
            places=named,
            grid=places.grid,
            grid_code=places.grid_code,
            grid_level=places.level,
            issues=issues,
            avoid=about,
            ask=ask,
            danger=urgent.danger,
            safety=urgent.safety,
            belongs_to=case,
            rumour=urgent.rumour,
            crime=criminal,
            _hidden=hidden,
            _topic=topic,
            _kind_words=kind.words,
            _kind_beside=kind.beside,
            _urgency_words=urgent.words,
        )

    def place(self, text: str, *, home: str | None = None) -> Places:
        """Only the place that ``text`` names: the answer to 「哪个村」."""
        return self._places.find(normal(text).text, home=home)

    def nearest(self, latitude: float, longitude: float) -> str | None:
        """Code of the grid a GCJ-02 position lies in or next to; None when it is too far."""
        return self._places.nearest(latitude, longitude)

    def _ranked(
        self, text: str, topic: TopicReading, places: Places, home: str | None
    ) -> tuple[str, ...]:
        """The bodies of the place of the problem; of the sender's own where none is named."""
        area = places.grid_code or home
        here = self._places.area(area) if area else None
        level = here.level if here else "county"
        return self._bureaus.names(text, topic, level=level, vocabulary=self._vocabulary, area=area)

    def _matters(
        self,
        text: str,
        plain: str,
        kind: str,
        topic: TopicReading,
        bureaus: tuple[str, ...],
        places: Places,
        named: tuple[str, ...],
        level: str,
        home: str | None,
        hidden: Hidden,
    ) -> tuple[Matter, ...]:
        spans = split.matters(kind, plain, text)
        if len(spans) == 1:
            return (
                Matter(
                    text,
                    topic.topic,
                    tuple(topic.path),
                    bureaus,
                    level,
                    named,
                    places.grid_code,
                    hidden,
                    topic,
                ),
            )
        covered = tuple(hidden)
        return tuple(self._matter(text, plain, span, places, home, covered) for span in spans)

    def _matter(
        self,
        text: str,
        plain: str,
        span: Span,
        whole: Places,
        home: str | None,
        hidden: Sequence[Span],
    ) -> Matter:
        start, end = span
        part = split.clean(text[start:end])
        part_plain = plain[start:end]
        at = text.find(part, start)
        covered = tuple(_within(hidden, at, at + len(part)))
        scan = self._cues.scan(part_plain)
        here = self._places.find(part_plain, home=home, scan=scan)
        told = _blank(_without_areas(part_plain, here), _within(hidden, start, end))
        topic = self._topics.classify_plain(without_sufferers(told))
        grid = here if here.grid_code else whole
        urgent = urgency.judge(part_plain, scan)
        return Matter(
            text=part,
            topic=topic.topic,
            topic_path=tuple(topic.path),
            bureaus=self._ranked(part_plain, topic, grid, home),
            urgency=urgent.level,
            places=tuple(dict.fromkeys(p.text for p in (here.found or whole.found))),
            grid_code=grid.grid_code,
            _hidden=covered,
            _topic=topic,
        )

    def _gravest(self, issues: Sequence[Matter]) -> urgency.Urgency | None:
        for issue in issues:
            if issue.urgency == urgency.DANGER:
                plain = normal(issue.text).text
                urgent = urgency.judge(plain, self._cues.scan(plain))
                if urgent.danger in _TO_SOMEBODY:
                    return urgent
        return None

    def _question(
        self,
        kind: str,
        found: Found,
        places: Places,
        urgent: urgency.Urgency,
        home: str | None,
        case: str | None,
    ) -> str | None:
        if urgent.rumour:
            return ASK_SEEN
        if case:
            return None
        may_go_on = kind in _MAY_GO_ON or urgent.danger == "suicide"
        if may_go_on and urgent.danger and urgent.safety and urgent.level == urgency.SOON:
            return ASK_STILL.format(numbers="、".join(urgent.safety.numbers))
        if kind == "unclear":
            return ASK_WHAT
        if kind in _WITH_PLACE and urgent.level != urgency.DANGER:
            if places.ask:
                return places.ask
            if not places.found and (home is None or is_elsewhere(found)):
                if is_one_of_its_kind(found):
                    return None
                return ASK_TOWN if home is None and names_somewhere(found) else ASK_WHERE
            if home is None and places.narrow:
                return places.narrow
        return None

    def _auto(
        self,
        kind: str,
        topic: TopicReading,
        urgent: urgency.Urgency,
        ask: str | None,
        about: Sequence[About],
    ) -> bool:
        if urgent.danger or about or ask:
            return False
        if kind in kinds.ROUTED:
            return topic.topic is not None and topic.confidence >= self._certain
        return kind in _BY_ITSELF


def _without_names(text: str, places: Places) -> str:
    """``text`` with the names of the county's places blanked but for their last character: 东坪 is
    no sign of danger, 桥 may be one."""
    for place in places.found:
        own = text[place.start] in "我俺咱"  # 「捅我家的人」: somebody, not a name
        if place.name and place.level and not own:
            text = _blank(text, [(place.start, place.end - 1)])
    return text


def _without_areas(text: str, places: Places) -> str:
    """``text`` with the names of its areas blanked but for their last character: 竹林集村 has no
    forest to tell of. A landmark stays: what is wrong with 东坪水库 is about water."""
    areas = [p for p in places.found if p.level and not p.landmark]
    return _blank(text, [(place.start, place.end - 1) for place in areas])


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    return [(max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and start < e]


def _blank(text: str, spans: Sequence[Span]) -> str:
    """``text`` without names and numbers, which say nothing about a topic."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
