"""One of each paper, with the texts that a test wants in it."""

import io
from datetime import date, timedelta

from PIL import Image

from bot.papers.binder import Reception, RegisterRow, StationYear
from bot.papers.figures import Breakdown, Figure
from bot.papers.ledgers import CLOSED_OUT, PROCEDURE_CLOSED, Ledger, LedgerRow, ResolvedRow
from bot.papers.letters import AssignmentLetter, KeyMark, Office, Term
from bot.papers.meetings import ChairpersonsReport, KeyItem
from bot.papers.monday import MondayCase, MondayList, MondayPage
from bot.papers.page import Faces
from bot.papers.pictures import Photo
from bot.papers.plain import clean
from bot.papers.posters import Poster, PosterItem
from bot.papers.replies import ExplanationNotice, OpinionForm, Reply
from bot.papers.sign_off import Act, SignOff
from bot.papers.yearly import YearlyReport

DAY = date(2026, 11, 20)
NAME = "青禾县人大常委会代表工作委员会"
OFFICE = Office("青禾县", NAME, NAME, "林芳", "0377-60000000")
DRAFT = SignOff(Act("拟稿", "林芳", DAY))
SIGNED = SignOff(
    Act("拟稿", "林芳", DAY),
    (Act("核稿", "周正", DAY, "同意"), Act("会签", "县政府办", DAY)),
    issued=Act("签发", "方主任", DAY, "同意"),
    number="青人代工函〔2026〕37号",
    numbered=Act("编号", "林芳", DAY),
    sealed=Act("用印", "林芳", DAY),
)
KEY = KeyMark(date(2026, 11, 18), ("方明", "周正", "李文"), "副县长张明", "城建环资工委")
TITLE = "关于解决太平镇东坪村三组道路照明问题的建议"
SUMMARY = (
    "东坪村三组通往小学的村道约800米，路灯损坏5盏，学生夜间出行不安全。"
    "建议尽快修复，把村道路灯纳入统一管护，并在学校门口增设一盏。"
)
ORIGINAL = (
    "东坪村三组到小学的路有800米，路灯坏了5盏，已有半个月。\n学生晚自习后走夜路，家长不放心，"
    "打了我的电话13812345678说了两次。\n建议：一是尽快修好5盏路灯；二是把村道路灯纳入统一管护。"
)


def assignment(text: str | None = None, **changes: object) -> AssignmentLetter:
    """交办函; ``text``: in every place that somebody fills in."""
    fields: dict[str, object] = {
        "office": OFFICE,
        "sign_off": SIGNED,
        "number": "〔16-6〕37",
        "title": TITLE if text is None else text,
        "source": "闭会期间，网格走访（民312）" if text is None else text,
        "deputies": ("陈远", "李秀英", "王建国") if text is None else (text, text),
        "original": ORIGINAL if text is None else text,
        "summary": SUMMARY if text is None else text,
        "lead": "县住房和城乡建设局",
        "supporting": ("太平镇人民政府", "国网青禾县供电公司") if text is None else (text,),
        "to": "县住房和城乡建设局",
        "is_lead": True,
        "assigned_on": DAY,
        "reply": Term(
            date(2027, 2, 22),
            "11月20日（周五）交办，3个月后是2027年2月20日（周六），逢休息日顺延到2月22日（周一）下班前",
        ),
        "receipt": Term(date(2026, 11, 24), "次日起算2个工作日：23、24日"),
        "supporting_term": Term(date(2027, 1, 20), "2个月后是2027年1月20日（周三）下班前"),
        "returning": Term(date(2026, 12, 4), "次日起算10个工作日"),
        "key": KEY,
        "requirements": (
            "办理前与代表联系，办理中与代表面商，答复前把答复稿送代表看。",
            "答复由主要负责人签发、加盖公章，分送每位代表，抄送县人大常委会代表工作委员会、县政府办公室。",
            "答复首页右上角注明办理类别；承诺解决的，写明时间和条件。",
        ),
        "copies": ("县政府办公室",),
    }
    return AssignmentLetter(**(fields | changes))  # type: ignore[arg-type]


