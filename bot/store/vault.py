"""Encryption of what people said and of who they are (personal information law, articles 51, 59).

Words and telephones are stored sealed (AES-256-GCM); what must be found again without being read
(an openid, a telephone number) has a keyed digest beside it."""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Vault:
    def __init__(self, data_key: bytes, lookup_key: bytes) -> None:
        self._cipher = AESGCM(data_key)
        self._lookup_key = lookup_key

    def seal(self, text: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        return self._cipher.decrypt(sealed[:12], sealed[12:], None).decode()

    def digest(self, text: str) -> str:
        """The same 64 hex characters for the same text; nothing without the key."""
        return hmac.new(self._lookup_key, text.encode(), hashlib.sha256).hexdigest()


_vault: Vault | None = None


def use_vault(vault: Vault) -> None:
    """One process serves one county with one key; column types have no other way to reach it."""
    global _vault
    _vault = vault


def vault() -> Vault:
    if _vault is None:
        raise RuntimeError("the store was not opened: open_database() comes first")
    return _vault
