"""Flat fields → what came in."""

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.channel.refused import Refused

MESSAGES: Final = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link"})
#: What a unique column of MySQL's old default could hold; nothing here needs more.
MAX_KEY: Final = 191

_NAME: Final = re.compile(r"[0-9A-Za-z_.@\-]{1,64}")
_KIND: Final = re.compile(r"[0-9A-Za-z_]{1,64}")
_LAST_SECOND: Final = 4_102_444_800  # 2100-01-01


@dataclass(frozen=True, slots=True)
class Incoming:
    """One push of the platform. Text fields that the push does not have are empty."""

    #: MsgId of a message; of an event who, when, what: the same for each repeat of one push.
    key: str
    openid: str
    #: Original id of our account (gh_…).
    to: str
    #: text image voice video shortvideo location link event, or unknown
    kind: str
    sent_at: datetime
    text: str
    media_id: str
    thumb_media_id: str
    #: Of a voice message: amr, speex.
    format: str
    #: Speech as text. The platform is retiring it: usually empty.
    recognition: str
    #: Degrees, or None. Of a location message and of the LOCATION event.
    latitude: float | None
    longitude: float | None
    label: str
    title: str
    url: str
    event: str
    event_key: str
    ticket: str
    #: Of TEMPLATESENDJOBFINISH: success, "failed:user block", "failed: system failed".
    status: str
    #: Every field as it came, nested names dotted (see ``bot.channel.body``).
    fields: dict[str, str]
    #: How it came, so that the answer goes back the same way.
    encrypted: bool = False
    as_json: bool = False

    @property
    def job_id(self) -> str:
        """What TEMPLATESENDJOBFINISH and the subscription results are about: ``message_id`` of the
        Delivery that they settle. Those events spell it MsgID."""
        return _job_id(self.fields)

    @property
    def scene(self) -> str:
        """Scene of the QR code that was scanned: the X of SCAN X and of subscribe qrscene_X."""
        if self.event == "SCAN":
            return self.event_key
        if self.event == "subscribe":
            return self.event_key.removeprefix("qrscene_")
        return ""


@dataclass(frozen=True, slots=True)
class SentResult:
    """What became of one subscription message: subscribe_msg_sent_event. ``status`` in the words
    of TEMPLATESENDJOBFINISH: "success", "failed:user block", "failed: …"."""

    template_id: str
    status: str


def sent_result(incoming: Incoming) -> SentResult | None:
    """Of a subscribe_msg_sent_event, else None. Source: developers.weixin.qq.com, service account,
    subscription messages, event push: one entry with TemplateId, MsgID, ErrorCode, ErrorStatus."""
    if incoming.event != "subscribe_msg_sent_event":
        return None
    said = {name.rpartition(".")[2]: value for name, value in incoming.fields.items()}
    code, words = said.get("ErrorCode", ""), said.get("ErrorStatus", "")
    if code == "0":
        status = "success"
    elif code == _REFUSED_BY_USER or "refuse" in words or "block" in words:
        status = "failed:user block"
    else:
        status = f"failed: {words or code}"[:64]
    return SentResult(said.get("TemplateId", ""), status)


#: The person has switched this notice off.
_REFUSED_BY_USER = "43101"


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody answered to the offer of one subscription message."""

    template_id: str
    accepted: bool


def consents(incoming: Incoming) -> tuple[Consent, ...]:
    """The answers in a subscribe_msg_popup_event or subscribe_msg_change_event, else ().
    Source: developers.weixin.qq.com, service account, subscription messages, event push."""
    if incoming.event not in ("subscribe_msg_popup_event", "subscribe_msg_change_event"):
        return ()
    return tuple(_consents(incoming.fields))


def _consents(fields: dict[str, str]) -> Iterator[Consent]:
    for name, value in fields.items():
        path, _, last = name.rpartition(".")
        if last == "TemplateId":
            status = fields.get(f"{path}.SubscribeStatusString".lstrip("."), "")
            if status in ("accept", "reject"):
                yield Consent(value, status == "accept")


def read(fields: dict[str, str], *, encrypted: bool, as_json: bool) -> Incoming:
    """The push that ``fields`` describe. Raises Refused for what no platform sends."""
    get = fields.get
    openid = _name(fields, "FromUserName")
    to = _name(fields, "ToUserName")
    kind = get("MsgType", "")
    if not _KIND.fullmatch(kind):
        raise Refused(400, "MsgType missing or malformed")
    seconds = _number(fields, "CreateTime", 10)
    if not 0 < seconds < _LAST_SECOND:
        raise Refused(400, "CreateTime out of range")
    event = ""
    if kind == "event":
        event = get("Event", "")
        if not _KIND.fullmatch(event):
            raise Refused(400, "Event missing or malformed")
        key = _event_key(fields, openid, seconds, event)
    elif kind in MESSAGES or "MsgId" in fields:
        key = str(_number(fields, "MsgId", 20))
    else:
        # An unknown kind without a number is kept all the same; its words identify it.
        key = f"{openid}:{seconds}:{kind}:{_digest(fields)}"
    latitude = _degrees(get("Location_X") or get("Latitude"), 90)
    longitude = _degrees(get("Location_Y") or get("Longitude"), 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Incoming(
        key=key,
        openid=openid,
        to=to,
        kind=kind if kind == "event" or kind in MESSAGES else "unknown",
        sent_at=datetime.fromtimestamp(seconds, UTC),
        text=get("Content", ""),
        media_id=get("MediaId", ""),
        thumb_media_id=get("ThumbMediaId", ""),
        format=get("Format", ""),
        recognition=get("Recognition", ""),
        latitude=latitude,
        longitude=longitude,
        label=get("Label", ""),
        title=get("Title", ""),
        url=get("Url", ""),
        event=event,
        event_key=get("EventKey", ""),
        ticket=get("Ticket", ""),
        status=get("Status", ""),
        fields=fields,
        encrypted=encrypted,
        as_json=as_json,
    )


def _event_key(fields: dict[str, str], openid: str, seconds: int, event: str) -> str:
    # Two template results for one person in one second differ in MsgID alone; two consents in
    # what was consented to.
    last = fields.get("EventKey") or _job_id(fields)
    if not last and any("." in name for name in fields):
        last = _digest(fields)
    key = f"{openid}:{seconds}:{event}:{last}"
    if len(key.encode()) <= MAX_KEY:
        return key
    return f"{openid}:{seconds}:sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _job_id(fields: dict[str, str]) -> str:
    return (
        fields.get("MsgID")
        or fields.get("SubscribeMsgSentEvent.List.MsgID")
        or fields.get("List.MsgID", "")
    )


def _digest(fields: dict[str, str]) -> str:
    words = "\0".join(f"{name}\0{value}" for name, value in sorted(fields.items()))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _name(fields: dict[str, str], field: str) -> str:
    value = fields.get(field, "")
    if not _NAME.fullmatch(value):
        raise Refused(400, f"{field} missing or malformed")
    return value


def _number(fields: dict[str, str], field: str, digits: int) -> int:
    """A number without sign, of 1 to ``digits`` digits, that fits an unsigned 64-bit integer."""
    value = fields.get(field, "")
    if not (value.isascii() and value.isdigit() and len(value) <= digits):
        raise Refused(400, f"{field} missing or not a number")
    number = int(value)
    if number >= 1 << 64:
        raise Refused(400, f"{field} out of range")
    return number


def _degrees(value: str | None, limit: int) -> float | None:
    """Coordinates are a help, not a duty: what is no coordinate is none, the message stays."""
    try:
        degrees = float(value or "nan")
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= limit else None
