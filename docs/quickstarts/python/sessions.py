"""Sessions are kept here, and known to the browser by a random name alone. Where several processes
serve one application they belong into a store that all of them share."""

import secrets
import threading
import time

from flask import g, request

from gateway import PORT, SECURE

# All ports of localhost share their cookies: there the name carries the port.
COOKIE = "__Host-session" if SECURE else f"session-{PORT}"
IDLE, LONGEST = 30 * 60, 12 * 60 * 60

sessions = {}


class Session:
    def __init__(self, **more):
        self.name = secrets.token_urlsafe(32)
        self.begun = self.used = time.monotonic()
        self.visits = {}
        self.person = None
        self.leaving = None
        # One refresh at a time: the token is replaced at each use, and of two uses one is refused.
        self.lock = threading.Lock()
        self.__dict__.update(more)
        sessions[self.name] = self
        # A new name each time: whoever knew the old one knows nothing.
        g.new_session = self.name

    def over(self):
        now = time.monotonic()
        return now > self.used + IDLE or now > self.begun + LONGEST

    def keep(self, tokens, claims):
        self.acr = claims["acr"]
        self.id_token = tokens.get("id_token", getattr(self, "id_token", None))
        self.refresh_token = tokens.get("refresh_token", getattr(self, "refresh_token", None))
        self.until = time.monotonic() + tokens.get("expires_in", 0)


def current():
    for name, session in list(sessions.items()):
        if session.over():
            sessions.pop(name, None)
    session = sessions.get(request.cookies.get(COOKIE))
    if session:
        session.used = time.monotonic()
    return session


def end_by_sid(sid):
    """Ends every session that somebody has by this session of the gateway."""
    for name, session in list(sessions.items()):
        if session.person and session.person["sid"] == sid:
            sessions.pop(name, None)
