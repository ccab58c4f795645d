"""What the platform tells when it is asked."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Media:
    data: bytes
    #: As the platform says, for example image/jpeg, audio/amr, video/mp4.
    content_type: str


@dataclass(frozen=True, slots=True)
class Follower:
    """The platform tells no name and no picture since 2021."""

    openid: str
    following: bool
    followed_at: datetime | None
    unionid: str
    #: ADD_SCENE_QR_CODE and the like, and the scene of the QR code by which the person came.
    came_by: str
    scene: str


@dataclass(frozen=True, slots=True)
class QRCode:
    #: What the code says: draw it with this.
    content: str
    ticket: str
    #: The platform's own drawing.
    picture_url: str


@dataclass(frozen=True, slots=True)
class Quota:
    daily_limit: int
    used: int
    remain: int


@dataclass(frozen=True, slots=True)
class Template:
    template_id: str
    title: str
    #: Names of its fields in order: thing1, time2 …
    fields: tuple[str, ...]
