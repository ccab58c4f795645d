"""The environment, read once into one frozen object. A wrong or missing value stops the start
with one clear line, never later in the middle of somebody's message."""

import base64
import binascii
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODES = ("plain", "compatible", "safe")


class BadSettings(Exception):
    """One line, for the person who starts the service."""


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    wechat_app_id: str
    wechat_app_secret: str
    wechat_token: str
    wechat_aes_key: str
    wechat_mode: str
    wechat_api_base: str
    public_url: str
    secret_key: str
    #: 32 bytes each: one encrypts words and telephones, one makes them findable by digest.
    data_key: bytes
    lookup_key: bytes
    media_dir: Path
    #: How many proxies in front may be believed about the caller's address.
    trusted_proxies: int
    #: True only in the demo: the clock may be moved.
    demo: bool
    host: str
    port: int
    sandbox_port: int


def read_settings(env: Mapping[str, str]) -> Settings:
    """Settings from ``env``. Raises BadSettings with one line that names the variable."""
    mode = _one_of(env, "WECHAT_MODE", MODES, "safe")
    aes_key = _text(env, "WECHAT_AES_KEY", empty=mode == "plain")
    if aes_key and len(aes_key) != 43:
        raise BadSettings("WECHAT_AES_KEY must have 43 characters, as the platform shows it")
    return Settings(
        database_url=_database(env),
        wechat_app_id=_text(env, "WECHAT_APP_ID"),
        wechat_app_secret=_text(env, "WECHAT_APP_SECRET"),
        wechat_token=_text(env, "WECHAT_TOKEN"),
        wechat_aes_key=aes_key,
        wechat_mode=mode,
        wechat_api_base=_address(env, "WECHAT_API_BASE", "https://api.weixin.qq.com"),
        public_url=_address(env, "PUBLIC_URL"),
        secret_key=_long(env, "SECRET_KEY", 16),
        data_key=_key(env, "DATA_KEY"),
        lookup_key=_key(env, "LOOKUP_KEY"),
        media_dir=Path(_text(env, "MEDIA_DIR")),
        trusted_proxies=_number(env, "TRUSTED_PROXIES", 0),
        demo=env.get("DEMO", "") == "1",
        host=env.get("HOST", "127.0.0.1"),
        port=_number(env, "PORT", 8000),
        sandbox_port=_number(env, "SANDBOX_PORT", 8001),
    )


def _text(env: Mapping[str, str], name: str, *, empty: bool = False) -> str:
    value = env.get(name, "").strip()
    if not value and not empty:
        raise BadSettings(f"{name} is missing")
    return value


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = env.get(name, usual).strip()
    if value not in allowed:
        raise BadSettings(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _address(env: Mapping[str, str], name: str, usual: str = "") -> str:
    value = env.get(name, usual).strip().rstrip("/")
    if not value.startswith(("http://", "https://")):
        raise BadSettings(f"{name} must be an address that begins with http:// or https://")
    return value


def _database(env: Mapping[str, str]) -> str:
    value = _text(env, "DATABASE_URL")
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSettings("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    return value


def _long(env: Mapping[str, str], name: str, least: int) -> str:
    value = _text(env, name)
    if len(value) < least:
        raise BadSettings(f"{name} must have at least {least} characters")
    return value


def key_from(env: Mapping[str, str], name: str) -> bytes:
    """A key of 32 bytes, given in base64. Raises BadSettings."""
    return _key(env, name)


def _key(env: Mapping[str, str], name: str) -> bytes:
    try:
        key = base64.b64decode(_text(env, name), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise BadSettings(f"{name} must be 32 bytes in base64 (make one: openssl rand -base64 32)")
    return key


def _number(env: Mapping[str, str], name: str, usual: int) -> int:
    value = env.get(name, str(usual)).strip()
    if not value.isdigit():
        raise BadSettings(f"{name} must be a whole number, not {value!r}")
    return int(value)


def settings_or_exit() -> Settings:
    """The settings of this process, or one clear line and its end."""
    try:
        return read_settings(os.environ)
    except BadSettings as error:
        sys.exit(f"settings: {error}")
