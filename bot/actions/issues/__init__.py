"""An issue's life, one file for each part of it; the verbs are called as ``issues.verb``."""

from bot.actions.issues.above import (
    POINTED,
    is_crime,
    lift,
    lift_to_county,
    raise_above,
    speaks_above,
    too_high_for,
)
from bot.actions.issues.apart import Part, parts_of
from bot.actions.issues.attention import move_attention
from bot.actions.issues.finding import by_number, by_said_number, of_reporter, was_told
from bot.actions.issues.growing import begin_again, is_begun, rename
from bot.actions.issues.handling import (
    answer,
    close_by_desk,
    decline,
    is_requested,
    leave_to_station,
    mark_told,
    not_mine,
    raise_as_suggestion,
    refer,
    request_hand_over,
    spoken_by_phone,
    take,
)
from bot.actions.issues.joining import join, joinable, merge, unmerge
from bot.actions.issues.opening import open_issue, transcribe
from bot.actions.issues.pictures import look_at_wordless_pictures
from bot.actions.issues.plain import (
    ask_to_listen,
    open_call,
    open_data_rights,
    open_plain,
    open_praise,
    open_voice,
)
from bot.actions.issues.reporting import (
    allow_phone,
    keep_secret,
    rate,
    speak_again,
    want_human,
    withdraw,
)
from bot.actions.issues.routing import (
    bind,
    correct_place,
    place_danger,
    place_quietly,
    reroute,
    route,
    settle_place,
)
from bot.actions.issues.saying import (
    answer_question,
    ask_constituent,
    note,
    note_words,
    press,
    supplement,
    write,
)
from bot.actions.issues.splitting import split_from, split_off
from bot.actions.issues.unanswered import stop_waiting
from nlp.at_home import is_of_the_home

__all__ = [
    "POINTED",
    "Part",
    "allow_phone",
    "answer",
    "answer_question",
    "ask_constituent",
    "ask_to_listen",
    "begin_again",
    "bind",
    "by_number",
    "by_said_number",
    "close_by_desk",
    "correct_place",
    "decline",
    "is_begun",
    "is_crime",
    "is_of_the_home",
    "is_requested",
    "join",
    "joinable",
    "keep_secret",
    "leave_to_station",
    "lift",
    "lift_to_county",
    "look_at_wordless_pictures",
    "mark_told",
    "merge",
    "move_attention",
    "not_mine",
    "note",
    "note_words",
    "of_reporter",
    "open_call",
    "open_data_rights",
    "open_issue",
    "open_plain",
    "open_praise",
    "open_voice",
    "parts_of",
    "place_danger",
    "place_quietly",
    "press",
    "raise_above",
    "raise_as_suggestion",
    "rate",
    "refer",
    "rename",
    "request_hand_over",
    "reroute",
    "route",
    "settle_place",
    "speak_again",
    "speaks_above",
    "split_from",
    "split_off",
    "spoken_by_phone",
    "stop_waiting",
    "supplement",
    "take",
    "too_high_for",
    "transcribe",
    "unmerge",
    "want_human",
    "was_told",
    "withdraw",
    "write",
]
