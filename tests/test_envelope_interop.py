"""Our crypto against other people's, both ways, messages of length 0 to 399."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from wechatpy.crypto import WeChatCrypto

from bot.channel.cipher import decrypt, encrypt, key_of, sign
from bot.channel.envelope import Envelope
from tests.crypto.platform import (
    AES_KEY,
    APP_ID,
    NOW,
    STAMP,
    TOKEN,
    Push,
    message,
    query,
    sealed,
    theirs,
    xml,
)

KEY = key_of(AES_KEY)
SAFE = Envelope(TOKEN, APP_ID, AES_KEY, "safe")
WORDS = "东坪三组路灯不亮，学生夜里走路怕🚰a1 "
MESSAGES = [(WORDS * 20)[:length] for length in range(400)]
NPM_CLIENT = "wechat-crypto@0.0.2"


def test_werobot_reads_what_we_encrypt_and_we_read_what_it_encrypts() -> None:
    for text in MESSAGES:
        ours = encrypt(KEY, text.encode(), APP_ID)
        signature = sign(TOKEN, STAMP, "7", ours)
        assert theirs.decrypt_message(STAMP, "7", signature, ours).decode() == text
        assert decrypt(KEY, theirs.prp_crypto.encrypt(text, APP_ID).decode(), APP_ID) == (
            text.encode()
        )


def test_wechatpy_reads_what_we_encrypt_and_we_read_what_it_encrypts() -> None:
    wechatpy = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    for text in MESSAGES:
        ours = encrypt(KEY, text.encode(), APP_ID)
        signature = sign(TOKEN, STAMP, "7", ours)
        outer = {"Encrypt": ours}
        assert wechatpy.decrypt_message(outer, signature, STAMP, "7") == text
        reply = wechatpy.encrypt_message(text, "7", STAMP)
        start = reply.index("<Encrypt><![CDATA[") + len("<Encrypt><![CDATA[")
        assert decrypt(KEY, reply[start : reply.index("]]></Encrypt>")], APP_ID) == text.encode()


def test_wechatpy_reads_our_whole_reply_and_we_open_a_push_that_it_sealed() -> None:
    wechatpy = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    body = wechatpy.encrypt_message(xml(message()), "1514711492", STAMP).encode()
    start = body.index(b"<MsgSignature><![CDATA[") + len("<MsgSignature><![CDATA[")
    asked = query() | {"msg_signature": body[start : start + 40].decode(), "encrypt_type": "aes"}
    incoming = SAFE.open(asked, body, NOW)
    assert incoming.text == "东坪三组路灯不亮"

    outer = SAFE.seal("记下了]]>", incoming, NOW).decode()

    def inside(name: str) -> str:
        found = outer[outer.index(f"<{name}>") + len(name) + 2 : outer.index(f"</{name}>")]
        return found.removeprefix("<![CDATA[").removesuffix("]]>")

    inner = wechatpy.decrypt_message(
        outer, inside("MsgSignature"), inside("TimeStamp"), inside("Nonce")
    )
    assert "<Content><![CDATA[记下了]]]]><![CDATA[>]]></Content>" in inner


def test_the_example_of_the_official_documentation_has_the_signature_it_shows() -> None:
    """developers.weixin.qq.com, message push: token AAAAA, timestamp 1714036504."""
    assert sign("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"


NODE = """
const WXCrypt = require('wechat-crypto');
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const crypt = new WXCrypt(asked.token, asked.key, asked.app);
console.log(JSON.stringify({
  read: asked.ours.map((words) => crypt.decrypt(words)),
  made: asked.texts.map((text) => crypt.encrypt(text)),
  signatures: asked.ours.map((words) => crypt.getSignature(asked.stamp, '7', words)),
}));
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_an_npm_client_reads_what_we_encrypt_and_we_read_what_it_encrypts(tmp_path: Path) -> None:
    installed = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", NPM_CLIENT],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if installed.returncode:
        pytest.skip(f"npm cannot fetch {NPM_CLIENT}: {installed.stderr[-200:]}")
    ours = [encrypt(KEY, text.encode(), APP_ID) for text in MESSAGES]
    asked = {"token": TOKEN, "key": AES_KEY, "app": APP_ID, "stamp": STAMP}
    node = subprocess.run(
        ["node", "-e", NODE],
        cwd=tmp_path,
        input=json.dumps(asked | {"ours": ours, "texts": MESSAGES}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told = json.loads(node.stdout)
    assert [read["message"] for read in told["read"]] == MESSAGES
    assert {read["id"] for read in told["read"]} == {APP_ID}
    assert [decrypt(KEY, words, APP_ID).decode() for words in told["made"]] == MESSAGES
    assert told["signatures"] == [sign(TOKEN, STAMP, "7", words) for words in ours]


def test_a_push_that_werobot_signed_is_opened() -> None:
    push: Push = sealed(xml(message(Content="x" * 399)))
    assert SAFE.open(push.query, push.body, NOW).text == "x" * 399
