"""What deputies, bureaus and desks do, by chat or on a page: each act is one function here.

Both ways lead through the same table (``ACTS``): the chat reads words, a page reads a form, and
what comes back is the sentence that the person sees."""

from handlers.deeds import bureaus, deputies, desk
from handlers.deeds.doing import Case, Doer, Doing

__all__ = ["ACTS", "Case", "Doer", "Doing"]

#: What each role's acts do. The reader knows the words, this table knows the deeds.
ACTS: dict[str, dict[str, Doer]] = {
    "deputy": {
        "take": deputies.take,
        "leave_to_station": deputies.leave_to_station,
        "hand_over": deputies.request_hand_over,
        "not_mine": deputies.not_mine,
        "ask": deputies.deputy_asks,
        "answer": deputies.deputy_answers,
        "refer": deputies.deputy_refers,
        "raise": deputies.raise_as_suggestion,
        "report_duty": deputies.report_duty,
        "request_leave": deputies.request_leave,
        "acknowledge": deputies.acknowledge,
    },
    "bureau": {
        "confirm_receipt": bureaus.confirm_receipt,
        "report_progress": bureaus.report_progress,
        "ask": bureaus.bureau_asks,
        "report_done": bureaus.report_done,
        "request_return": bureaus.request_return,
        "request_extension": bureaus.request_extension,
        "promise": bureaus.promise,
        "record_meeting": bureaus.note_inside,
        "pass_inside": bureaus.note_inside,
        "change_contact": bureaus.change_contact,
    },
    "station": {
        "hand_over": desk.desk_hands_over,
        "approve": desk.approve,
        "reject": desk.reject,
        "answer": desk.desk_answers,
        "ask": desk.desk_asks,
        "refer": desk.desk_refers,
        "revisit": desk.revisit,
        "rework": desk.rework,
        "close": desk.close,
        "reroute": desk.reroute,
        "decline": desk.decline,
        "merge": desk.merge,
        "unmerge": desk.unmerge,
        "write": desk.desk_writes,
        "spoken_by_phone": desk.spoken_by_phone,
        "note": desk.note,
        "told": desk.told,
        "acknowledge": desk.acknowledge,
        "heard": desk.hear_alarm,
        "passed_on": desk.pass_on_alarm,
    },
}
