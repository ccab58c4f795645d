"""What is no text: following, scanning a code, the menu, a place, a picture, a voice."""

from datetime import timedelta

from sqlalchemy import select

from bot.actions import exchanges, issues, messages, places, telephone
from bot.actions import words as wording
from bot.actions.calendar import county_calendar, say_when
from bot.actions.casework import label, link_to
from bot.actions.rules import rule
from bot.domain.calendars import local_day, local_time
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import Grid, HandOver, Issue, Station
from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.citizen import danger
from handlers.conversation.citizen.my_deputies import my_deputies
from handlers.conversation.citizen.own_cases import supplement
from handlers.conversation.citizen.standing import status, want_human
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.privacy import privacy_full, privacy_short
from handlers.conversation.receipts import desk_name
from handlers.conversation.suggestions import listening as of_suggestions


def recent(talk: Talk) -> timedelta:
    """A picture belongs to the case that was spoken of within this time."""
    return timedelta(minutes=int(rule(talk.session, "conversation.picture_minutes", talk.now)))


def followed(talk: Talk, scene: str) -> Answer:
    """Somebody follows the account, perhaps by a station's or grid's QR code."""
    talk.identity.following = True
    telephone.back_to_wechat(talk.session, talk.contact.id, talk.now)
    grid = _grid_of(talk, scene)
    if grid is not None:
        return _scanned(talk, grid)
    text = say("welcome.follow", county=talk.county(), privacy=privacy_short(talk))
    return Answer(text, "event")


def scanned(talk: Talk, scene: str) -> Answer:
    grid = _grid_of(talk, scene)
    if grid is None:
        return Answer(say("welcome.greeting"), "event")
    return _scanned(talk, grid)


def _scanned(talk: Talk, grid: Grid) -> Answer:
    answered = _is_there(talk, grid)
    if answered is not None:
        return answered
    talk.contact.grid_id = grid.id
    place = places.say_place(talk.session, grid)
    return Answer(say("welcome.scan", place=place, privacy=privacy_short(talk)), "event")


def _grid_of(talk: Talk, scene: str) -> Grid | None:
    """The area of a QR code: S_<station code> or G_<grid code>."""
    kind, _, code = scene.partition("_")
    if kind == "G":
        return places.by_code(talk.session, code)
    if kind == "S":
        station = talk.session.scalar(select(Station).where(Station.code == code))
        return station.grid if station else None
    return None


def unfollowed(talk: Talk) -> Answer:
    """Nothing can be sent there any more; what is due goes to the telephone list."""
    talk.identity.following = False
    return Answer("", "event")


def clicked(talk: Talk, key: str) -> Answer:
    """A menu entry is a shortcut for a word that can also be typed."""
    match key:
        case "status":
            return Answer(status(talk, None), "event")
        case "deputies":
            return my_deputies(talk)
        case "human":
            return Answer(want_human(talk, None), "event")
        case "privacy":
            return Answer(privacy_full(talk), "event")
        case _:
            return Answer(say("welcome.greeting"), "event")


def located(talk: Talk, latitude: float, longitude: float) -> Answer:
    """A location message: the place of the problem that is being asked about, or of the person."""
    code = talk.reader.nearest(latitude, longitude)
    grid = places.by_code(talk.session, code) if code else None
    alarm = danger.of(talk)
    if alarm is not None:
        danger.sent(talk, f"位置：{grid.name}" if grid else "位置")
        if grid is not None:
            issues.place_danger(talk.session, alarm.issue, grid, now=talk.now)
        said = say("answer.danger_noted", numbers=alarm.numbers or "110")
        return Answer(said, AS_CONSTITUENT, alarm.issue_id)
    if grid is None:
        return Answer(say("media.location_unknown"), AS_CONSTITUENT)
    answered = _is_there(talk, grid)
    if answered is not None:
        return answered
    talk.contact.grid_id = grid.id
    return Answer(say("media.location", place=places.say_place(talk.session, grid)), AS_CONSTITUENT)


