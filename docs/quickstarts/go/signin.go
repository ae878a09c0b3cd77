package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Sends the browser to the gateway; `level` is what the person has to reach.
func begin(w http.ResponseWriter, r *http.Request, s *session, level int, to string) error {
	at, err := gateway(r.Context())
	if err != nil {
		return err
	}
	if s == nil {
		s = newSession(w)
	}
	v := visit{verifier: oauth2.GenerateVerifier(), nonce: random(), level: level, to: to}
	state := random()
	s.expect(state, v)
	options := []oauth2.AuthCodeOption{oidc.Nonce(v.nonce), oauth2.S256ChallengeOption(v.verifier)}
	if level > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", fmt.Sprintf("urn:songhua:acr:%d", level)))
	}
	http.Redirect(w, r, at.oauth.AuthCodeURL(state, options...), http.StatusSeeOther)
	return nil
}

func callback(w http.ResponseWriter, r *http.Request, s *session) error {
	query := r.URL.Query()
	v, ok := s.take(query.Get("state"))
	if !ok {
		return told{http.StatusBadRequest, "This sign-in was not begun in this browser, or it is done."}
	}
	// RFC 9207: not looked at by the libraries.
	if query.Get("iss") != issuer {
		return told{http.StatusBadRequest, "This answer is not from the gateway."}
	}
	if query.Has("error") {
		return told{http.StatusForbidden, "You did not sign in."}
	}
	at, err := gateway(r.Context())
	if err != nil {
		return err
	}
	ctx := oidc.ClientContext(r.Context(), asking)
	tokens, err := at.oauth.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(v.verifier))
	if err != nil {
		return err
	}
	raw, said, err := at.idToken(ctx, tokens, v.nonce)
	if err != nil {
		return err
	}
	// What was asked for stood in the browser's address; what was reached is signed.
	if levelOf(said.Acr) < v.level {
		return told{http.StatusForbidden,
			fmt.Sprintf("This page needs level %d; your sign-in has not reached it.", v.level)}
	}
	// No ReuseTokenSource here: a refresh is ours to do, one at a time.
	info, err := at.provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return away{err}
	}
	var name struct{ Name string }
	if err := info.Claims(&name); err != nil {
		return err
	}
	if info.Subject != said.Subject {
		return refused
	}
	s.end()
	newSession(w).begin(&person{
		Sub: said.Subject, Name: or(name.Name, "somebody"), Acr: said.Acr,
		sid: said.Sid, idToken: raw, refreshToken: tokens.RefreshToken, until: tokens.Expiry,
	})
	// Whole: an address that begins with // would be another site's.
	http.Redirect(w, r, baseURL+v.to, http.StatusSeeOther)
	return nil
}

// Who is signed in, with an access token that is still good; nil for a stranger.
func signedIn(ctx context.Context, s *session) (*person, error) {
	if s == nil {
		return nil, nil
	}
	// One refresh at a time: the token is replaced at each use, and of two uses one is refused.
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	now := s.who()
	if now == nil || time.Now().Before(now.until) {
		return now, nil
	}
	next, err := refresh(ctx, *now)
	if err == nil {
		s.begin(next)
		return next, nil
	}
	// The gateway's word that it is over, or a token that is none: sign in again. When it is only away,
	// the session waits for it.
	if isAway(err) {
		return nil, err
	}
	s.end()
	return nil, told{http.StatusUnauthorized, "Your sign-in has ended. Please sign in again."}
}

func refresh(ctx context.Context, now person) (*person, error) {
	at, err := gateway(ctx)
	if err != nil {
		return nil, err
	}
	// A browser that goes away must not lose us the token that comes back.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), asking)
	tokens, err := at.oauth.TokenSource(ctx, &oauth2.Token{RefreshToken: now.refreshToken}).Token()
	if err != nil {
		return nil, err
	}
	now.refreshToken, now.until = tokens.RefreshToken, tokens.Expiry
	if _, ok := tokens.Extra("id_token").(string); ok {
		raw, said, err := at.idToken(ctx, tokens, "")
		if err != nil {
			return nil, err
		}
		if said.Subject != now.Sub {
			return nil, refused
		}
		now.idToken, now.Acr = raw, said.Acr
	}
	return &now, nil
}
