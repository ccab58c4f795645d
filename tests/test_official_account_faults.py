"""What the platform and the network do wrong, and that a send always says what became of it."""

import threading
import traceback
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.channel.errors import CODES, Outcome, judge
from bot.channel.official_account import OfficialAccount, PlatformError
from bot.channel.tokens import MemoryTokens, Token
from tests.crypto.platform import APP_ID, NOW, OPENID
from tests.crypto.wire import Say, Script, scripted
from tests.talking import StillClock

SECRET = "s" * 32
SEND = "/cgi-bin/message/custom/send"
TOKEN = "/cgi-bin/stable_token"


@pytest.fixture
def platform() -> Iterator[Script]:
    with scripted() as script:
        yield script


def account_at(
    base: str, tokens: MemoryTokens | None = None, silence: float = 20
) -> OfficialAccount:
    """``silence``: seconds until it stops waiting for an answer."""
    return OfficialAccount(
        APP_ID, SECRET, base, tokens or MemoryTokens(), clock=lambda: NOW, timeout=(5, silence)
    )


def with_token(base: str, say: Say) -> OfficialAccount:
    """An account that has a token already; it waits briefly where nothing will come."""
    tokens = MemoryTokens()
    tokens.refresh(APP_ID, lambda: ("token-0", 7200), NOW)
    return account_at(base, tokens, 0.3 if say.hang else 20)


@pytest.fixture
def account(platform: Script) -> OfficialAccount:
    return account_at(platform.base)


#: The policy as it was written down before the code.
POLICY = {
    Outcome.RETRY: [-1],
    Outcome.NOT_FOLLOWING: [40003, 43004],
    Outcome.OPERATOR: [40037, 47003],
    Outcome.QUOTA: [45009],
    Outcome.NEXT_CHANNEL: [45015, 45047, 43101],
    Outcome.CONFIGURATION: [48001, 40164, 89503, 40125, 40013],
    Outcome.GIVE_UP: [12345678],
}


@pytest.mark.parametrize(
    ("outcome", "code"), [(outcome, code) for outcome, codes in POLICY.items() for code in codes]
)
def test_an_error_inside_http_200_is_never_counted_as_sent(
    platform: Script, account: OfficialAccount, outcome: Outcome, code: int
) -> None:
    platform.on(SEND, Say({"errcode": code, "errmsg": "words of theirs rid: 6385c6c1"}))
    delivery = account.send_text(OPENID, "好")
    assert (delivery.outcome, delivery.errcode) == (outcome, code)
    assert delivery.reason == judge(code)[1]
    assert delivery.detail == "words of theirs rid: 6385c6c1"
    assert len(platform.to(SEND)) == 1


def test_every_reason_is_chinese_and_only_success_has_none() -> None:
    for code, (outcome, reason) in CODES.items():
        assert (reason == "") == (outcome is Outcome.SENT), code
        assert not reason or any("\u4e00" <= char <= "\u9fff" for char in reason)


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_renewed_once_and_the_message_sent(
    platform: Script, account: OfficialAccount, code: int
) -> None:
    platform.on(SEND, Say({"errcode": code, "errmsg": "invalid credential"}), Say())
    assert account.send_text(OPENID, "好").outcome is Outcome.SENT
    assert [sent.query["access_token"] for sent in platform.to(SEND)] == ["token-1", "token-2"]
    assert len(platform.to(TOKEN)) == 2


def test_a_token_that_is_always_refused_costs_two_tries_not_a_recursion(
    platform: Script, account: OfficialAccount
) -> None:
    platform.on(SEND, Say({"errcode": 40001, "errmsg": "invalid credential"}))
    delivery = account.send_text(OPENID, "好")
    assert (delivery.outcome, delivery.errcode) == (Outcome.RETRY, 40001)
    assert len(platform.to(SEND)) == 2
    assert len(platform.to(TOKEN)) == 2


def test_a_token_that_another_process_renewed_is_taken_over_within_half_a_minute(
    platform: Script,
) -> None:
    tokens, clock = MemoryTokens(), StillClock(NOW)
    account = OfficialAccount(APP_ID, SECRET, platform.base, tokens, clock=clock.now)
    account.send_text(OPENID, "一")
    tokens.refresh(APP_ID, lambda: ("theirs", 7200), NOW, force=True)
    clock.forward(seconds=30)
    account.send_text(OPENID, "二")
    assert platform.to(SEND)[-1].query["access_token"] == "theirs"
    assert len(platform.to(TOKEN)) == 1


