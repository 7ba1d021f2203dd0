"""The server's side of SCRAM-SHA-256 for one user (RFC 5802, RFC 7677, and how MongoDB carries it: saslStart, saslContinue)."""

import base64
import hashlib
import hmac
import os

ROUNDS = 15000


class Refused(Exception):
    """Wrong name, password or form; whoever asks is not told which."""


class Scram:
    """One conversation on one connection."""

    def __init__(self, name, password):
        self.name = name
        self.salt = os.urandom(28)
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), self.salt, ROUNDS)
        self.stored_key = hashlib.sha256(self.sign(salted, "Client Key")).digest()
        self.server_key = self.sign(salted, "Server Key")

    def start(self, payload):
        self.client_first = payload.decode().removeprefix("n,,")
        fields = self.fields(self.client_first)
        self.known = fields["n"] == self.name
        self.nonce = fields["r"] + base64.b64encode(os.urandom(18)).decode()
        self.server_first = f"r={self.nonce},s={base64.b64encode(self.salt).decode()},i={ROUNDS}"
        return self.server_first.encode()

    def finish(self, payload):
        without_proof, proof = payload.decode().rsplit(",p=", 1)
        said = f"{self.client_first},{self.server_first},{without_proof}"
        client_key = bytes(a ^ b for a, b in zip(base64.b64decode(proof), self.sign(self.stored_key, said)))
        proven = hmac.compare_digest(hashlib.sha256(client_key).digest(), self.stored_key)
        if not (self.known and proven and self.fields(without_proof)["r"] == self.nonce):
            raise Refused
        return b"v=" + base64.b64encode(self.sign(self.server_key, said))

    @staticmethod
    def fields(text):
        return dict(field.split("=", 1) for field in text.split(","))

    @staticmethod
    def sign(key, text):
        return hmac.digest(key, text.encode(), "sha256")
