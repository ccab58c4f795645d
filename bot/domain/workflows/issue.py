"""An issue (社情民意) from the first sentence to 「好了」 (mechanisms G01, G04, X14; design 5)."""

from bot.domain.workflow import Party, Step, Workflow

RECEIVED = "received"
ASKING = "asking"
ROUTED = "routed"
TAKEN_UP = "taken_up"
AT_STATION = "at_station"
HANDED_OVER = "handed_over"
ANSWERED = "answered"
TOLD = "told"
RECHECK = "recheck"
CONFIRMED = "confirmed"
CLOSED = "closed"
RAISED = "raised"
REFERRED = "referred"
DECLINED = "declined"
WITHDRAWN = "withdrawn"
MERGED = "merged"

#: While it is being worked on: whoever handles it may act.
OPEN = (ROUTED, TAKEN_UP, AT_STATION, HANDED_OVER, RECHECK)
#: Somebody has said something final; the constituent may still say it is not.
SETTLED = (ANSWERED, TOLD, REFERRED, DECLINED, CONFIRMED, CLOSED, RAISED)
#: Before anybody is working on it.
EARLY = (RECEIVED, ASKING)

#: Answered, and the constituent has not said how it is: an answer is not the end of it, more may be
#: said and a bureau may still be asked.
_ANSWERED = (ANSWERED, TOLD)

_HANDLERS = (Party.DEPUTY, Party.STATION, Party.OFFICE)
_DESK = (Party.STATION, Party.OFFICE)

