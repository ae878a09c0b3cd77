package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const leeway = time.Minute

// Songhua as its discovery document says it.
type songhua struct {
	provider   *oidc.Provider
	oauth      oauth2.Config
	verifier   *oidc.IDTokenVerifier
	endSession string
}

var (
	found   *songhua
	finding sync.Mutex
	asking  = &http.Client{Timeout: 10 * time.Second}
)

// Discovered at the first need, so that this starts while the gateway is away.
func gateway(ctx context.Context) (*songhua, error) {
	finding.Lock()
	defer finding.Unlock()
	if found != nil {
		return found, nil
	}
	// The provider keeps its client for the key set too, and must outlive this request.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), asking), issuer)
	if err != nil {
		return nil, away{err}
	}
	var more struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, err
	}
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	found = &songhua{
		provider: provider,
		oauth: oauth2.Config{
			ClientID: clientID, ClientSecret: clientSecret, Endpoint: endpoint,
			RedirectURL: baseURL + "/callback", Scopes: []string{oidc.ScopeOpenID, "profile"},
		},
		verifier: provider.Verifier(&oidc.Config{
			ClientID: clientID, SupportedSigningAlgs: []string{oidc.ES256},
			// The library allows a clock no tolerance.
			Now: func() time.Time { return time.Now().Add(-leeway) },
		}),
		endSession: more.EndSession,
	}
	return found, nil
}

type claims struct {
	Subject string `json:"sub"`
	Sid     string `json:"sid"`
	Acr     string `json:"acr"`
}

// The claims of a verified ID token (OpenID Connect Core 1.0 §3.1.3.7); `nonce` is empty at a refresh.
func (at *songhua) idToken(ctx context.Context, tokens *oauth2.Token, nonce string) (string, *claims, error) {
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return "", nil, refused
	}
	token, err := at.verifier.Verify(ctx, raw)
	if err != nil {
		return "", nil, err
	}
	// The library leaves the nonce, and the time of issue, to us.
	if nonce != "" && token.Nonce != nonce {
		return "", nil, errors.New("another nonce")
	}
	if token.IssuedAt.After(time.Now().Add(leeway)) {
		return "", nil, errors.New("issued in the future")
	}
	said := &claims{}
	if err := token.Claims(said); err != nil {
		return "", nil, err
	}
	if said.Sid == "" {
		return "", nil, errors.New("no sid")
	}
	return raw, said, nil
}

// Whose session a logout token ends; an error for any other token. The library checks signature, issuer,
// audience, exp, events and that there is no nonce; typ and iat are left to us.
func loggedOut(ctx context.Context, raw string) (string, error) {
	at, err := gateway(ctx)
	if err != nil {
		return "", err
	}
	token, err := at.verifier.VerifyLogout(ctx, raw)
	if err != nil {
		return "", err
	}
	var header struct {
		Type string `json:"typ"`
	}
	first, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.DecodeString(first)
	if err != nil || json.Unmarshal(text, &header) != nil || header.Type != "logout+jwt" {
		return "", errors.New("not a logout token")
	}
	if age := time.Since(token.IssuedAt); age > 5*time.Minute+leeway || age < -leeway {
		return "", errors.New("issued at another time")
	}
	if token.SessionID == "" {
		return "", errors.New("no sid")
	}
	return token.SessionID, nil
}

var acr = regexp.MustCompile(`^urn:songhua:acr:([0-4])$`)

// 0 to 4, or -1 for what is no level: compared as numbers, never as text.
func levelOf(text string) int {
	if found := acr.FindStringSubmatch(text); found != nil {
		return int(found[1][0] - '0')
	}
	return -1
}

// No answer, or none that says anything.
type away struct{ error }

func (a away) Unwrap() error { return a.error }

// Not a refusal: no answer, or one of 500 and above.
func isAway(err error) bool {
	var gone away
	var answer *oauth2.RetrieveError
	var network net.Error
	var address *url.Error
	if errors.As(err, &answer) {
		return answer.Response.StatusCode >= 500
	}
	return errors.As(err, &gone) || errors.As(err, &network) || errors.As(err, &address)
}

// For the log: an error of the token endpoint has its whole answer in its text.
func kindOf(err error) string {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) {
		return fmt.Sprintf("%d %s", answer.Response.StatusCode, answer.ErrorCode)
	}
	return err.Error()
}
