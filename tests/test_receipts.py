"""What somebody reads at once: the number is always written as one says it."""

from datetime import datetime

import pytest

from bot.store.database import Database
from tests import small_county
from tests.talking import StillClock, Town


@pytest.mark.parametrize(
    "said",
    [
        "帮我儿子安排个工作，必有重谢",
        "我要举报西坪村支书贪污扶贫款，收了人家五万块回扣",
        "东坪村我家的官司法院判了不公，正在上诉，请代表给法官说说",
        "把我的信息都删掉",
        "低保怎么申请，东坪村的",
        "东坪村三组路灯不亮好几天了",
        "东坪村口电线断了掉在地上还冒火花，娃娃在边上",
    ],
)
def test_every_receipt_names_the_number_in_the_same_way(
    database: Database, monday: datetime, said: str
) -> None:
    with database.write() as session:
        small_county.build(session, monday)
    answer = Town(database, StillClock(monday)).says("大娘", said)
    assert "民1" in answer and "民民" not in answer