ISSUE = Workflow(
    name="issue",
    label="群众反映",
    states={
        RECEIVED: "已收到",
        ASKING: "等群众补充",
        ROUTED: "已派到片，站里在跟",
        TAKEN_UP: "代表在跟",
        AT_STATION: "站里在办",
        HANDED_OVER: "单位在办",
        ANSWERED: "有了答复",
        TOLD: "已告诉群众",
        RECHECK: "需核实",
        CONFIRMED: "群众说好了",
        CLOSED: "已办结",
        RAISED: "转为代表建议",
        REFERRED: "已指路",
        DECLINED: "不办已说明",
        WITHDRAWN: "群众撤回",
        MERGED: "并入同一件",
    },
    initial=(RECEIVED,),
    final=frozenset({CLOSED, WITHDRAWN, MERGED}),
    steps=(
        Step("ask_place", "问地点", (RECEIVED,), ASKING, (Party.SYSTEM, *_DESK)),
        Step(
            "route",
            "派给代表",
            EARLY,
            ROUTED,
            (Party.SYSTEM, *_DESK),
            tells={Party.DEPUTY: "issue.task", Party.STATION: "issue.station_task"},
            starts="issue.speak_within",
        ),
        # Where nobody below may see it (avoidance), or only the township is known.
        Step(
            "keep_at_desk",
            "留在站里或县里办",
            EARLY,
            AT_STATION,
            (Party.SYSTEM, *_DESK),
            tells={Party.STATION: "issue.desk_task"},
            starts="issue.speak_within",
        ),
        # Danger: the officer on call rings back; the desk sees it, and is not asked to answer.
        Step(
            "keep_danger",
            "值班员先办，站里看着",
            EARLY,
            AT_STATION,
            (Party.SYSTEM,),
            tells={Party.STATION: "issue.danger_task"},
            starts="issue.speak_within",
        ),
        Step(
            "point_the_way",
            "指路",
            EARLY,
            REFERRED,
            (Party.SYSTEM,),
        ),
        Step(
            "reroute",
            "改派",
            (*EARLY, *OPEN),
            ROUTED,
            _DESK,
            needs=("grid",),
            tells={Party.DEPUTY: "issue.task", Party.STATION: "issue.station_task"},
        ),
        # 「说错了，是西坪」 before anybody has taken it up.
        Step(
            "correct_place",
            "更正地点",
            (*EARLY, ROUTED, AT_STATION),
            ROUTED,
            (Party.CONSTITUENT,),
            needs=("grid",),
            tells={Party.DEPUTY: "issue.task", Party.STATION: "issue.station_task"},
        ),
        Step(
            "take",
            "我去看看",
            (ROUTED, AT_STATION, RECHECK),
            TAKEN_UP,
            (Party.DEPUTY,),
            tells={Party.CONSTITUENT: "issue.taken", Party.STATION: "issue.taken_up"},
            speaks=True,
        ),
        Step(
            "leave_to_station",
            "请站里办",
            (ROUTED, TAKEN_UP, RECHECK, *_ANSWERED),
            AT_STATION,
            (Party.DEPUTY,),
            tells={Party.STATION: "issue.left_to_station"},
        ),
        Step(
            "request_hand_over",
            "提请转办",
            (ROUTED, TAKEN_UP, RECHECK, AT_STATION, *_ANSWERED),
            AT_STATION,
            (Party.DEPUTY,),
            needs=("bureau",),
            tells={Party.STATION: "issue.hand_over_requested"},
        ),
        # One deputy's word does not take it from the others; the station sees it.
        Step(
            "not_mine",
            "不是咱这片",
            (ROUTED, AT_STATION, RECHECK),
            None,
            (Party.DEPUTY,),
            tells={Party.STATION: "issue.not_mine"},
        ),
        # The same from the deputy who had taken it up.
        Step(
            "give_back",
            "不是咱这片",
            (TAKEN_UP,),
            ROUTED,
            (Party.DEPUTY,),
            tells={Party.STATION: "issue.not_mine"},
        ),
        Step(
            "ask",
            "问群众",
            OPEN,
            None,
            _HANDLERS,
            needs=("words",),
            tells={Party.CONSTITUENT: "issue.question"},
            speaks=True,
        ),
        Step(
            "write_to_constituent",
            "给群众回话",
            (*OPEN, *SETTLED),
            None,
            _HANDLERS,
            needs=("words",),
            tells={Party.CONSTITUENT: "issue.word"},
            speaks=True,
        ),
        Step(
            "answer",
            "答复群众",
            (*OPEN, *_ANSWERED),
            ANSWERED,
            _HANDLERS,
            needs=("words",),
            tells={Party.CONSTITUENT: "issue.answered"},
            speaks=True,
        ),
        Step(
            "refer",
            "指给该管的地方",
            OPEN,
            ANSWERED,
            _HANDLERS,
            needs=("words",),
            tells={Party.CONSTITUENT: "issue.referred"},
            speaks=True,
        ),
        # Kept here; the draft of the suggestion is a procedure of its own.
        Step(
            "raise",
            "转建议",
            OPEN,
            RAISED,
            (Party.DEPUTY,),
            tells={Party.CONSTITUENT: "issue.raised", Party.STATION: "issue.raised_station"},
            speaks=True,
        ),
        # What becomes of the suggestion it was raised to (bot/actions/suggestions/behind.py).
        Step(
            "suggestion_dropped",
            "建议没有往下走，站里接着办",
            (RAISED,),
            AT_STATION,
            (Party.SYSTEM,),
            tells={
                Party.CONSTITUENT: "issue.suggestion_dropped",
                Party.STATION: "issue.suggestion_dropped_station",
            },
        ),
        Step("suggestion_done", "建议落实销号", (RAISED,), CLOSED, (Party.SYSTEM,)),
        Step(
            "suggestion_reopened",
            "建议重新办理",
            (CLOSED,),
            RAISED,
            (Party.SYSTEM,),
            tells={Party.CONSTITUENT: "issue.suggestion_reopened"},
        ),
        Step(
            "hand_over",
            "转承办单位",
            (*EARLY, *OPEN, *_ANSWERED, DECLINED),
            HANDED_OVER,
            _DESK,
            needs=("bureau",),
            tells={Party.CONSTITUENT: "issue.handed_over"},
            speaks=True,
        ),
        # 「没好」, and the station has looked: the same bureau, again.
        Step(
            "hand_over_again",
            "请单位再办",
            (RECHECK, AT_STATION, TAKEN_UP, *_ANSWERED),
            HANDED_OVER,
            _DESK,
            needs=("bureau",),
            tells={Party.CONSTITUENT: "issue.handed_over_again"},
            speaks=True,
        ),
        Step(
            "bureau_reports",
            "单位报来结果",
            (HANDED_OVER, RECHECK, AT_STATION, TAKEN_UP, ROUTED, *_ANSWERED),
            ANSWERED,
            (Party.BUREAU,),
            needs=("words",),
            tells={
                Party.CONSTITUENT: "issue.result",
                Party.DEPUTY: "issue.result_deputy",
                Party.STATION: "issue.result_station",
            },
            speaks=True,
        ),
        # Where the county wants the station to look first (rule issue.report_direct = false).
        Step(
            "bureau_reports_to_desk",
            "单位报来结果，站里先看",
            (HANDED_OVER, RECHECK, AT_STATION, TAKEN_UP, ROUTED, *_ANSWERED),
            AT_STATION,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.STATION: "issue.result_to_check"},
        ),
        # 「说错了，还没修好」, before the constituent has said how it is.
        Step(
            "bureau_corrects",
            "单位更正：还没办好",
            (ANSWERED, TOLD, AT_STATION, RECHECK),
            HANDED_OVER,
            (Party.BUREAU,),
            needs=("words",),
            tells={
                Party.CONSTITUENT: "issue.not_done_yet",
                Party.STATION: "issue.not_done_yet_station",
            },
            speaks=True,
        ),
        # After 「没好」 the bureau goes on with it before anybody sent it.
        Step("bureau_goes_again", "单位接着办", (RECHECK,), HANDED_OVER, (Party.BUREAU,)),
        Step("bureau_returned", "单位退回", (HANDED_OVER,), AT_STATION, (Party.SYSTEM,)),
        # To the wrong one: nobody has it until it goes to another.
        Step("taken_back", "撤回转办", (HANDED_OVER,), AT_STATION, (Party.SYSTEM,)),
        Step("tell", "已告知", (ANSWERED,), TOLD, (Party.SYSTEM, *_DESK)),
        Step(
            "confirm",
            "好了",
            (ANSWERED, TOLD, RECHECK),
            CONFIRMED,
            (Party.CONSTITUENT,),
            tells={Party.DEPUTY: "issue.confirmed", Party.STATION: "issue.confirmed_station"},
        ),
        Step("close", "办结", (CONFIRMED,), CLOSED, (Party.SYSTEM,)),
        Step(
            "not_good_enough",
            "还差点",
            SETTLED,
            RECHECK,
            (Party.CONSTITUENT,),
            tells={Party.STATION: "issue.recheck"},
        ),
        Step(
            "not_done",
            "没好",
            SETTLED,
            RECHECK,
            (Party.CONSTITUENT,),
            tells={Party.STATION: "issue.recheck"},
        ),
        # A person looked again and it is done, or it was told and nobody objected.
        Step(
            "close_by_desk",
            "核实办结",
            (TOLD, ANSWERED, RECHECK, REFERRED, DECLINED, RAISED),
            CLOSED,
            _DESK,
            needs=("words",),
        ),
        Step(
            "decline",
            "不办并说明",
            (*EARLY, ROUTED, AT_STATION, RECHECK),
            DECLINED,
            _DESK,
            needs=("words",),
            tells={Party.CONSTITUENT: "issue.declined"},
            speaks=True,
        ),
        # Rights over one's own data: seen, corrected, erased (personal information law 44–50).
        Step(
            "settle_data_request",
            "自己的信息办好了",
            (*EARLY, *OPEN, *_ANSWERED, DECLINED),
            CLOSED,
            _DESK,
            needs=("words",),
            tells={Party.CONSTITUENT: "personal.done"},
            speaks=True,
        ),
        Step(
            "merge",
            "并入同一件",
            (*EARLY, *OPEN),
            MERGED,
            _DESK,
            needs=("issue",),
            tells={Party.CONSTITUENT: "issue.merged"},
        ),
        Step(
            "unmerge",
            "不是同一件",
            (MERGED,),
            ROUTED,
            _DESK,
            needs=("issue",),
            tells={Party.CONSTITUENT: "issue.unmerged", Party.STATION: "issue.station_task"},
        ),
        # It goes on where it was when it was merged.
        Step("still_at_bureau", "单位接着办", (ROUTED,), HANDED_OVER, (Party.SYSTEM,)),
        Step("still_at_station", "站里接着办", (ROUTED,), AT_STATION, (Party.SYSTEM,)),
        Step("still_followed", "代表接着跟", (ROUTED,), TAKEN_UP, (Party.SYSTEM,)),
        # A part of what was said is a matter of its own; 「并入同一件」 takes it back.
        Step(
            "split",
            "拆成两件",
            (*OPEN, *_ANSWERED),
            None,
            _DESK,
            tells={Party.CONSTITUENT: "issue.split"},
        ),
        Step("split_from", "从另一件里拆出来", (ROUTED, AT_STATION), None, _DESK),
        Step(
            "withdraw",
            "撤回",
            (*EARLY, *OPEN, ANSWERED, TOLD),
            WITHDRAWN,
            (Party.CONSTITUENT,),
            tells={Party.DEPUTY: "issue.withdrawn", Party.STATION: "issue.withdrawn"},
        ),
        # 「又坏了」 of a case that was taken back: it is looked at again.
        Step(
            "speak_again",
            "撤回后又说起",
            (WITHDRAWN,),
            RECHECK,
            (Party.CONSTITUENT,),
            needs=("words",),
            tells={Party.STATION: "issue.again"},
        ),
        Step(
            "supplement",
            "补充",
            (*EARLY, *OPEN, *SETTLED),
            None,
            (Party.CONSTITUENT,),
            needs=("words",),
            tells={Party.DEPUTY: "issue.supplement", Party.STATION: "issue.supplement"},
        ),
        # The answer to somebody's question; whoever asked hears it first.
        Step("answer_question", "回话", (*EARLY, *OPEN, *SETTLED), None, (Party.CONSTITUENT,)),
        Step("say_more", "补充地点", (*EARLY, *OPEN), None, (Party.SYSTEM,), needs=("words",)),
        Step("allow_phone", "可以打电话", (*OPEN, *SETTLED), None, (Party.CONSTITUENT,)),
        # Whatever became of it: who said it can be hidden as long as it lies anywhere.
        Step(
            "keep_secret",
            "保密",
            (*EARLY, *OPEN, *SETTLED, WITHDRAWN, MERGED),
            None,
            (Party.CONSTITUENT, Party.STATION, Party.OFFICE),
        ),
        Step(
            "want_human",
            "找人",
            (*EARLY, *OPEN, *SETTLED),
            None,
            (Party.CONSTITUENT,),
            tells={Party.STATION: "issue.want_human"},
        ),
        Step("note", "记一笔", (*EARLY, *OPEN, *SETTLED), None, _HANDLERS, needs=("words",)),
        # Its deputy left (换届): a person names who goes on, another deputy or the desk.
        Step(
            "hand_on",
            "换代表接着跟",
            (*OPEN, *_ANSWERED, RAISED),
            None,
            _DESK,
            needs=("deputy",),
            tells={Party.CONSTITUENT: "issue.handed_on", Party.DEPUTY: "issue.handed_on_deputy"},
        ),
        Step(
            "station_goes_on",
            "站里接着跟",
            (ROUTED, AT_STATION, HANDED_OVER, RECHECK, *_ANSWERED, RAISED),
            None,
            _DESK,
            tells={Party.CONSTITUENT: "issue.station_goes_on"},
        ),
        # The same where the deputy had it in hand.
        Step(
            "station_takes_on",
            "站里接着跟",
            (TAKEN_UP,),
            AT_STATION,
            _DESK,
            tells={Party.CONSTITUENT: "issue.station_goes_on"},
        ),
        Step("spoken_by_phone", "电话里说过了", OPEN, None, _HANDLERS, speaks=True),
    ),
)
