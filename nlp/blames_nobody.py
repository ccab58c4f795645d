"""What the learned words take for an accusation and is none: nobody in office is named, and nothing
is told that only who has an office can do. An accusation is kept from village and station, so an
ordinary matter taken for one is looked at by nobody who could mend it."""

import re

from nlp.conduct import tells_of_conduct
from nlp.cues import Found
from nlp.kind_words import speaks_of_cadres
from nlp.likely import Pattern

#: Said of an office well, before what the message is about.
_SPEAKS_WELL = Pattern(
    r"(?:支书|书记|主任|[村镇队组]长|干部|会计|代表|老师|医生)(?:这个|那个)?(?:人|他|她)?(?:也|都|倒|还|是)?(?:挺|很|真|蛮|怪|不)(?:好|不?错|负责|热心|实在)(?:的)?[，,。\s]*(?:就是|只是|可|不过|但)"
)
#: What is done by who has an office, and who may have one: a message without any of it accuses
#: nobody. Beside it, a trade in the street, which is nobody's office.
_ILL = re.compile(
    r"[收送钱款费贪扣卖礼烟酒吃拿领套骗打骂吼推欺霸占挪私偷黑告违假贿卡瞒吞撕绑让逼批审权官]|长(?!毛|久|期|椅|廊|草|满|了)|[a-z]{3}|每人|到手|一伙|舅|[他她]叔|谁[^，。]{1,4}谁|帮人|报信|改成|甩|[局所处]|份|红包|好处|暗示|关系|举报|不公|凭[啥什]|敢|仗|报复|态度|名额|亲戚|本家|表示|要我|不给|自家"
    r"|(?:[站所局委办院校队科处室馆]|大厅|中心|管[一-鿿]{1,3}|发证|验收)(?:的|里|上)|干部|领导|代表|大队|村[委里上部]|镇[里上]|乡里|驻村|工作队|上[面头]|单位|员|书记|支书|主任|会计|电工|警|医|老师|你们|他们"
)
#: After a good word, what is said of the same person after all.
_OF_HIM = re.compile(r"[收送钱贪扣烟酒打骂偷占欺逼他她爱懒]|不公|亲戚|好处|态度|喝|不[管办理]")
_STREET = re.compile(
    r"占(?:了)?(?:道|路|人行道|盲道|车位|通道|消防通道)(?:经营)?|卖(?=菜|水果|肉|早点|衣服|鱼|瓜)|摆摊|挡路|低保[、，,](?=水)|买着?"
)


#: Somebody of the speaker's own would like a post: 「俺侄子想当护林员」.
_OWN_WISH = Pattern(
    r"^(?:我|俺|咱|额|偶)们?(?:家)?(?:里)?(?:的)?(?:[大小二三四老]?(?:侄子?|侄女|外甥女?|儿子?|儿媳妇?|闺女|女儿|女婿|媳妇|老公|老婆|男人|对象|弟弟?|妹妹?|哥哥?|姐姐?|孙子|孙女|娃|孩子|亲戚|表弟|表哥|老伴|老头子?)|自己|本人)?"
    r"(?:今年|现在|也|就|很|还|一直|退伍了?|毕业了?|[\s，,])*(?:想|要|准备|打算|能不能|可不可以|咋|怎么|愿意)(?:去|来|报名|应聘|竞争|竞聘)?(?:当|考|做|干|应聘|竞选|参加|入|聘)(?!面|众|家|时|年)"
)
#: Then it is no wish any more: they were kept from it, or it was bought.
_KEPT_FROM_IT = Pattern(
    r"不(?:给|让|要|收|批|行|录)|被|顶|挤|[送收塞花]|名额|凭[啥什]|内定|关系|托|都是|亲戚(?!想|要)|没(?:选|录|要|轮)|安排"
)


#: Where one of the speaker's own works: 「俺侄儿在镇上上班 他也管不了」.
_OWN_KIN_WORKS = Pattern(
    r"^(?:我|俺|咱)们?(?:家)?的?(?:侄[儿子女]?|外甥女?|儿子?|儿媳妇?|闺女|女儿|女婿|媳妇|老公|老婆|男人|弟弟?|妹妹?|哥哥?|姐姐?|孙子|孙女|亲戚|表弟|表哥|舅舅?|叔叔?)"
    r"(?:在|是)[^，。,\s]{1,10}(?:上班|工作|干活|当差|帮忙|的|会计|主任|干部|村长|支书|老师)[，,。\s]*(?:他|她)?(?:也)?(?:管不了|没办法|没法|说不上话|不管这个|帮不上)"
)


def is_own_wish(text: str) -> bool:
    """Whether who speaks only says what post they or one of theirs would like to have."""
    return _OWN_WISH.search(text) is not None and _KEPT_FROM_IT.search(text) is None


def blames_nobody(text: str, found: Found) -> bool:
    """「五保户的被褥都长毛了」, 「支书人挺好，就是没人修灯」: nobody in office is
    named, or only with a good word. ``found``: a scan that covered the groups of the kinds."""
    if _OWN_KIN_WORKS.search(text):
        return True
    if well := _SPEAKS_WELL.search(text):
        return not _OF_HIM.search(text, well.end())
    return not speaks_of_cadres(found) and not _ILL.search(_STREET.sub(" ", text))


#: 「一天停七八回」, 「晚上十点又断了」, 「报了三千才给两百」: how often something fails, how much
#: it brings, and nobody.
_HOW_IT_RUNS = Pattern(
    r"^(?:(?:一|每|半)(?:天|晚上?|夜|会儿?|个?(?:小时|钟头|月|星期|礼拜|周))|天天|隔[一两三几]?(?:天|会儿?)|老是?|总是?"
    r"|[早中晚]上|夜里|白天|刚才|今天|昨天)[^，。他她谁人家]{0,4}(?:停|跳|断|坏|堵|漏|灭|掉|黑|闪)[^，。他她谁人家]{0,8}$"
    r"|^(?:我|俺|看病|住院|药费|花了?|报了?|交了?)*[\d一二两三四五六七八九十百千万几]+(?:多|来)?[块元]?(?:钱)?(?:才|只)(?:给|报|补|退)(?:了|我|俺)*"
    r"[\d一二两三四五六七八九十百千万几]+(?:多|来)?[块元]?(?:钱)?$"
)


def is_how_it_runs(text: str) -> bool:
    return _HOW_IT_RUNS.search(text) is not None


def tells_of_no_office(text: str) -> bool:
    """Whether a message in which nobody in office could be found tells of no conduct either: what
    sells on the street, is shut or broken is no wrong of integrity."""
    return is_of_no_office(text) or not tells_of_conduct(_STREET.sub(" ", text))


def is_of_no_office(text: str) -> bool:
    """Whether who does it is named as somebody without an office (a firm, a trade, a couple)."""
    return _TRADE.search(text) is not None


#: Whose wrongs are no office's, however they are called there (保安队长, 驾校教练, 厂办主任).
_TRADE = re.compile(
    r"(?<!水务)(?<!供电)(?<!自来水)公司|物业|超市|银行|驾校|商场|业委|诊所|中介|保安|施工|车间|厂长|厂办|厂里|[商饭酒书药]店|店长|店主|律师|装修|车队|快递|房东|包工头|广场舞|班长|[两老小]口子|小两口|老两口|夫妻|夫妇"
)