def reply(text: str | None = None, sign_off: SignOff | None = SIGNED) -> Reply:
    points = (
        "损坏的5盏路灯已于12月3日全部修复，经村委会和代表现场查看，均已亮灯。",
        "村道路灯已列入2027年城乡照明统一管护计划，由县市政管护中心负责。",
        "学校门口增设路灯需架设线杆一根，已列入2027年第一季度施工计划。",
    )
    return Reply(
        "青禾县住房和城乡建设局",
        "〔16-6〕37",
        TITLE if text is None else text,
        ("陈远", "李秀英", "王建国") if text is None else (text,),
        sign_off,
        outcome_class="B",
        points=points if text is None else (text, "", text),
        promise="2027年3月31日前在学校门口装好路灯；线杆到货即施工。" if text is None else text,
        contact="赵强",
        phone="0377-60000001",
        copies=("县人大常委会代表工作委员会", "县政府办公室"),
    )


def opinion(text: str | None = None) -> OpinionForm:
    return OpinionForm(
        OFFICE,
        "〔16-6〕37",
        TITLE if text is None else text,
        "陈远" if text is None else text,
        "县住房和城乡建设局",
        DAY,
        DAY + timedelta(days=14),
    )


def explanation(text: str | None = None, sign_off: SignOff = DRAFT) -> ExplanationNotice:
    return ExplanationNotice(
        OFFICE,
        sign_off,
        "县住房和城乡建设局",
        "〔16-6〕37",
        TITLE if text is None else text,
        "重新办理后，代表评价仍为不满意" if text is None else text,
        ("学校门口路灯未按承诺时间装好的原因；", "下一步怎么办、什么时候办好。")
        if text is None
        else (text,),
        Term(date(2026, 12, 4), "11月20日（周五）发出，次日起算10个工作日"),
        meeting="县人大常委会会议",
        basis="《青禾县人大代表建议办理办法》",
    )


LEDGER = Ledger("青禾县", "2026年", DAY, Faces())


def ledger_rows(count: int = 8, text: str | None = None) -> list[LedgerRow]:
    states = ("待签收", "办理中", "已答复", "已评价", "已销号")
    return [
        LedgerRow(
            f"〔16-6〕{at + 1}",
            TITLE if text is None else text,
            "闭会期间" if text is None else text,
            ("陈远", "李秀英") if text is None else (text,),
            "太平代表团" if text is None else text,
            "道路照明",
            "县住房和城乡建设局" if at % 2 else "县交通运输局",
            ("太平镇人民政府",) if text is None else (text,),
            DAY,
            date(2027, 2, 22),
            DAY if at % 3 else None,
            DAY if at % 5 == 2 else None,
            "A" if at % 5 == 2 else "",
            state=states[at % 5],
            key=at % 4 == 0,
        )
        for at in range(count)
    ]


def resolved_rows(count: int = 5, text: str | None = None) -> list[ResolvedRow]:
    return [
        ResolvedRow(
            f"〔16-6〕{at + 1}",
            TITLE if text is None else text,
            ("陈远",) if text is None else (text,),
            "县住房和城乡建设局",
            "5盏路灯修好，纳入统一管护" if text is None else text,
            "现场照片3张；村委会证明；12月6日代表陈远到场查看"
            if text is None
            else clean(text) or "照片",
            DAY,
            DAY if at % 2 else None,
            "林芳",
        )
        for at in range(count)
    ]


def key_item(text: str | None = None) -> KeyItem:
    return KeyItem(
        "〔16-6〕37",
        TITLE if text is None else text,
        ("陈远", "李秀英", "王建国"),
        SUMMARY if text is None else text,
        "县住房和城乡建设局",
        ("太平镇人民政府",),
        date(2027, 2, 22),
        KEY,
        ("主要负责人参加面商", "11月底前报办理情况") if text is None else (text,),
        ("11月25日：副县长张明主持面商，代表陈远、李秀英到会。", "12月3日：5盏路灯修复。")
        if text is None
        else (text,),
        promise="2027年3月31日前在学校门口装好路灯" if text is None else text,
    )


FIGURES = (
    Figure("收到建议", 118, None, "本年交办的全部建议，会期和闭会期间合计。"),
    Figure("按期签收", 112, 118, "交办后2个工作日内签收。"),
    Figure("按期答复", 101, 110, "答复期限内（含经同意的延期）书面答复；期限未到的不算在内。"),
    Figure("A类答复", 61, 101, "承办单位填的办理类别，与代表评价分开。"),
)
ENDS = (
    Figure("程序办结", 98, 118, PROCEDURE_CLOSED),
    Figure("落实销号", 74, 118, CLOSED_OUT),
)


