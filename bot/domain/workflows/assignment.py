"""An assignment (交办) of a suggestion to one bureau, lead or supporting (mechanisms X28, N08, P15,
P22, P30; field practice: 交办 → 签收 → 办前沟通 → 面商 → 答复稿征求意见 → 答复)."""

from bot.domain.workflow import Party, Step, Workflow

ASSIGNED = "assigned"
RECEIVED = "received"
CONTACTED = "contacted"
IN_HAND = "in_hand"
CONSULTED = "consulted"
DRAFT_SHOWN = "draft_shown"
RETURN_REQUESTED = "return_requested"
REASSIGNED = "reassigned"
OPINION_GIVEN = "opinion_given"
REPLIED = "replied"
REWORK = "rework"
CANCELLED = "cancelled"

#: Until the reply; while a return is undecided the bureau stays responsible, but waits.
WORKING = (ASSIGNED, RECEIVED, CONTACTED, IN_HAND, CONSULTED, DRAFT_SHOWN, REWORK)
RESPONSIBLE = (*WORKING, RETURN_REQUESTED)
_RECEIVED = (RECEIVED, CONTACTED, IN_HAND, CONSULTED, DRAFT_SHOWN, REWORK)
_SAID = (OPINION_GIVEN, REPLIED)
_DESK = (Party.OFFICE, Party.PRESIDIUM)

