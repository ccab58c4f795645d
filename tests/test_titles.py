"""A title is plain words in one line, whatever somebody typed or pasted; the words stay."""

import pytest
from sqlalchemy import select

from bot.actions.issues.opening import title_of
from bot.actions.suggestions import titles
from bot.store.models import Issue
from nlp.undressed import undressed
from tests.reading_helpers import reader
from tests.talking import Town

DRESSED = [
    ("<b>东坪村水管</b>漏水", "东坪村水管漏水"),
    ("东坪三组<br>路灯不亮", "路灯不亮"),
    ("<p style='color:red'>水渠塌了一截</p>", "水渠塌了一截"),
    ("<img src=x onerror=alert(1)>路灯不亮", "路灯不亮"),
    ("路灯不亮<script>alert(1)</script>", "路灯不亮"),
    ("&lt;b&gt;路灯&lt;/b&gt;不亮", "路灯不亮"),
    ("# **路灯**不亮\n- 三组", "路灯不亮"),
    ("[路灯不亮](http://x.cn/a)", "路灯不亮"),
    ("路灯不亮 http://x.cn/a?b=1", "路灯不亮"),
    ("路灯不亮\\n没人修", "路灯不亮"),
    ("⚠️⚠️路灯不亮😡😡😡❗", "路灯不亮"),
    ("[流泪]路灯不亮[发怒][发怒]", "路灯不亮"),
    ("/::<路灯不亮/:8-)", "路灯不亮"),
    ("———路灯不亮———", "路灯不亮"),
    ("\u202e路灯\u200b不亮", "路灯不亮"),
    ("<b>street light broken</b> for 5 days", "street light broken for 5 days"),
]


@pytest.mark.parametrize(("text", "title"), DRESSED)
def test_a_title_is_plain_words_in_one_line(text: str, title: str) -> None:
    reading = reader().read(text)
    assert title_of(reading, reading.issues[0]) == title


@pytest.mark.parametrize("text", ["水压<0.1，管道>5年", "3*5米的坑", "a_b", "①路灯 ②水管", "1<2"])
def test_what_is_no_dress_stays(text: str) -> None:
    assert undressed(text) == text


def test_a_title_in_latin_letters_holds_no_telephone_either() -> None:
    reading = reader().read("Phone 13800009001: street light broken")
    assert "138" not in title_of(reading, reading.issues[0])


def test_the_words_stay_as_they_were_said(town: Town) -> None:
    said = "<b>东坪村水管</b>漏水<br>**很久了**\n没人管😀😀"
    assert "“东坪村水管漏水”" in town.says("大娘", said)
    with town.database.read() as session:
        issue = session.scalars(select(Issue)).one()
        assert issue.words.text == said
        assert issue.title == "东坪村水管漏水"


def test_the_title_of_a_suggestion_is_one_line_too() -> None:
    assert titles.in_one_line(" 关于修\n东坪村路灯的\t建议 ") == "关于修 东坪村路灯的 建议"
    assert titles.of_words("", "**东坪村的路灯要有人管护**<br>去年装的") == "东坪村的路灯要有人管护"