def chairpersons(text: str | None = None) -> ChairpersonsReport:
    case = f"〔16-6〕37号《{TITLE}》：主办县住建局，路灯已修好。" if text is None else text
    return ChairpersonsReport(
        OFFICE, "2026年", DAY, (*FIGURES, *ENDS), (case,), (case,), (), (case,)
    )


def yearly(text: str | None = None) -> YearlyReport:
    bureau = "县住房和城乡建设局" if text is None else text
    return YearlyReport(
        OFFICE,
        2026,
        DAY,
        FIGURES,
        ENDS,
        (
            Breakdown(
                "按承办单位",
                ("承办单位", "交办", "按期答复", "程序办结", "落实销号", "重新办理"),
                (
                    (bureau, "31", "28", "27", "20", "2"),
                    ("县交通运输局", "22", "20", "19", "15", "1"),
                ),
                "主办件计，会办件另计。",
            ),
            Breakdown(
                "按类别", ("类别", "件数"), (("A", "61"), ("B", "28"), ("C", "9"), ("D", "3"))
            ),
        ),
        ("东坪村三组路灯修好，孩子晚上回家不摸黑了。" if text is None else text,),
    )


def monday(text: str | None = None, cases: int = 30, lists: int = 4) -> MondayPage:
    names = ("一、已过期", "二、七天内到期", "三、等例会定", "四、今天起要开的会", "五、其他")
    case = MondayCase(
        "〔16-6〕37" if text is None else text,
        TITLE if text is None else text,
        "县住建局" if text is None else text,
        "过期3天" if text is None else text,
    )
    counts = (
        Figure("上周新来的民意", 43),
        Figure("还没人回话", 3, 43),
        Figure("在办建议", 118),
        Figure("未签收", 6, 118),
        Figure("七天内到期", 9),
        Figure("已过期", 4),
        Figure("程序办结", 98, 118),
        Figure("落实销号", 74, 118),
    )
    return MondayPage(
        OFFICE,
        date(2026, 11, 16),
        date(2026, 11, 22),
        date(2026, 11, 23),
        counts,
        tuple(MondayList(name, (case,) * cases, cases) for name in names[:lists]),
        (
            "口径：程序办结=答复和评价手续走完；落实销号=事情真正办成、有证据；两数不相加。",
            "口径：还没人回话=收到后2个工作日没有人联系群众。",
        ),
    )


def photo(wide: int = 320, high: int = 240, caption: str = "12月3日，三组路灯亮了") -> Photo:
    out = io.BytesIO()
    Image.new("RGB", (wide, high), "#7aa6c2").save(out, "PNG")
    return Photo(out.getvalue(), caption)


def closed_poster(text: str | None = None) -> Poster:
    item = PosterItem(
        "三组路灯不亮，学生走夜路不安全" if text is None else text,
        "太平镇东坪村三组" if text is None else text,
        "国网青禾县供电公司太平供电所",
        "换了5盏灯，12月3日晚上全部亮了。" if text is None else text,
        date(2026, 12, 3),
        "群众和代表都看过",
        (photo(), photo()),
    )
    plain = PosterItem("菜市场门口积水", "太平镇街道", "太平镇人民政府", "疏通了下水道。", DAY)
    return Poster(
        "青禾县", "太平镇人大代表联络站", "0377-60000002", DAY, date(2026, 12, 10), (item, plain),
        qr="http://weixin.qq.com/q/1",
    )  # fmt: skip


def station_year(text: str | None = None) -> StationYear:
    said = "三组路灯不亮" if text is None else text
    return StationYear(
        "青禾县",
        "太平镇人大代表联络站",
        2026,
        DAY,
        "方站长",
        ("林芳",),
        23,
        tuple(
            RegisterRow(
                f"民{300 + at}", DAY, said, "供电所", "修好了" if text is None else text, DAY
            )
            for at in range(12)
        ),
        (Reception(DAY, ("陈远", "李秀英"), 5, said),),
        (Figure("群众反映", 118), Figure("已告知结果", 110, 118, "有人把结果告诉了群众。")),
        ("11月3日：代表小组到东坪村调研。" if text is None else text,),
        (photo(), Photo(b"no picture", "坏的照片"), photo(240, 320)),
    )
