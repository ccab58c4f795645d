"""Signing and encryption as the platform does it, written apart from the service's own.

Format (developers.weixin.qq.com, 消息加解密说明): AES-256-CBC, key = base64(EncodingAESKey + "="),
IV = key[:16], plaintext = 16 random bytes + length (4 bytes, big endian) + message + app id,
padded to a multiple of 32. Two programs that agree because they share code prove nothing: this
module imports nothing of the service.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class CryptoError(ValueError):
    """What was received cannot have been made with this key, token or app id."""


def signature(token: str, *parts: str) -> str:
    """SHA-1 over the sorted parts, hexadecimal."""
    joined = "".join(sorted((token, *parts)))
    return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - the platform's format


def is_signed(given: str, token: str, *parts: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), signature(token, *parts).encode())


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def encrypt(text: str, aes_key: str, app_id: str) -> str:
    """Return base64 ciphertext of `text`."""
    message = text.encode()
    plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + app_id.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(aes_key).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(sealed: str, aes_key: str, app_id: str) -> str:
    """Return the text in base64 ciphertext; CryptoError if anything about it is wrong."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except binascii.Error as error:
        raise CryptoError("not base64") from error
    if not raw or len(raw) % 16:
        raise CryptoError("not whole blocks")
    decryptor = _cipher(aes_key).decryptor()
    plain = decryptor.update(raw) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise CryptoError("bad padding")
    plain = plain[:-pad]
    length = int.from_bytes(plain[16:20], "big")
    message, owner = plain[20 : 20 + length], plain[20 + length :]
    if len(message) != length or owner != app_id.encode():
        raise CryptoError("meant for another account")
    try:
        return message.decode()
    except UnicodeDecodeError as error:
        raise CryptoError("not UTF-8") from error
