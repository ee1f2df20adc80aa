"""Encrypts what the database keeps and nobody may read in a copy of it."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr


class Unreadable(Exception):
    """What was kept cannot be decrypted with this SECRET_KEY."""


class Vault:
    """Encrypts what the database keeps, under a key made of SECRET_KEY."""

    def __init__(self, secret_key: str) -> None:
        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"credentials").derive(secret_key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(made))

    def seal(self, words: SecretStr) -> str:
        return self._fernet.encrypt(words.get_secret_value().encode()).decode()

    def open(self, sealed: str) -> SecretStr:
        """Raises `Unreadable`."""
        if not sealed:
            return SecretStr("")
        try:
            return SecretStr(self._fernet.decrypt(sealed).decode())
        except InvalidToken:
            raise Unreadable from None
