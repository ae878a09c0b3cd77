package main

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

// Kept here, and known to the browser by a random name alone. Where several processes serve one
// application they belong into a store that all of them share.
var (
	sessions = map[string]*session{}
	all      sync.Mutex
)

const (
	idle    = 30 * time.Minute
	longest = 12 * time.Hour
)

// All ports of localhost share their cookies: there the name carries the port.
func cookieName() string {
	if secure {
		return "__Host-session"
	}
	return "session-" + port
}

// A sign-in that was begun, by its state.
type visit struct {
	verifier, nonce, to string
	level               int
}

type person struct {
	Sub, Name, Acr             string
	sid, idToken, refreshToken string
	until                      time.Time
}

type session struct {
	name        string
	begun, used time.Time
	visits      map[string]visit
	person      *person
	leaving     string
	refreshing  sync.Mutex
}

func random() string { return rand.Text() }

// A new name each time: whoever knew the old one knows nothing.
func newSession(w http.ResponseWriter) *session {
	now := time.Now()
	s := &session{name: random(), begun: now, used: now, visits: map[string]visit{}}
	all.Lock()
	sessions[s.name] = s
	all.Unlock()
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(), Value: s.name, Path: "/",
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
	return s
}

func sessionOf(r *http.Request) *session {
	cookie, err := r.Cookie(cookieName())
	if err != nil {
		return nil
	}
	all.Lock()
	defer all.Unlock()
	s := sessions[cookie.Value]
	if s == nil || s.over() {
		return nil
	}
	s.used = time.Now()
	return s
}

func (s *session) over() bool {
	return time.Since(s.used) > idle || time.Since(s.begun) > longest
}

func (s *session) expect(state string, v visit) {
	all.Lock()
	defer all.Unlock()
	// Somebody may have several tabs, but not any number of them.
	for old := range s.visits {
		if len(s.visits) < 20 {
			break
		}
		delete(s.visits, old)
	}
	s.visits[state] = v
}

// The sign-in of this state, once.
func (s *session) take(state string) (visit, bool) {
	if s == nil {
		return visit{}, false
	}
	all.Lock()
	defer all.Unlock()
	v, ok := s.visits[state]
	delete(s.visits, state)
	return v, ok
}

func (s *session) who() *person {
	all.Lock()
	defer all.Unlock()
	if sessions[s.name] != s {
		return nil
	}
	return s.person
}

func (s *session) begin(p *person) {
	all.Lock()
	defer all.Unlock()
	s.person = p
}

// Ends it, and gives the ID token of whoever was signed in.
func (s *session) end() string {
	if s == nil {
		return ""
	}
	all.Lock()
	defer all.Unlock()
	delete(sessions, s.name)
	if s.person == nil {
		return ""
	}
	return s.person.idToken
}

func endBySid(sid string) {
	all.Lock()
	defer all.Unlock()
	for name, s := range sessions {
		if s.person != nil && s.person.sid == sid {
			delete(sessions, name)
		}
	}
}

func sweep() {
	for range time.Tick(time.Minute) {
		all.Lock()
		for name, s := range sessions {
			if s.over() {
				delete(sessions, name)
			}
		}
		all.Unlock()
	}
}
