"""A department's application that signs people in through Songhua, with Authlib.

What the library does by itself is left to it; what it does not do is written out here: `iss` beside the
code, the audience of the ID token, the level, sessions, the receipt of a sign-out, and what a page says
when something is refused.
"""

import logging
import secrets
import time

import requests
from authlib.integrations.base_client import OAuthError
from flask import Flask, g, make_response, redirect, render_template_string, request
from joserfc.errors import JoseError
from waitress import serve
from werkzeug.exceptions import HTTPException

from gateway import BASE_URL, ISSUER, PORT, SECURE, Told, client, gateway, id_token_of, level_of
from gateway import sid_of_logout
from sessions import COOKIE, Session, current, end_by_sid, sessions

app = Flask(__name__)


# --- Signing in.


def begin(session, level, to):
    """Sends the browser to the gateway; `level` is what the person has to reach."""
    session = session or Session()
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    more = {"acr_values": f"urn:songhua:acr:{level}"} if level > 0 else {}
    address, state = client().create_authorization_url(
        gateway["authorization_endpoint"],
        state=secrets.token_urlsafe(24),
        code_verifier=verifier,
        nonce=nonce,
        **more,
    )
    # Somebody may have several tabs, but not any number of them.
    if len(session.visits) >= 20:
        session.visits.pop(next(iter(session.visits)))
    session.visits[state] = {"verifier": verifier, "nonce": nonce, "level": level, "to": to}
    return redirect(address, 303)


@app.get("/callback")
def callback():
    session = current()
    state = request.args.get("state", "")
    visit = session.visits.pop(state, None) if session else None
    if not visit:
        raise Told(400, "This sign-in was not begun in this browser, or it is done.")
    # RFC 9207: not looked at by the library.
    if request.args.get("iss") != ISSUER:
        raise Told(400, "This answer is not from the gateway.")
    if "error" in request.args:
        raise Told(403, "You did not sign in.")
    with client() as at:
        tokens = at.fetch_token(
            gateway["token_endpoint"],
            grant_type="authorization_code",
            code=request.args.get("code", ""),
            code_verifier=visit["verifier"],
        )
    claims = id_token_of(tokens, visit["nonce"])
    # What was asked for stood in the browser's address; what was reached is signed.
    if level_of(claims["acr"]) < visit["level"]:
        raise Told(403, f"This page needs level {visit['level']}; your sign-in has not reached it.")
    # Not with the library's session, which takes a token of less than a minute for an expired one.
    info = gateway.fetch(gateway["userinfo_endpoint"], f"Bearer {tokens['access_token']}")
    if info.get("sub") != claims["sub"]:
        raise Told(400, "The sign-in was refused. Please begin anew.")
    sessions.pop(session.name, None)
    person = {"sub": claims["sub"], "sid": claims["sid"], "name": info.get("name", "somebody")}
    Session(person=person).keep(tokens, claims)
    # Whole: an address that begins with // would be another site's.
    return redirect(BASE_URL + visit["to"], 303)


def signed_in(session):
    """The session of somebody who is signed in, with an access token that is still good."""
    if not session or not session.person:
        return None
    with session.lock:
        if sessions.get(session.name) is not session:
            return None
        if time.monotonic() >= session.until:
            refresh(session)
    return session


def refresh(session):
    try:
        with client() as at:
            tokens = at.refresh_token(
                gateway["token_endpoint"], refresh_token=session.refresh_token
            )
        claims = id_token_of(tokens) if "id_token" in tokens else {"acr": session.acr}
        if claims.get("sub", session.person["sub"]) != session.person["sub"]:
            raise Told(401, "Your sign-in has ended. Please sign in again.")
        session.keep(tokens, claims)
    except (OAuthError, JoseError, Told) as fault:
        # The gateway's word that it is over, or a token that is none: sign in again. When it is only
        # away (requests.RequestException), the session waits for it.
        sessions.pop(session.name, None)
        logging.error("no refresh: %s", getattr(fault, "error", type(fault).__name__))
        raise Told(401, "Your sign-in has ended. Please sign in again.") from fault


