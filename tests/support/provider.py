"""Somebody else's sign-in on the loopback: a provider of OpenID Connect and a learning platform of LTI 1.3 in one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_KEY = "the-key"


@dataclass
class Provider:
    """Everybody who comes is the person whose `claims` are set.

    `key` signs a launch; `known_key` is what it publishes for it, and `issuer` what it calls itself there, where those differ.
    """

    address: str
    client: str
    secret: str
    claims: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    known_key: rsa.RSAPrivateKey | None = None
    codes: list[str] = field(default_factory=list)

    def launched(self, asked: dict[str, str], tool: str) -> dict[str, str]:
        """The form that the platform has the browser post to the tool's redirect address."""
        now = int(time.time())
        token = {
            "iss": self.issuer or self.address, "aud": self.client, "iat": now, "exp": now + 60, "nonce": asked["nonce"],
            "sub": "4711", f"{_CLAIM}version": "1.3.0", f"{_CLAIM}deployment_id": "1", f"{_CLAIM}roles": [],
            f"{_CLAIM}target_link_uri": tool, f"{_CLAIM}message_type": "LtiResourceLinkRequest",
            f"{_CLAIM}resource_link": {"id": "1"}, f"{_CLAIM}custom": self.claims,
        }  # fmt: skip
        return {
            "state": asked["state"],
            "id_token": jwt.encode(token, self.key, "RS256", headers={"kid": _KEY}),
        }

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, Any]:
        """What the hub, or a browser that it sent here, is answered: a status with what is said, or where to go next."""
        match path:
            case "/auth":
                if (asked["client_id"], asked["response_type"]) != (self.client, "code"):
                    return 400, {"error": "unauthorized_client"}
                self.codes.append(f"code-{len(self.codes)}")
                back = {"code": self.codes[-1], "state": asked["state"]}
                return 302, f"{asked['redirect_uri']}?{urlencode(back)}"
            case "/token":
                told = (asked.get("client_id"), asked.get("client_secret"), asked.get("code") in self.codes)
                if told != (self.client, self.secret, True):
                    return 401, {"error": "invalid_client"}
                return 200, {"access_token": "the-token", "token_type": "Bearer"}
            case "/userinfo":
                return 200, {"sub": "4711", **self.claims}
            case "/certs":
                public = (self.known_key or self.key).public_key()
                return 200, {"keys": [jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True) | {"kid": _KEY}]}
        return 404, {}


@contextmanager
def provider(client: str, secret: str) -> Iterator[Provider]:
    """One that knows this client, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = self.rfile.read(length).decode() if length else urlsplit(self.path).query
            status, said = running.answer(
                urlsplit(self.path).path, {key: values[0] for key, values in parse_qs(asked).items()}
            )
            self.send_response(status)
            if status == 302:
                self.send_header("Location", said)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            if status != 302:
                self.wfile.write(json.dumps(said).encode())

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        running = Provider(f"http://127.0.0.1:{server.server_port}", client, secret)
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
