"""A passkey in software: what a browser and its authenticator do, for tests without a browser."""

import base64
import hashlib
import json
import os
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor

HOST = "localhost"
_PRESENT_VERIFIED, _WITH_KEY = 0x05, 0x40


class SoftwarePasskey:
    """One passkey of one account."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = os.urandom(32)
        self._user = ""

    def add_to_account(self, client: Client) -> None:
        """Register it for whoever is signed in and has confirmed the password just now."""
        page = client.get("/account/passkeys/add/", headers={"host": HOST})
        options = page.context["js_data"]["creation_options"]["publicKey"]
        self._user = options["user"]["id"]
        numbers = self._key.public_key().public_numbers()
        public = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        known = bytes(16) + struct.pack(">H", len(self._id)) + self._id + cbor.encode(public)
        said = self._about(_PRESENT_VERIFIED | _WITH_KEY) + known
        attestation = {"fmt": "none", "attStmt": {}, "authData": said}
        response = {
            "clientDataJSON": self._asked("webauthn.create", options["challenge"]),
            "attestationObject": _text(cbor.encode(attestation)),
        }
        body = {"name": "Laptop", "passwordless": "on", "credential": self._answer(response)}
        client.post("/account/passkeys/add/", body, headers={"host": HOST})

    def sign_in(self) -> Client:
        """Sign in with it alone, in another browser."""
        client = Client()
        path = "/account/passkeys/sign-in/"
        ajax = {"host": HOST, "X-Requested-With": "XMLHttpRequest"}
        options = client.get(path, headers=ajax).json()["request_options"]["publicKey"]
        self._send(client, path, options["challenge"])
        return client

    def answer_second_step(self, client: Client) -> None:
        """Use it after the password."""
        path = "/account/two-step/code/"
        page = client.get(path, headers={"host": HOST})
        options = page.context["js_data"]["request_options"]["publicKey"]
        self._send(client, path, options["challenge"])

    def _send(self, client: Client, path: str, challenge: str) -> None:
        asked, about = self._asked("webauthn.get", challenge), self._about(_PRESENT_VERIFIED)
        signed = about + hashlib.sha256(_bytes(asked)).digest()
        response = {
            "clientDataJSON": asked,
            "authenticatorData": _text(about),
            "signature": _text(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": self._user,
        }
        client.post(path, {"credential": self._answer(response)}, headers={"host": HOST})

    def _answer(self, response: dict[str, str]) -> str:
        own = _text(self._id)
        extensions = {"credProps": {"rk": True}}
        answer: dict[str, Any] = {"id": own, "rawId": own, "type": "public-key"}
        return json.dumps({**answer, "clientExtensionResults": extensions, "response": response})

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + struct.pack(">I", 0)

    def _asked(self, kind: str, challenge: str) -> str:
        asked = {"type": kind, "challenge": challenge, "origin": f"http://{HOST}"}
        return _text(json.dumps(asked).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