ASSIGNMENT = Workflow(
    name="assignment",
    label="交办件",
    states={
        ASSIGNED: "待签收",
        RECEIVED: "已签收",
        CONTACTED: "已联系代表",
        IN_HAND: "办理中",
        CONSULTED: "已面商",
        DRAFT_SHOWN: "答复稿征求意见",
        RETURN_REQUESTED: "申退待定",
        REASSIGNED: "已改派",
        OPINION_GIVEN: "已交会办意见",
        REPLIED: "已答复",
        REWORK: "重新办理",
        CANCELLED: "已终止",
    },
    initial=(ASSIGNED,),
    final=frozenset({REASSIGNED, CANCELLED}),
    steps=(
        Step("confirm_receipt", "收到", (ASSIGNED,), RECEIVED, (Party.BUREAU,)),
        Step("confirm_rework", "收到重新办理", (REWORK,), None, (Party.BUREAU,)),
        # ------------------------------------------------------------ handling
        Step("contact", "联系代表", (RECEIVED,), CONTACTED, (Party.BUREAU,)),
        Step("begin", "开始办理", (RECEIVED, CONTACTED), IN_HAND, (Party.BUREAU,)),
        Step("consult", "面商", (RECEIVED, CONTACTED, IN_HAND), CONSULTED, (Party.BUREAU,)),
        # The bureau's line about a meeting; the deputy says so or otherwise, silence lets it stand.
        Step(
            "record_meeting",
            "登记见面",
            (*_RECEIVED, *_SAID),
            None,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.DEPUTY: "suggestion.meeting_recorded"},
        ),
        Step("confirm_meeting", "见过面", (*_RECEIVED, *_SAID), None, (Party.DEPUTY,)),
        Step(
            "dispute_meeting",
            "没见过面",
            (*_RECEIVED, *_SAID),
            None,
            (Party.DEPUTY,),
            tells={
                Party.BUREAU: "suggestion.meeting_disputed",
                Party.OFFICE: "suggestion.meeting_disputed",
            },
        ),
        Step("meeting_stands", "登记成立", (*_RECEIVED, *_SAID), None, (Party.SYSTEM,)),
        Step(
            "report_progress",
            "报进展",
            _RECEIVED,
            None,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.DEPUTY: "suggestion.progress"},
        ),
        Step(
            "note", "记一笔", (*RESPONSIBLE, *_SAID), None, (Party.BUREAU, *_DESK), needs=("words",)
        ),
        # 「请代表定时间」, and what the deputy says to the bureau in a line: reached without a
        # telephone number being handed round.
        Step(
            "ask_time",
            "请代表定时间",
            (*_RECEIVED, *_SAID),
            None,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.DEPUTY: "suggestion.time_asked"},
        ),
        Step(
            "tell_bureau",
            "跟单位说一句",
            (*RESPONSIBLE, *_SAID),
            None,
            (Party.DEPUTY,),
            needs=("words",),
            tells={
                Party.BUREAU: "suggestion.deputy_said",
                Party.OFFICE: "suggestion.deputy_said",
            },
        ),
        # ------------------------------------------------------------ return (申退)
        Step(
            "request_return",
            "申退",
            (ASSIGNED, RECEIVED, CONTACTED, IN_HAND),
            RETURN_REQUESTED,
            (Party.BUREAU,),
            needs=("words", "other"),
            tells={
                Party.OFFICE: "suggestion.return_requested",
                Party.GOVERNMENT: "suggestion.return_requested",
            },
        ),
        # Past its day 申退 takes a person's word first: the bureau rings up, and asks once it may.
        Step(
            "allow_return",
            "准许补申退",
            (ASSIGNED, RECEIVED, CONTACTED, IN_HAND),
            None,
            _DESK,
            tells={Party.BUREAU: "suggestion.return_allowed"},
        ),
        Step(
            "keep",
            "不同意申退",
            (RETURN_REQUESTED,),
            IN_HAND,
            _DESK,
            needs=("words",),
            tells={
                Party.BUREAU: "suggestion.return_refused",
                Party.GOVERNMENT: "suggestion.return_refused_copy",
            },
        ),
        Step(
            "reassign",
            "改派",
            RESPONSIBLE,
            REASSIGNED,
            _DESK,
            needs=("other",),
            tells={
                Party.BUREAU: "suggestion.reassigned",
                Party.GOVERNMENT: "suggestion.reassigned_copy",
            },
        ),
        # ------------------------------------------------------------ extension (延期)
        Step(
            "request_extension",
            "申请延期",
            _RECEIVED,
            None,
            (Party.BUREAU,),
            needs=("words", "until"),
            tells={
                Party.OFFICE: "suggestion.extension_requested",
                Party.GOVERNMENT: "suggestion.extension_requested",
            },
        ),
        Step(
            "approve_extension",
            "同意延期",
            (*_RECEIVED, RETURN_REQUESTED),
            None,
            _DESK,
            needs=("until",),
            tells={
                Party.BUREAU: "suggestion.extension_approved",
                Party.DEPUTY: "suggestion.extension_told",
                Party.CO_SIGNER: "suggestion.extension_signer",
                Party.CONSTITUENT: "suggestion.extension_citizen",
            },
        ),
        Step(
            "refuse_extension",
            "不同意延期",
            (*_RECEIVED, RETURN_REQUESTED),
            None,
            _DESK,
            tells={Party.BUREAU: "suggestion.extension_refused"},
        ),
        # ------------------------------------------------------------ reply
        Step(
            "show_draft",
            "答复稿请代表看",
            (RECEIVED, CONTACTED, IN_HAND, CONSULTED, DRAFT_SHOWN, REWORK),
            DRAFT_SHOWN,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.DEPUTY: "suggestion.draft_shown"},
        ),
        Step(
            "comment",
            "对答复稿的意见",
            (DRAFT_SHOWN,),
            None,
            (Party.DEPUTY,),
            needs=("words",),
            tells={Party.BUREAU: "suggestion.draft_commented"},
        ),
        Step(
            "reply",
            "答复",
            _RECEIVED,
            REPLIED,
            (Party.BUREAU,),
            needs=("words", "signer", "outcome_class"),
            tells={
                Party.DEPUTY: "suggestion.replied",
                Party.CO_SIGNER: "suggestion.replied",
                Party.OFFICE: "suggestion.replied_copy",
                Party.GOVERNMENT: "suggestion.replied_copy",
            },
        ),
        Step(
            "give_opinion",
            "交会办意见",
            (*_RECEIVED, OPINION_GIVEN),
            OPINION_GIVEN,
            (Party.BUREAU,),
            needs=("words",),
            tells={Party.LEAD: "suggestion.opinion_given"},
        ),
        # An opinion with nothing in it: once more, by the lead bureau or the desk.
        Step(
            "ask_again",
            "请再提意见",
            (OPINION_GIVEN,),
            IN_HAND,
            (Party.LEAD, *_DESK),
            needs=("words",),
            tells={Party.BUREAU: "suggestion.opinion_again"},
        ),
        # B and C: what was promised is done, the deputy hears it again (二次答复).
        Step(
            "reply_again",
            "再次答复",
            (REPLIED,),
            None,
            (Party.BUREAU,),
            needs=("words", "signer", "outcome_class"),
            tells={
                Party.DEPUTY: "suggestion.replied_again",
                Party.OFFICE: "suggestion.replied_copy",
                Party.GOVERNMENT: "suggestion.replied_copy",
            },
        ),
        Step(
            "rework",
            "请重新办理",
            (REPLIED,),
            REWORK,
            _DESK,
            needs=("words",),
            tells={Party.BUREAU: "suggestion.rework"},
            starts="suggestion.rework_months",
        ),
        # ------------------------------------------------------------ classes and promises
        Step(
            "propose_class", "提议改类", (REPLIED,), None, (Party.DEPUTY, *_DESK), needs=("words",)
        ),
        Step(
            "change_class",
            "改类",
            (REPLIED,),
            None,
            _DESK,
            needs=("outcome_class",),
            tells={
                Party.BUREAU: "suggestion.class_changed",
                Party.DEPUTY: "suggestion.class_changed",
            },
        ),
        Step(
            "promise",
            "承诺",
            (*_RECEIVED, *_SAID),
            None,
            # A plan agreed on the spot is one when the deputy confirms it, or its record stands.
            (Party.BUREAU, Party.DEPUTY, Party.SYSTEM),
            needs=("words", "until"),
        ),
        # The honest answer on the day: not yet, and why. Another day is the desk's to agree to.
        Step(
            "promise_told",
            "说承诺办得怎么样",
            (*_RECEIVED, *_SAID),
            None,
            (Party.BUREAU,),
            needs=("words",),
            tells={
                Party.DEPUTY: "suggestion.promise_told",
                Party.OFFICE: "suggestion.promise_told_desk",
            },
        ),
        Step(
            "promise_kept",
            "承诺已落实",
            (*_RECEIVED, *_SAID),
            None,
            (Party.BUREAU,),
            needs=("words",),
            tells={
                Party.DEPUTY: "suggestion.promise_kept",
                Party.OFFICE: "suggestion.promise_kept",
            },
        ),
        # Of the deputy who was told so, while the answer is weighed: sealed as the rating is.
        Step(
            "deny_promise",
            "说承诺没落实",
            (*_RECEIVED, *_SAID),
            None,
            (Party.DEPUTY,),
            needs=("words",),
            tells={Party.OFFICE: "suggestion.promise_denied"},
        ),
        Step(
            "move_promise",
            "承诺改期",
            (*_RECEIVED, *_SAID),
            None,
            _DESK,
            needs=("until",),
            tells={
                Party.BUREAU: "suggestion.promise_moved",
                Party.DEPUTY: "suggestion.promise_moved",
            },
        ),
        Step(
            "cancel",
            "终止办理",
            RESPONSIBLE,
            CANCELLED,
            (Party.SYSTEM, *_DESK),
        ),
    ),
)
