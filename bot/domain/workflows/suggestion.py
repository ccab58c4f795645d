"""A suggestion (代表建议) from the deputy's first sentence to the promise kept (mechanisms X14–X16,
P08, P10, N05; 代表法 36, 51, 52; order of field practice). What each bureau does with it is a
procedure of its own (``assignment``)."""

from bot.domain.workflow import Party, Step, Workflow

DRAFT = "draft"
REVIEWING = "reviewing"
SENT_BACK = "sent_back"
FILED = "filed"
ASSIGNED = "assigned"
REPLIED = "replied"
RATED = "rated"
UNRATED = "unrated"
AT_MEETING = "at_meeting"
REWORK = "rework"
PROCEDURE_CLOSED = "procedure_closed"
CLOSED_OUT = "closed_out"
PREPARED = "prepared"
WITHDRAWN = "withdrawn"
MERGED = "merged"
DECLINED = "declined"

#: The deputy still writes.
WRITING = (DRAFT, SENT_BACK)
#: A bureau has it in its hands.
HANDLING = (ASSIGNED, REWORK)
#: Answered, and the answer not yet weighed to the end.
WEIGHING = (REPLIED, RATED, UNRATED, AT_MEETING)
#: Assigned and not closed: two-month notices go on, lists show it.
RUNNING = (*HANDLING, *WEIGHING)
ENDED = (PROCEDURE_CLOSED, CLOSED_OUT)
#: Everything that has a formal number.
NUMBERED = (FILED, *RUNNING, *ENDED)

#: Who decides: the county office, or for a township's own suggestions its presidium.
_DESK = (Party.OFFICE, Party.PRESIDIUM)
_ALL_HANDS = (Party.DEPUTY, *_DESK)

