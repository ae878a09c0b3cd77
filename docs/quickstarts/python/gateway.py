"""The gateway: what this program is told of it, and the checks of its tokens."""

import os
import re
import sys
import threading
import time

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

try:
    ISSUER, CLIENT_ID, CLIENT_SECRET = (
        os.environ[name] for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    )
except KeyError as missing:
    sys.exit(f"Set {missing}: ISSUER, CLIENT_ID and CLIENT_SECRET; PORT and BASE_URL may be set too.")
PORT = int(os.environ.get("PORT", "8080"))
BASE_URL = os.environ.get("BASE_URL", f"http://localhost:{PORT}")
SECURE = BASE_URL.startswith("https:")
if not ISSUER.startswith(("https:", "http://localhost")):
    sys.exit("Plain http is for a sandbox on this machine only.")

LEEWAY = 60
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Told(Exception):
    """What a person is told instead of a page."""

    def __init__(self, status, words):
        super().__init__(words)
        self.status = status


def level_of(acr):
    """0 to 4, or -1 for what is no level: compared as numbers, never as text."""
    found = re.fullmatch(r"urn:songhua:acr:([0-4])", str(acr))
    return int(found[1]) if found else -1


class Gateway:
    def __init__(self):
        self.metadata = None
        self.keys = None
        self.keys_at = 0.0
        self.lock = threading.Lock()

    def __getitem__(self, name):
        with self.lock:
            if self.metadata is None:
                found = self.fetch(f"{ISSUER}/.well-known/openid-configuration")
                if found.get("issuer") != ISSUER:
                    raise Told(503, "Another gateway answers at this address.")
                self.metadata = found
        return self.metadata[name]

    @staticmethod
    def fetch(address, authorization=None):
        headers = {"Authorization": authorization} if authorization else {}
        answer = requests.get(address, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def key_set(self, older_than=0.0):
        """The keys, taken anew where they are older than that moment."""
        address = self["jwks_uri"]
        with self.lock:
            if self.keys is None or self.keys_at <= older_than:
                self.keys = KeySet.import_key_set(self.fetch(address))
                self.keys_at = time.monotonic()
            return self.keys

    def verified(self, token):
        """Header and claims of a token that the gateway has signed; JoseError for any other."""
        try:
            return jwt.decode(token, self.key_set(), algorithms=["ES256"])
        except InvalidKeyIdError:
            # Keys rotate: a new one is looked for, but nobody makes us ask for it without end.
            return jwt.decode(token, self.key_set(time.monotonic() - 2), algorithms=["ES256"])


gateway = Gateway()


def client():
    return OAuth2Session(
        CLIENT_ID,
        CLIENT_SECRET,
        scope="openid profile",
        redirect_uri=f"{BASE_URL}/callback",
        token_endpoint_auth_method="client_secret_basic",
        code_challenge_method="S256",
        default_timeout=10,
    )


def id_token_of(tokens, nonce=None):
    """The claims of a verified ID token (OpenID Connect Core 1.0 §3.1.3.7)."""
    if "id_token" not in tokens:
        raise Told(400, "The sign-in was refused. Please begin anew.")
    token = gateway.verified(tokens["id_token"])
    options = {
        "iss": {"essential": True, "value": ISSUER},
        # Without this the library takes a token for somebody else that has no azp to compare.
        "aud": {"essential": True, "value": CLIENT_ID},
        "acr": {"essential": True},
        "sid": {"essential": True},
    }
    params = {"client_id": CLIENT_ID, "nonce": nonce, "access_token": tokens["access_token"]}
    claims = CodeIDToken(token.claims, token.header, options, params)
    claims.validate(leeway=LEEWAY)
    return claims


def sid_of_logout(token):
    """Whose session a logout token ends; None for any other token (Back-Channel Logout 1.0 §2.6)."""
    try:
        token = gateway.verified(token)
        claims, now = token.claims, time.time()
        good = (
            token.header.get("typ") == "logout+jwt"
            and claims.get("iss") == ISSUER
            and claims.get("aud") in (CLIENT_ID, [CLIENT_ID])
            and now - 300 - LEEWAY <= claims.get("iat", 0) <= now + LEEWAY
            and now - LEEWAY <= claims.get("exp", 0)
            and isinstance(claims.get("events", {}).get(LOGOUT_EVENT), dict)
            and "nonce" not in claims
            and isinstance(claims.get("sid"), str)
        )
    except (JoseError, ValueError, TypeError, AttributeError) as fault:
        if isinstance(fault, requests.RequestException):
            raise
        return None
    return claims["sid"] if good else None
