"""Pure rules of suggestions: whose congress, formal numbers, what is none, shares, lights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

#: Congresses whose suggestions are handled here; the higher ones have a system of their own, for
#: which we only prepare the text (design 1.7).
HANDLED_HERE = ("county", "township")

CONGRESS_NAMES: Mapping[str, str] = {
    "national": "全国人大",
    "province": "省人大",
    "city": "市人大",
    "county": "县人大",
    "township": "镇人大",
}

SOURCE_NAMES: Mapping[str, str] = {
    "session": "大会期间",
    "between": "闭会期间",
    "motion": "议案转建议",
}

#: Stored word → what people say.
GRADES: Mapping[str, str] = {"satisfied": "满意", "fair": "基本满意", "unsatisfied": "不满意"}
PRESENT: Mapping[str, str] = {
    "telephone": "电话联系",
    "liaison": "联络员",
    "deputy_head": "分管负责人",
    "head": "主要负责人",
    "county_leader": "县领导",
}
MEETING_KINDS: Mapping[str, str] = {
    "before": "办前沟通",
    "during": "办中协商",
    "after": "办后回访",
}


@dataclass(frozen=True, slots=True)
class NotOne:
    """Why something is no suggestion, and where it belongs (law.md 3)."""

    reason: str
    way: str


#: Code → reason and way; the common list of the provinces' rules.
NOT_A_SUGGESTION: Mapping[str, NotOne] = {
    "personal": NotOne(
        "代表本人或亲属的个人问题", "个人的事可以直接找主管单位，或打12345，联络站也能帮您问。"
    ),
    "passed_on_letter": NotOne(
        "代转群众来信，没有核实归纳", "可以先按群众反映交联络站转办，核实后再写成建议。"
    ),
    "court_case": NotOne(
        "涉及具体司法案件", "查进度打12368，法律援助打12348；代表依法不能插手案件。"
    ),
    "accusation": NotOne("检举、控告、申诉", "检举贪污受贿请打12388，申诉走法定途径。"),
    "academic": NotOne("学术探讨、产品推介", "可以送有关单位参考，不按建议办理。"),
    "empty": NotOne("没有实际内容", "说清在哪里、什么事、想怎么办，就可以再交。"),
    "bidding": NotOne("正在进行的招标投标", "有疑问请向招标监督部门提出。"),
    "elsewhere": NotOne("不属本行政区域职权", "可以请上级人大代表向上反映，联络站帮您转。"),
}


def formal_number(term: int, session: int, serial: int, township: str = "") -> str:
    """〔16-6〕37: term, session, running number; a township's with its name before it."""
    return f"{township}〔{term}-{session}〕{serial}"


def key_wanted(count: int, percent: int) -> int:
    """How many key items ``percent`` of ``count`` asks for, rounded up: 15 % of 7 is 2."""
    if count < 0 or not 0 <= percent <= 100:
        raise ValueError(f"no share: {percent} % of {count}")
    return -(-count * percent // 100)


def light(today: date, due: date, *, answered: bool, undecided: bool, yellow_days: int) -> str:
    """green, yellow (from ``yellow_days`` before the due day on), red (past it); undecided while
    a return or an extension is; green once answered."""
    if answered:
        return "green"
    if undecided:
        return "undecided"
    if today > due:
        return "red"
    return "yellow" if today >= due - timedelta(days=yellow_days) else "green"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a suggestion, as its writers and reviewers read it."""

    title: str
    situation: str
    analysis: str
    proposal: str

    @property
    def whole(self) -> str:
        """The three parts, one below the other."""
        return "\n".join(part for part in (self.situation, self.analysis, self.proposal) if part)


def missing_parts(situation: str, analysis: str, proposal: str) -> list[str]:
    """Of the three questions, those without an answer: situation, analysis, proposal."""
    parts = {"situation": situation, "analysis": analysis, "proposal": proposal}
    return [name for name, text in parts.items() if not text.strip()]


#: What the three questions are called, and how they are asked (P06, G10).
QUESTIONS: Mapping[str, tuple[str, str]] = {
    "situation": ("情况", "在哪里、什么事、影响到谁？"),
    "analysis": ("分析", "为什么一直没解决，卡在哪儿？"),
    "proposal": ("建议", "您想让谁做什么，怎么做才行得通？"),
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One lawful measure: who may decide it, how many people it takes, on what ground.
    ``signs``: who puts a name under its paper; empty: a body decides it and nobody signs."""

    name: str
    label: str
    who_decides: str
    people: str
    ground: str
    signs: str = ""
    #: As many lines to sign on, at least.
    lines: int = 0
    #: What has to be seen to besides, printed above the lines.
    note: str = ""


#: After the second 不满意 people meet about it; their papers are prepared like those of a measure.
MEETING = Rung(
    "meeting", "会议研究", "主任会议（乡镇为主席团会议）", "会议组成人员", "地方办理规定"
)

#: What came of it (成果运用, mechanism P24): an assessment, a rule, a project; noted by who sees
#: the ladder, beside the measures that people decided.
RESULTS = Rung("results", "成果运用", "作出决定的机关", "按该机关的规定", "地方做法")

#: 「可选措施」: prepared, never started by the program (law.md 1, mechanism X33).
LADDER: tuple[Rung, ...] = (
    Rung("reminder", "提醒", "代工委", "经办人即可", "地方办理规定", signs="经办人", lines=1),
    Rung("public_criticism", "通报", "主任会议", "按地方办理规定", "地方办理规定"),
    Rung("admonitory_talk", "约谈", "主任会议", "按地方办理规定", "地方做法，法律未作统一规定"),
    Rung("special_inquiry", "专题询问", "主任会议提出，常委会会议进行", "常委会会议", "监督法"),
    Rung(
        "interpellation",
        "质询",
        "常委会组成人员联名，主任会议决定交答复",
        "县级常委会组成人员3人以上联名；大会期间代表10人以上联名",
        "监督法51条；地方组织法24、53条",
        signs="提质询案人",
        lines=3,
        note="大会期间提出的，由代表10人以上联名，另附签名页。",
    ),
    Rung(
        "investigation",
        "特定问题调查",
        "主任会议或五分之一以上常委会组成人员提议，常委会决定",
        "五分之一以上常委会组成人员",
        "监督法55—57条",
        signs="提议人",
        lines=5,
        note=(
            "主任会议提议的不用签名。常委会组成人员提议的，全体＿＿人，"
            "五分之一以上是＿＿人，行不够另附页。"
        ),
    ),
)
