"""The platform's signature and encryption.

AES-256-CBC, IV = the key's first half; inside: 16 random bytes, the length of the text in 4 bytes,
the text, the app id, PKCS#7 padding to 32. Source: developers.weixin.qq.com, message encryption.
wechatpy's own is not used: it checks no padding, compares signatures with ``!=``, and lets
struct.error, IndexError and UnicodeDecodeError out.
"""

import base64
import binascii
import hashlib
import hmac
import os
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channel.refused import Refused

_BLOCK: Final = 32
_PADS: Final = tuple(bytes([n]) * n for n in range(_BLOCK + 1))


def key_of(aes_key: str) -> Cipher[modes.CBC]:
    """The cipher of an EncodingAESKey (43 characters). Raises ValueError."""
    if len(aes_key) != 43:
        raise ValueError("it must have 43 characters")
    try:
        key = base64.b64decode(aes_key + "=", validate=True)
    except binascii.Error:
        raise ValueError("it must be base64 as the platform shows it") from None
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts, in hexadecimal: the platform's signature."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def signed(signature: str, *parts: str) -> bool:
    """Whether ``signature`` is that of ``parts``; takes the same time for every wrong one."""
    return hmac.compare_digest(signature.encode("utf-8", "replace"), sign(*parts).encode())


def decrypt(key: Cipher[modes.CBC], text: str, app_id: str) -> bytes:
    """The bytes inside ``text`` (base64). Raises Refused if anything in it is not as it should be.
    Only after its signature was found right: before, the answer would tell of the padding."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused(400, "ciphertext is not base64") from None
    # Random, length, at least an app id: two blocks; whole AES blocks.
    if len(data) < 32 or len(data) % 16:
        raise Refused(400, "ciphertext of a wrong length")
    decryptor = key.decryptor()
    plain = decryptor.update(data) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or not plain.endswith(_PADS[pad]):
        raise Refused(400, "ciphertext with wrong padding")
    # A wrong length inside leaves something else than the app id at the end.
    end = 20 + int.from_bytes(plain[16:20], "big")
    if not hmac.compare_digest(plain[end:-pad], app_id.encode()):
        raise Refused(403, "ciphertext of another app id, or of a wrong length inside")
    return plain[20:end]


def encrypt(key: Cipher[modes.CBC], data: bytes, app_id: str) -> str:
    """``data`` encrypted for ``app_id``, in base64."""
    # 12 random bytes as 16 letters: some clients read the whole of it as text.
    plain = b"".join(
        (base64.b64encode(os.urandom(12)), len(data).to_bytes(4, "big"), data, app_id.encode())
    )
    encryptor = key.encryptor()
    sealed = encryptor.update(plain + _PADS[_BLOCK - len(plain) % _BLOCK]) + encryptor.finalize()
    return base64.b64encode(sealed).decode()