def _is_there(talk: Talk, grid: Grid) -> Answer | None:
    """A place sent or scanned while we ask for one is the answer; None if nothing is asked."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "place"):
        issue = talk.session.get_one(Issue, asked.case_id)
        if issue.state != "asking":
            continue
        exchanges.finish(asked, talk.now)
        issues.settle_place(talk.session, issue, grid, now=talk.now)
        said = say(
            "media.location_for",
            case=label(issue),
            place=places.say_place(talk.session, issue.grid),
            station=desk_name(issue),
            speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
        )
        return Answer(said, AS_CONSTITUENT, issue.id)
    return None


def _settle_asked(talk: Talk, grid: Grid) -> Answer | None:
    """A place that was sent or scanned answers the question for the place, if there is one."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "place"):
        issue = talk.session.get_one(Issue, asked.case_id)
        exchanges.finish(asked, talk.now)
        if issue.state == "asking":
            issues.settle_place(talk.session, issue, grid, now=talk.now)
            said = say(
                "media.location_for",
                case=label(issue),
                place=places.say_place(talk.session, issue.grid),
                station=desk_name(issue),
                speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
            )
            return Answer(said, AS_CONSTITUENT, issue.id)
    return None


def pictured(talk: Talk, kind: str, platform_id: str) -> Answer:
    """A picture or video: with the case spoken of just now, or waiting for a sentence."""
    row = messages.expect_media(
        talk.session, talk.message, kind=kind, platform_id=platform_id, now=talk.now
    )
    hand_over = _bureau_case(talk)
    if isinstance(hand_over, HandOver):
        row.hand_over_id, row.issue_id = hand_over.id, hand_over.issue_id
        return Answer(say("media.image_done", case=label(hand_over.issue)), "bureau")
    if hand_over is not None:
        return Answer(say("media.image_which", cases=hand_over), "bureau")
    issue = _recent_issue(talk)
    if issue is not None:
        row.issue_id = issue.id
        danger.sent(talk, "照片" if kind == "image" else "视频")
        return Answer(say("media.image_for", case=label(issue)), AS_CONSTITUENT, issue.id)
    return Answer(say("media.image"), AS_CONSTITUENT)


def _bureau_case(talk: Talk) -> HandOver | str | None:
    """The one case that a bureau's picture is about; the names of several; or nothing."""
    if not talk.roles.liaisons:
        return None
    # What was just reported as done comes first: 「办好了」, and then its picture.
    reported = talk.session.scalars(
        select(HandOver)
        .where(
            HandOver.bureau_id.in_([liaison.bureau_id for liaison in talk.roles.liaisons]),
            HandOver.reported_at > talk.now - recent(talk),
        )
        .order_by(HandOver.reported_at.desc())
        .limit(1)
    ).first()
    if reported is not None:
        return reported
    rows = [item.case for item in pending.for_bureau(talk)]
    hand_overs = [row for row in rows if isinstance(row, HandOver)]
    if len(hand_overs) == 1:
        return hand_overs[0]
    return None


def _recent_issue(talk: Talk) -> Issue | None:
    alarm = danger.of(talk)
    if alarm is not None:
        return alarm.issue
    since = talk.now - recent(talk)
    for issue in issues.of_reporter(talk.session, talk.contact, limit=1):
        if issue.created_at > since and issue.state not in ("withdrawn", "merged"):
            return issue
    return None


def voiced(talk: Talk, platform_id: str, file_format: str) -> Answer:
    """A voice without recognition: the number at once; a person listens and types it in."""
    part = of_suggestions.voiced(talk, platform_id, file_format)
    if part is not None:
        return part
    row = messages.expect_media(
        talk.session,
        talk.message,
        kind="voice",
        platform_id=platform_id,
        now=talk.now,
        file_format=file_format,
    )
    # A deputy's own matters come after what was pushed to them, but for a danger.
    first = talk.roles.deputies and danger.of(talk) is None
    issue = _task_of_staff(talk) if first else None
    issue = issue or _recent_issue(talk) or _task_of_staff(talk)
    if issue is not None:
        row.issue_id = issue.id
        issues.ask_to_listen(talk.session, issue, row.id, now=talk.now)
        danger.sent(talk, "语音")
        return Answer(say("media.voice_for", case=label(issue)), AS_CONSTITUENT, issue.id)
    words = wording.keep(
        talk.session, "（语音）", said_by=talk.contact.id, now=talk.now, masked="（语音）"
    )
    issue = issues.open_voice(talk.session, talk.contact, words, now=talk.now)
    row.issue_id = issue.id
    return Answer(
        say("media.voice", number=f"民{issue.number}", when=_listening_time(talk)),
        AS_CONSTITUENT,
        issue.id,
    )


