// A department's application that signs people in through Songhua, with go-oidc. What the libraries do by
// themselves is left to them; what they do not do is written out here: iss beside the code, the nonce, the
// level, sessions, the receipt of a sign-out, and what a page says when something is refused.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

var (
	issuer       = os.Getenv("ISSUER")
	clientID     = os.Getenv("CLIENT_ID")
	clientSecret = os.Getenv("CLIENT_SECRET")
	port         = or(os.Getenv("PORT"), "8080")
	baseURL      = or(os.Getenv("BASE_URL"), "http://localhost:"+port)
	secure       = strings.HasPrefix(baseURL, "https:")
)

func or(value, instead string) string {
	if value == "" {
		return instead
	}
	return value
}

func main() {
	if issuer == "" || clientID == "" || clientSecret == "" {
		log.Fatal("Set ISSUER, CLIENT_ID and CLIENT_SECRET; PORT and BASE_URL may be set too.")
	}
	if !strings.HasPrefix(issuer, "https:") && !strings.HasPrefix(issuer, "http://localhost") {
		log.Fatal("Plain http is for a sandbox on this machine only.")
	}
	routes := http.NewServeMux()
	routes.Handle("GET /{$}", handler(home))
	routes.Handle("GET /login", handler(login))
	routes.Handle("GET /callback", handler(callback))
	routes.Handle("GET /important", handler(important))
	routes.Handle("POST /logout", handler(logout))
	routes.HandleFunc("POST /backchannel-logout", backchannelLogout)
	routes.Handle("/", handler(func(http.ResponseWriter, *http.Request, *session) error {
		return told{http.StatusNotFound, "There is no such page."}
	}))
	go sweep()
	log.Printf("Open %s/", baseURL)
	server := &http.Server{
		Addr: "127.0.0.1:" + port, Handler: harden(routes), ReadHeaderTimeout: 10 * time.Second,
	}
	log.Fatal(server.ListenAndServe())
}

// What a person is told instead of a page.
type told struct {
	status int
	words  string
}

func (t told) Error() string { return t.words }

var refused = told{http.StatusBadRequest, "The sign-in was refused. Please begin anew."}

// A page for the browser of this session, which is nil for a stranger. What it returns is told: every
// fault ends as a page that a person can read, and what it was goes to the log, without any token.
func handler(page func(http.ResponseWriter, *http.Request, *session) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := page(w, r, sessionOf(r))
		var say told
		switch {
		case err == nil:
		case errors.As(err, &say):
			write(w, say.status, say.words, nil)
		case isAway(err):
			log.Printf("the gateway is away: %v", kindOf(err))
			write(w, http.StatusServiceUnavailable, "Signing in is not possible now. Come back later.", nil)
		default:
			log.Printf("refused: %v", kindOf(err))
			write(w, refused.status, refused.words, nil)
		}
	})
}

func home(w http.ResponseWriter, r *http.Request, s *session) error {
	words := ""
	if s != nil && s.leaving != "" && r.URL.Query().Get("state") == s.leaving {
		words = "You are signed out."
	}
	person, err := signedIn(r.Context(), s)
	if err == nil {
		write(w, http.StatusOK, words, person)
	}
	return err
}

func login(w http.ResponseWriter, r *http.Request, s *session) error {
	// Somebody else may begin a sign-in (OpenID Connect Core 1.0 §4), but lead nobody elsewhere.
	if or(r.URL.Query().Get("iss"), issuer) != issuer {
		return told{http.StatusBadRequest, "This is not the gateway that is used here."}
	}
	to := "/"
	if target := r.URL.Query().Get("target_link_uri"); strings.HasPrefix(target, baseURL+"/") {
		to = strings.TrimPrefix(target, baseURL)
	}
	return begin(w, r, s, 0, to)
}

func important(w http.ResponseWriter, r *http.Request, s *session) error {
	person, err := signedIn(r.Context(), s)
	if err != nil {
		return err
	}
	if person == nil || levelOf(person.Acr) < 2 {
		return begin(w, r, s, 2, "/important")
	}
	write(w, http.StatusOK, "This page needs level 2.", person)
	return nil
}

// Here first, then everywhere: the gateway asks the person, tells all applications, and sends them back.
func logout(w http.ResponseWriter, r *http.Request, s *session) error {
	if origin := r.Header.Get("Origin"); origin != "" && origin != baseURL {
		return told{http.StatusForbidden, "This was sent from another site."}
	}
	hint := s.end()
	if hint == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	at, err := gateway(r.Context())
	if err != nil {
		return err
	}
	left := newSession(w)
	left.leaving = random()
	query := url.Values{
		"id_token_hint":            {hint},
		"post_logout_redirect_uri": {baseURL + "/"},
		"state":                    {left.leaving},
	}
	http.Redirect(w, r, at.endSession+"?"+query.Encode(), http.StatusSeeOther)
	return nil
}

// From the gateway's server, without any cookie (OpenID Connect Back-Channel Logout 1.0 §2.6).
func backchannelLogout(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64*1024)
	ctx, enough := context.WithTimeout(r.Context(), 4*time.Second)
	defer enough()
	sid, err := loggedOut(ctx, r.PostFormValue("logout_token"))
	switch {
	case err == nil:
		endBySid(sid)
		w.WriteHeader(http.StatusOK)
	case isAway(err):
		// The keys cannot be had: the gateway is to try again.
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusBadRequest)
	}
}