SUGGESTION = Workflow(
    name="suggestion",
    label="代表建议",
    states={
        DRAFT: "草稿",
        REVIEWING: "审核中",
        SENT_BACK: "退回修改",
        FILED: "已立案",
        ASSIGNED: "办理中",
        REPLIED: "已答复，等代表评价",
        RATED: "已评价",
        UNRATED: "未评价",
        AT_MEETING: "提请会议研究",
        REWORK: "重新办理",
        PROCEDURE_CLOSED: "程序办结",
        CLOSED_OUT: "落实销号",
        PREPARED: "稿子已备好，请在本级系统提交",
        WITHDRAWN: "代表撤回",
        MERGED: "并入同一件",
        DECLINED: "不作为建议，已说明",
    },
    initial=(DRAFT,),
    final=frozenset({CLOSED_OUT, PREPARED, WITHDRAWN, MERGED, DECLINED}),
    steps=(
        # ------------------------------------------------------------ writing
        Step("revise", "改稿", WRITING, None, (Party.DEPUTY, *_DESK)),
        # During review the text is still the deputy's; whoever has it before them hears of it.
        Step(
            "revise_in_review",
            "审核中改稿",
            (REVIEWING,),
            None,
            (Party.DEPUTY,),
            tells={Party.OFFICE: "suggestion.revised"},
        ),
        Step(
            "tell_reviewer",
            "跟审核的人说一句",
            (REVIEWING,),
            None,
            (Party.DEPUTY,),
            needs=("words",),
            tells={Party.OFFICE: "suggestion.said_in_review"},
        ),
        Step(
            "invite",
            "请代表附议",
            (*WRITING, REVIEWING),
            None,
            (Party.DEPUTY,),
            tells={Party.CO_SIGNER: "suggestion.invited"},
        ),
        Step(
            "co_sign",
            "附议",
            (*WRITING, REVIEWING),
            None,
            (Party.CO_SIGNER,),
            tells={Party.DEPUTY: "suggestion.co_signed"},
        ),
        # The text is another one than they signed.
        Step(
            "ask_signer_again",
            "请附议的代表再看",
            (*WRITING, REVIEWING),
            None,
            _ALL_HANDS,
            tells={Party.CO_SIGNER: "suggestion.text_changed"},
        ),
        # Who asked waits for a word, whichever it is.
        Step(
            "not_co_sign",
            "不附议",
            (*WRITING, REVIEWING),
            None,
            (Party.CO_SIGNER,),
            tells={Party.DEPUTY: "suggestion.not_co_signed"},
        ),
        # Before it is handed in: a bureau may say what it knows, and is not bound by it (N18).
        Step(
            "ask_bureau",
            "请单位先看看",
            WRITING,
            None,
            (Party.DEPUTY,),
            needs=("bureau",),
            tells={Party.BUREAU: "suggestion.pre_consult"},
        ),
        Step(
            "submit",
            "交上去",
            WRITING,
            REVIEWING,
            (Party.DEPUTY,),
            tells={Party.OFFICE: "suggestion.to_review"},
        ),
        # A sheet that the deputy signed in session, typed in by the office (150 in two days).
        Step(
            "hand_in",
            "代交：代表已在纸上签名",
            (DRAFT,),
            REVIEWING,
            _DESK,
            tells={Party.OFFICE: "suggestion.to_review"},
        ),
        # City and province deputies: their own congress takes it, we only prepared the text.
        Step("prepare", "备好稿子", WRITING, PREPARED, (Party.DEPUTY,)),
        Step(
            "withdraw",
            "撤回",
            (*WRITING, REVIEWING, FILED, ASSIGNED),
            WITHDRAWN,
            (Party.DEPUTY,),
            tells={
                Party.CO_SIGNER: "suggestion.withdrawn",
                Party.OFFICE: "suggestion.withdrawn",
                Party.BUREAU: "suggestion.withdrawn",
            },
        ),
        # ------------------------------------------------------------ review
        Step(
            "pass_on",
            "审核通过，报上一级",
            (REVIEWING,),
            None,
            _DESK,
            tells={Party.OFFICE: "suggestion.to_review"},
        ),
        Step("talk", "和代表谈过", (REVIEWING, SENT_BACK), None, _DESK, needs=("words",)),
        Step(
            "send_back",
            "退回修改",
            (REVIEWING,),
            SENT_BACK,
            _DESK,
            needs=("words",),
            tells={Party.DEPUTY: "suggestion.sent_back"},
        ),
        Step(
            "file",
            "立案编号",
            (REVIEWING,),
            FILED,
            _DESK,
            tells={Party.DEPUTY: "suggestion.filed", Party.CO_SIGNER: "suggestion.filed"},
        ),
        Step(
            "merge",
            "并入同一件",
            (REVIEWING, FILED),
            MERGED,
            _DESK,
            needs=("other",),
            tells={Party.DEPUTY: "suggestion.merged", Party.CO_SIGNER: "suggestion.merged"},
        ),
        # Comes last: after a talk or a send-back, with a reason that the rules name.
        Step(
            "decline",
            "不作为建议",
            (REVIEWING,),
            DECLINED,
            _DESK,
            needs=("reason", "words"),
            tells={Party.DEPUTY: "suggestion.declined", Party.CO_SIGNER: "suggestion.declined"},
        ),
        # ------------------------------------------------------------ assignment
        Step(
            "assign",
            "交办",
            (FILED,),
            ASSIGNED,
            _DESK,
            needs=("bureau",),
            tells={
                Party.DEPUTY: "suggestion.assigned",
                Party.CO_SIGNER: "suggestion.assigned",
                Party.CONSTITUENT: "suggestion.assigned_citizen",
            },
            starts="suggestion.within_months",
        ),
        # 改派, or a further supporting bureau: the case is out already.
        Step(
            "assign_further",
            "再交办",
            HANDLING,
            None,
            _DESK,
            needs=("bureau",),
            tells={
                Party.DEPUTY: "suggestion.assigned_further",
                Party.CO_SIGNER: "suggestion.further_signer",
                Party.CONSTITUENT: "suggestion.further_citizen",
            },
        ),
        # ------------------------------------------------------------ reply and rating
        Step("all_replied", "各主办单位都已答复", HANDLING, REPLIED, (Party.BUREAU, Party.SYSTEM)),
        # From RATED as well: a slip of the thumb, or the reason that was still missing.
        Step("rate", "评价", (REPLIED, UNRATED, RATED), RATED, (Party.DEPUTY,), needs=("grade",)),
        Step("view", "附议代表的意见", (*WEIGHING,), None, (Party.CO_SIGNER,), needs=("grade",)),
        # The office types in what the deputy said on the telephone.
        Step("rate_for", "代录评价", (REPLIED, UNRATED), RATED, _DESK, needs=("grade",)),
        Step(
            "leave_unrated",
            "未评价",
            (REPLIED,),
            UNRATED,
            (Party.SYSTEM,),
            tells={Party.OFFICE: "suggestion.unrated"},
        ),
        Step(
            "order_rework",
            "重新办理",
            (RATED, UNRATED, AT_MEETING),
            REWORK,
            _DESK,
            needs=("words",),
            tells={
                Party.DEPUTY: "suggestion.rework_ordered",
                Party.CO_SIGNER: "suggestion.rework_signer",
            },
            starts="suggestion.rework_months",
        ),
        # The second 不满意: people meet about it, with papers.
        Step(
            "take_to_meeting",
            "提请会议研究",
            (RATED,),
            AT_MEETING,
            _DESK,
            tells={
                Party.DEPUTY: "suggestion.at_meeting",
                Party.CO_SIGNER: "suggestion.at_meeting_signer",
            },
        ),
        Step(
            "close_procedure",
            "程序办结",
            (RATED, UNRATED, AT_MEETING),
            PROCEDURE_CLOSED,
            (Party.SYSTEM, *_DESK),
            tells={
                Party.DEPUTY: "suggestion.closed_deputy",
                Party.CO_SIGNER: "suggestion.closed_signer",
                Party.BUREAU: "suggestion.closed_bureau",
                Party.CONSTITUENT: "suggestion.closed_citizen",
            },
        ),
        # ------------------------------------------------------------ afterwards
        Step("propose_reopening", "提议重开", ENDED, None, _ALL_HANDS, needs=("words",)),
        Step(
            "reopen",
            "重开",
            ENDED,
            REWORK,
            _DESK,
            needs=("words",),
            tells={Party.DEPUTY: "suggestion.reopened"},
            starts="suggestion.rework_months",
        ),
        Step("look_back", "回头看", ENDED, None, _ALL_HANDS, needs=("words",)),
        Step(
            "close_out",
            "落实销号",
            (PROCEDURE_CLOSED,),
            CLOSED_OUT,
            _DESK,
            needs=("evidence",),
            tells={
                Party.DEPUTY: "suggestion.closed_out",
                Party.CO_SIGNER: "suggestion.closed_out",
                Party.LEAD: "suggestion.closed_out_bureau",
                Party.CONSTITUENT: "suggestion.closed_out_citizen",
            },
        ),
        # ------------------------------------------------------------ records beside
        # Somebody of the office listens and types it in; the question stays open.
        Step(
            "speak",
            "用语音说",
            WRITING,
            None,
            (Party.DEPUTY,),
            tells={Party.OFFICE: "suggestion.voice"},
        ),
        Step(
            "say_uncontacted",
            "没人联系",
            (*HANDLING, REPLIED),
            None,
            (Party.DEPUTY,),
            tells={Party.OFFICE: "suggestion.uncontacted"},
        ),
        Step(
            "hand_on",
            "换届后由继任代表跟进",
            (*WRITING, REVIEWING, *NUMBERED),
            None,
            _DESK,
            needs=("deputy",),
            tells={
                Party.DEPUTY: "suggestion.handed_on",
                Party.BUREAU: "suggestion.follower_changed",
            },
        ),
        Step("mark_key", "列为重点督办", (FILED, *RUNNING), None, _DESK, needs=("until",)),
        Step("unmark_key", "不再列为重点督办", (FILED, *RUNNING), None, _DESK, needs=("words",)),
        Step(
            "coordinate",
            "提请县政府统筹",
            RUNNING,
            None,
            _DESK,
            needs=("words",),
            tells={Party.GOVERNMENT: "suggestion.coordination_asked"},
        ),
        Step(
            "supervise",
            "督办记录",
            (*RUNNING, *ENDED),
            None,
            (Party.OFFICE, Party.SUPERVISOR),
            needs=("words",),
        ),
        # Meetings about it: those who raised and signed it are asked, and say whether they come.
        Step(
            "invite_to_meeting",
            "请代表来参加",
            (FILED, *RUNNING, *ENDED),
            None,
            _DESK,
            needs=("words", "until"),
            tells={
                Party.DEPUTY: "suggestion.meeting_invited",
                Party.CO_SIGNER: "suggestion.meeting_invited",
            },
        ),
        Step(
            "comes_to_meeting",
            "参加",
            (FILED, *RUNNING, *ENDED),
            None,
            (Party.DEPUTY, Party.CO_SIGNER),
            tells={Party.OFFICE: "suggestion.meeting_answered"},
        ),
        Step(
            "misses_meeting",
            "去不了",
            (FILED, *RUNNING, *ENDED),
            None,
            (Party.DEPUTY, Party.CO_SIGNER),
            tells={Party.OFFICE: "suggestion.meeting_missed"},
        ),
        Step(
            "note", "记一笔", (*WRITING, REVIEWING, *NUMBERED), None, _ALL_HANDS, needs=("words",)
        ),
    ),
)


def sealed(state: str) -> str:
    """The state in words for whoever may not know that an answer was rated, nor how: the same one
    from the answer to what is decided after the rating (design 1.4)."""
    words = SUGGESTION.states
    return words[REPLIED].partition("，")[0] if state in WEIGHING else words[state]