def test_thirty_threads_that_need_a_token_fetch_one(platform: Script) -> None:
    account = account_at(platform.base)
    together = threading.Barrier(30)
    outcomes: list[Outcome] = []

    def send() -> None:
        together.wait()
        outcomes.append(account.send_text(OPENID, "好").outcome)

    threads = [threading.Thread(target=send) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [Outcome.SENT] * 30
    assert len(platform.to(TOKEN)) == 1


def test_who_waits_for_a_token_gets_what_the_other_fetched() -> None:
    tokens = MemoryTokens()
    fetching, go_on = threading.Event(), threading.Event()
    fetched: list[str] = []

    def slow() -> tuple[str, int]:
        fetching.set()
        assert go_on.wait(10)
        fetched.append("new")
        return "new", 7200

    found: list[Token] = []
    threads = [
        threading.Thread(target=lambda: found.append(tokens.refresh(APP_ID, slow, NOW)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    assert fetching.wait(10)
    go_on.set()
    for thread in threads:
        thread.join()
    assert fetched == ["new"]
    assert [token.value for token in found] == ["new"] * 5


def test_a_token_ends_when_it_said_and_a_failed_renewal_leaves_it() -> None:
    tokens = MemoryTokens()
    tokens.refresh(APP_ID, lambda: ("one", 7200), NOW)

    def fails() -> tuple[str, int]:
        raise PlatformError(Outcome.RETRY, "微信系统繁忙", -1)

    assert tokens.refresh(APP_ID, fails, NOW).value == "one"
    with pytest.raises(PlatformError):
        tokens.refresh(APP_ID, fails, NOW, force=True)
    held = tokens.get(APP_ID, NOW + timedelta(seconds=7199))
    assert held and held.value == "one"
    assert tokens.get(APP_ID, NOW + timedelta(seconds=7200)) is None
    assert tokens.refresh(APP_ID, lambda: ("two", 7200), NOW, force=True).value == "two"


@pytest.mark.parametrize(
    ("say", "outcome"),
    [
        (Say({"errcode": 40001, "errmsg": "invalid credential"}), Outcome.CONFIGURATION),
        (Say({"errcode": 40125, "errmsg": "invalid appsecret"}), Outcome.CONFIGURATION),
        (Say({"errcode": 40164, "errmsg": "invalid ip 1.2.3.4"}), Outcome.CONFIGURATION),
        (Say({"errcode": -1}), Outcome.RETRY),
        (Say({"errcode": 45009}), Outcome.RETRY),
        (Say(hang=True), Outcome.RETRY),
        (Say(reset=True), Outcome.RETRY),
        (Say(status=502), Outcome.RETRY),
        (Say(b"<html>", content_type="text/html"), Outcome.RETRY),
        (Say({"access_token": "", "expires_in": 7200}), Outcome.RETRY),
        (Say({"access_token": "t"}), Outcome.RETRY),
        (Say({"access_token": 5, "expires_in": "soon"}), Outcome.RETRY),
    ],
)
def test_without_a_token_nothing_is_sent_and_nothing_is_unknown(
    platform: Script, say: Say, outcome: Outcome
) -> None:
    platform.on(TOKEN, say)
    account = account_at(platform.base, silence=0.3 if say.hang else 20)
    assert account.send_text(OPENID, "好").outcome is outcome
    assert not platform.to(SEND)


@pytest.mark.parametrize(
    ("say", "outcome"),
    [
        # The request arrived, the answer did not: nobody knows.
        (Say(hang=True), Outcome.UNKNOWN_DELIVERY),
        (Say(reset=True), Outcome.UNKNOWN_DELIVERY),
        (Say(short_by=50), Outcome.UNKNOWN_DELIVERY),
        (Say(b'{"errcode": 0, "err'), Outcome.UNKNOWN_DELIVERY),
        (Say({"errcode": "soon"}), Outcome.UNKNOWN_DELIVERY),
        (Say({}), Outcome.UNKNOWN_DELIVERY),
        (Say(status=504), Outcome.UNKNOWN_DELIVERY),
        # Somebody in between answered instead.
        (Say(status=500), Outcome.RETRY),
        (Say(b"<html>502</html>", status=502, content_type="text/html"), Outcome.RETRY),
        (Say(status=503), Outcome.RETRY),
        (Say(status=429), Outcome.RETRY),
        (Say(b"<html>login</html>", content_type="text/html"), Outcome.RETRY),
        (Say(b""), Outcome.RETRY),
        (Say(b"[]"), Outcome.RETRY),
        (Say(b"\xff\xfe\x00"), Outcome.RETRY),
        (Say(b"[" * 100_000), Outcome.RETRY),
        # The address is wrong.
        (Say(status=404), Outcome.CONFIGURATION),
        (Say(status=403), Outcome.CONFIGURATION),
        (Say(status=302, headers={"Location": "http://127.0.0.1:1/"}), Outcome.CONFIGURATION),
        # Codes may come as text.
        (Say({"errcode": "45015"}), Outcome.NEXT_CHANNEL),
        (Say({"errcode": "0"}), Outcome.SENT),
        (Say(b'{"errcode":0,"errmsg":"\xff\n"}'), Outcome.SENT),
    ],
)
def test_whatever_comes_back_a_send_says_what_became_of_it(
    platform: Script, say: Say, outcome: Outcome
) -> None:
    platform.on(SEND, say)
    delivery = with_token(platform.base, say).send_text(OPENID, "好")
    assert delivery.outcome is outcome
    assert (delivery.reason == "") == (outcome is Outcome.SENT)
    assert len(platform.to(SEND)) == 1


def test_where_nobody_listens_nothing_was_sent() -> None:
    with scripted() as gone:
        base = gone.base
    tokens = MemoryTokens()
    tokens.refresh(APP_ID, lambda: ("t", 7200), NOW)
    for address in (base, "http://no-such-host.invalid", "https://127.0.0.1:1"):
        delivery = account_at(address, tokens).send_text(OPENID, "好")
        assert (delivery.outcome, delivery.errcode) == (Outcome.RETRY, None)


@pytest.mark.parametrize("say", [Say(hang=True), Say(reset=True), Say(status=404), Say(b"<html>")])
def test_no_error_tells_the_token_or_the_secret(platform: Script, say: Say) -> None:
    platform.on(SEND, say)
    platform.on("/sns/oauth2/access_token", say)
    account = with_token(platform.base, say)
    delivery = account.send_text(OPENID, "好")
    with pytest.raises(PlatformError) as caught:
        account.oauth_user("C1")
    logged = "".join(traceback.format_exception(caught.value))
    assert "token-0" not in f"{delivery}"
    assert SECRET not in logged


def test_a_refused_connection_does_not_tell_the_secret_either() -> None:
    """The library's own error quotes the whole address."""
    with scripted() as gone:
        base = gone.base
    with pytest.raises(PlatformError) as caught:
        account_at(base).oauth_user("C1")
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_redirect_is_not_followed_with_the_token(
    platform: Script, account: OfficialAccount
) -> None:
    with scripted() as stranger:
        platform.on(SEND, Say(status=307, headers={"Location": f"{stranger.base}/steal"}))
        account.send_text(OPENID, "好")
        assert not stranger.requests


def test_a_cookie_of_the_platform_is_not_kept(platform: Script, account: OfficialAccount) -> None:
    platform.on(SEND, Say(headers={"Set-Cookie": "who=you; Path=/"}))
    account.send_text(OPENID, "一")
    account.send_text(OPENID, "二")
    assert "Cookie" not in platform.requests[-1].headers


def test_a_hundred_answers_in_threads_reach_who_asked(
    platform: Script, account: OfficialAccount
) -> None:
    """Two concurrent replies to the wrong user: a defect of somebody else's."""
    together = threading.Barrier(10)

    def send(number: int) -> None:
        together.wait()
        for _ in range(10):
            account.send_text(f"openid-{number}", f"给{number}")

    threads = [threading.Thread(target=send, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [request.json for request in platform.to(SEND)]
    assert len(sent) == 100
    assert all(one["text"]["content"] == "给" + one["touser"][7:] for one in sent)