# --- Signing out.


@app.post("/logout")
def logout():
    """Here first, then everywhere: the gateway asks the person, tells all applications, and sends them back."""
    session = current()
    if request.headers.get("Origin", BASE_URL) != BASE_URL:
        raise Told(403, "This was sent from another site.")
    if not session or not session.person:
        return redirect("/", 303)
    sessions.pop(session.name, None)
    left = Session(leaving=secrets.token_urlsafe(24))
    query = {
        "id_token_hint": session.id_token,
        "post_logout_redirect_uri": f"{BASE_URL}/",
        "state": left.leaving,
    }
    address = requests.Request("GET", gateway["end_session_endpoint"], params=query).prepare().url
    return redirect(address, 303)


@app.post("/backchannel-logout")
def backchannel_logout():
    """From the gateway's server, without any cookie (OpenID Connect Back-Channel Logout 1.0 §2.6)."""
    try:
        sid = sid_of_logout(request.form.get("logout_token", ""))
    except requests.RequestException:
        # The keys cannot be had: the gateway is to try again.
        return "", 503
    if sid is None:
        return "", 400
    end_by_sid(sid)
    return "", 200


# --- The pages.

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quickstart</title></head>
<body><main><h1>Quickstart</h1><p>{{ words }}</p>
{% if session %}<p>Signed in as <b>{{ session.person.name }}</b></p>
<dl><dt>sub</dt><dd><code>{{ session.person.sub }}</code></dd>
<dt>acr</dt><dd><code>{{ session.acr }}</code></dd></dl>
<p><a href="/important">What needs level 2</a></p>
<form method="post" action="/logout"><button>Sign out</button></form>
{% else %}<p><a href="/login">Sign in with Songhua</a></p>{% endif %}</main></body></html>"""


def page(words="", session=None, status=200):
    return make_response(render_template_string(PAGE, words=words, session=session), status)


@app.get("/")
def home():
    session = current()
    left = session and session.leaving and request.args.get("state") == session.leaving
    return page("You are signed out." if left else "", signed_in(session))


@app.get("/login")
def login():
    # Somebody else may begin a sign-in (OpenID Connect Core 1.0 §4), but lead nobody elsewhere.
    if request.args.get("iss", ISSUER) != ISSUER:
        raise Told(400, "This is not the gateway that is used here.")
    target = request.args.get("target_link_uri", "")
    own = target.removeprefix(BASE_URL) if target.startswith(f"{BASE_URL}/") else "/"
    return begin(current(), 0, own)


@app.get("/important")
def important():
    session = current()
    person = signed_in(session)
    if not person or level_of(person.acr) < 2:
        return begin(session, 2, "/important")
    return page("This page needs level 2.", person)


@app.errorhandler(Exception)
def tell(fault):
    """Every fault ends as a page that a person can read; what it was goes to the log, without any token."""
    if isinstance(fault, Told):
        return page(str(fault), status=fault.status)
    if isinstance(fault, HTTPException):
        return page("There is no such page.", status=fault.code)
    if isinstance(fault, requests.RequestException):
        logging.error("the gateway is away: %s", type(fault).__name__)
        return page("Signing in is not possible now. Come back later.", status=503)
    logging.error("refused: %s", getattr(fault, "error", type(fault).__name__))
    return page("The sign-in was refused. Please begin anew.", status=400)


@app.after_request
def harden(response):
    if "new_session" in g:
        response.set_cookie(COOKIE, g.new_session, httponly=True, samesite="Lax", secure=SECURE)
    # form-action names the gateway: signing out is a form, and what follows a form counts as part of it.
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; form-action 'self' {ISSUER}; frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    if SECURE:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


if __name__ == "__main__":
    print(f"Open {BASE_URL}/", flush=True)
    serve(app, host="127.0.0.1", port=PORT)