def _task_of_staff(talk: Talk) -> Issue | None:
    """A deputy's or bureau's voice is about what they have in hand: of several tasks the one that
    was pushed last. Who listens sorts it out (field-notes 2: forty seconds of dialect)."""
    items = []
    if talk.roles.deputies:
        items += pending.for_deputy(talk)
    if talk.roles.liaisons:
        items += pending.for_bureau(talk)
    cases = {item.case.issue if isinstance(item.case, HandOver) else item.case for item in items}
    found = [case for case in cases if isinstance(case, Issue)]
    if len(found) > 1 and talk.roles.deputies:
        tasks = [item for item in pending.for_deputy(talk) if isinstance(item.case, Issue)]
        newest = pending.last_pushed(talk, tasks)
        return max((item.case for item in newest if isinstance(item.case, Issue)), key=_number)
    return found[0] if len(found) == 1 else None


def _number(issue: Issue) -> int:
    return issue.number


def _listening_time(talk: Talk) -> str:
    """When somebody can listen: 今天, or the next working morning."""
    here = local_time(talk.now)
    calendar = county_calendar(talk.session, talk.now)
    today = local_day(talk.now)
    until = int(rule(talk.session, "conversation.listen_until", talk.now))
    if calendar.is_working_day(today) and here.hour < until:
        return "今天"
    following = calendar.next_working_day(today + timedelta(days=1))
    return f"{say_when(following, talk.now)}上午"


def linked(talk: Talk) -> Answer:
    """A link: with the case that they have open, as what it is called and its address. What its
    title says of somebody is not read to those below (design 1.3)."""
    _hide_words(talk)
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    if own and own[0].state in (*EARLY, *OPEN) and talk.text.strip():
        reading = talk.reader.read(talk.text, home=own[0].grid.code if own[0].grid else None)
        if not issues.speaks_above(talk.session, reading, own[0], talk.now):
            return supplement(talk, own[0], reading)
    issue = _recent_issue(talk)
    return Answer(say("media.link"), AS_CONSTITUENT, issue.id if issue else None)


def unknown(talk: Talk, came_as: str) -> Answer:
    """A file, a sticker, or what the platform invents tomorrow: kept, and answered in a sentence.
    Files go through a page; where this person has a case in hand, its address is said."""
    _hide_words(talk)
    case = _bureau_case(talk)
    issue = case.issue if isinstance(case, HandOver) else _open_issue(talk)
    issue_id = issue.id if issue else None
    if "file" not in came_as.lower():
        return Answer(say("media.sticker"), AS_CONSTITUENT, issue_id)
    if issue is None:
        return Answer(say("media.file"), AS_CONSTITUENT)
    said = say("media.file_page", case=label(issue), link=link_to(talk.session, issue))
    return Answer(said, AS_CONSTITUENT, issue_id)


def _hide_words(talk: Talk) -> None:
    if talk.message.words is not None:
        messages.show_masked(talk.message, wording.mask(talk.text))


def _open_issue(talk: Talk) -> Issue | None:
    """The newest case of theirs that somebody is on, or the one task that they have in hand."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    if own and own[0].state not in ("closed", "withdrawn", "merged"):
        return own[0]
    return _task_of_staff(talk)


def keep_voice(talk: Talk, platform_id: str, file_format: str) -> None:
    """A voice that the platform has recognised: its words are read, the sound is kept as well."""
    messages.expect_media(
        talk.session,
        talk.message,
        kind="voice",
        platform_id=platform_id,
        now=talk.now,
        file_format=file_format,
    )


def passed_by(talk: Talk, latitude: object, longitude: object) -> Answer:
    """The platform reports where a phone is: it binds only who is not bound yet, and quietly."""
    if (
        talk.contact.grid_id is None
        and isinstance(latitude, int | float)
        and isinstance(longitude, int | float)
    ):
        code = talk.reader.nearest(float(latitude), float(longitude))
        grid = places.by_code(talk.session, code) if code else None
        if grid is not None:
            talk.contact.grid_id = grid.id
    return Answer("", "event")


def consented(talk: Talk, given: list[list[object]]) -> Answer:
    """Consents to subscription messages, given or taken back: [[template id, accepted]]."""
    known = {name for name in talk.identity.consents.split(",") if name}
    for template_id, accepted in given:
        (known.add if accepted else known.discard)(str(template_id))
    talk.identity.consents = ",".join(sorted(known))[:512]
    return Answer("", "event")
