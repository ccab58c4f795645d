"""A hand-over (转办) to one bureau, from the station's tap to the bureau's report (design 5)."""

from bot.domain.workflow import Party, Step, Workflow

HANDED_OVER = "handed_over"
RECEIVED = "received"
IN_HAND = "in_hand"
RETURN_REQUESTED = "return_requested"
RETURNED = "returned"
REPORTED = "reported"
CANCELLED = "cancelled"

#: The bureau is responsible, also while its request to return is undecided.
RESPONSIBLE = (HANDED_OVER, RECEIVED, IN_HAND, RETURN_REQUESTED)
WORKING = (HANDED_OVER, RECEIVED, IN_HAND)
_DESK = (Party.STATION, Party.OFFICE)

HAND_OVER = Workflow(
    name="hand_over",
    label="转办",
    states={
        HANDED_OVER: "待签收",
        RECEIVED: "已签收",
        IN_HAND: "办理中",
        RETURN_REQUESTED: "申请退回",
        RETURNED: "已退回",
        REPORTED: "已报结果",
        CANCELLED: "已取消",
    },
    initial=(HANDED_OVER,),
    final=frozenset({RETURNED, CANCELLED}),
    steps=(
        # Said with the hand-over by whoever gives it: its days are counted from the longer term.
        Step("long_term", "情况复杂，期限用长的", (HANDED_OVER,), None, _DESK),
        Step("confirm_receipt", "收到", (HANDED_OVER,), RECEIVED, (Party.BUREAU,)),
        Step(
            "report_progress",
            "报进展",
            WORKING,
            IN_HAND,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.CONSTITUENT: "hand_over.progress"},
        ),
        # A meeting, or passed on inside the bureau: a record, nobody needs to be told.
        Step("note", "记一笔", RESPONSIBLE, None, (Party.BUREAU, *_DESK), needs=("words",)),
        # The clock stands still until the constituent has answered.
        Step(
            "ask",
            "问群众",
            WORKING,
            IN_HAND,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.CONSTITUENT: "hand_over.question"},
        ),
        Step(
            "report_done",
            "报办好了",
            WORKING,
            REPORTED,
            (Party.BUREAU,),
            needs=("words",),
        ),
        # 「没好」, and the bureau has been there again before anybody sent it.
        Step(
            "report_again",
            "又报办好了",
            (REPORTED,),
            REPORTED,
            (Party.BUREAU,),
            needs=("words",),
        ),
        # 「没好」, and the bureau goes on with it by itself: 「明天再去一趟」.
        Step(
            "go_again",
            "没好，接着办",
            (REPORTED,),
            IN_HAND,
            (Party.BUREAU,),
            starts="hand_over.within",
        ),
        # 「说错了，还没修好」: what was reported was not so.
        Step(
            "correct_report",
            "更正：还没办好",
            (REPORTED,),
            IN_HAND,
            (Party.BUREAU,),
            needs=("words",),
        ),
        # 「这几天先给他们送水车」 after it was reported.
        Step(
            "add_word",
            "补一句",
            (REPORTED,),
            None,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.CONSTITUENT: "hand_over.progress"},
        ),
        Step(
            "request_return",
            "申请退回",
            WORKING,
            RETURN_REQUESTED,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.STATION: "hand_over.return_requested"},
        ),
        # 「不是我们的」, and then 「归住建局」: who decides reads both.
        Step(
            "add_to_return",
            "再说退回的理由",
            (RETURN_REQUESTED,),
            None,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.STATION: "hand_over.return_requested"},
        ),
        Step(
            "approve_return",
            "同意退回",
            (RETURN_REQUESTED,),
            RETURNED,
            _DESK,
            tells={Party.BUREAU: "hand_over.return_approved"},
        ),
        Step(
            "refuse_return",
            "不同意退回",
            (RETURN_REQUESTED,),
            IN_HAND,
            _DESK,
            needs=("words",),
            tells={Party.BUREAU: "hand_over.return_refused"},
        ),
        Step(
            "request_extension",
            "申请延期",
            WORKING,
            None,
            (Party.BUREAU,),
            needs=("until",),
            tells={Party.STATION: "hand_over.extension_requested"},
        ),
        Step(
            "approve_extension",
            "同意延期",
            WORKING,
            None,
            _DESK,
            tells={
                Party.BUREAU: "hand_over.extension_approved",
                Party.CONSTITUENT: "hand_over.delayed",
            },
        ),
        Step(
            "refuse_extension",
            "不同意延期",
            WORKING,
            None,
            _DESK,
            tells={Party.BUREAU: "hand_over.extension_refused"},
        ),
        Step(
            "promise",
            "说定日子",
            WORKING,
            IN_HAND,
            (Party.BUREAU,),
            needs=("words", "until"),
            tells={Party.CONSTITUENT: "hand_over.promised"},
        ),
        # 「没好」 and the station has looked: the same bureau, again.
        Step(
            "rework",
            "请再办",
            (REPORTED,),
            IN_HAND,
            _DESK,
            needs=("words",),
            tells={Party.BUREAU: "hand_over.rework"},
            starts="hand_over.within",
        ),
        Step(
            "take_back",
            "撤回转办",
            (*WORKING, RETURN_REQUESTED),
            CANCELLED,
            _DESK,
            tells={Party.BUREAU: "hand_over.taken_back"},
        ),
        Step(
            "withdraw",
            "群众撤回",
            RESPONSIBLE,
            CANCELLED,
            (Party.SYSTEM, *_DESK),
            tells={Party.BUREAU: "hand_over.cancelled"},
        ),
    ),
)
