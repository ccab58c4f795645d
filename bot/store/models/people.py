"""People. One person is one contact, whatever roles they hold and through whatever they write."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.types import Moment, Sealed

#: Something is known of them that can be forgotten (what their identities say apart).
KNOWN = "name IS NOT NULL OR phone IS NOT NULL"


class Contact(Base):
    """A person: constituent, deputy, liaison person, officer, or several of these at once."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index("contacts_known", "id", sqlite_where=text(KNOWN), postgresql_where=text(KNOWN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(Sealed)
    phone: Mapped[str | None] = mapped_column(Sealed)
    phone_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    #: The grid this person lives in or last spoke about; nothing until they are bound.
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    #: When the privacy notice was first shown (personal information law, article 17).
    privacy_shown_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: 「别打电话给我」: said again wherever somebody would ring them.
    no_calls: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: 「别给我发了」: how their cases go on is told when they ask; questions and danger go out.
    no_messages: Mapped[bool] = mapped_column(default=False, server_default=false())

    identities: Mapped[list["Identity"]] = relationship(back_populates="contact")


class Identity(Base):
    """One way in which a contact reaches us and we reach them; today the Official Account."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "digest", name="identity_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16), default="wechat")
    #: The openid, sealed, and its digest to find it by.
    external_id: Mapped[str] = mapped_column(Sealed)
    digest: Mapped[str] = mapped_column(String(64))
    following: Mapped[bool] = mapped_column(default=True)
    #: Opens the 48-hour window of customer-service messages.
    last_message_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Opens the one-minute window after a scan, a subscription or a menu click.
    last_event_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Customer-service messages sent since the window opened (5 and 3 are the platform's limits).
    sent_in_window: Mapped[int] = mapped_column(default=0)
    sent_after_event: Mapped[int] = mapped_column(default=0)
    #: Long-term subscription consents are kept as the template ids, comma separated.
    consents: Mapped[str] = mapped_column(String(512), default="")
    #: Quiet hours of the person's own beside the county's, local time: 20:00-07:30; empty: none.
    own_quiet: Mapped[str] = mapped_column(String(11), default="", server_default="")

    contact: Mapped[Contact] = relationship(back_populates="identities")


class BindingCode(Base):
    """A one-time code by which a person takes up a role (single use, seven days, few tries)."""

    __tablename__ = "binding_codes"
    __table_args__ = (
        CheckConstraint(
            "role IN ('deputy','bureau_liaison','officer','grid_staff')", name="binding_role"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The keyed digest of the code; the code itself is never stored.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    #: The id in the table of that role.
    role_id: Mapped[int]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
