package main

import (
	"html/template"
	"log"
	"net/http"
)

var page = template.Must(template.New("page").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quickstart</title></head>
<body><main><h1>Quickstart</h1><p>{{.Words}}</p>
{{with .Person}}<p>Signed in as <b>{{.Name}}</b></p>
<dl><dt>sub</dt><dd><code>{{.Sub}}</code></dd>
<dt>acr</dt><dd><code>{{.Acr}}</code></dd></dl>
<p><a href="/important">What needs level 2</a></p>
<form method="post" action="/logout"><button>Sign out</button></form>
{{else}}<p><a href="/login">Sign in with Songhua</a></p>{{end}}</main></body></html>`))

func write(w http.ResponseWriter, status int, words string, who *person) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := page.Execute(w, struct {
		Words  string
		Person *person
	}{words, who}); err != nil {
		log.Print(err)
	}
}

func harden(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		// form-action names the gateway: signing out is a form, and what follows a form counts as part of it.
		h.Set("Content-Security-Policy",
			"default-src 'none'; form-action 'self' "+issuer+"; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
