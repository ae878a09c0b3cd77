package songhua;

import jakarta.servlet.http.HttpSession;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** What people see. A real application has templates here. */
@RestController
class Pages {
    private static final String BEGIN = "<p><a href=\"/oauth2/authorization/songhua\">Sign in with Songhua</a></p>";

    @GetMapping("/")
    ResponseEntity<String> home(@AuthenticationPrincipal OidcUser person, CsrfToken csrf) {
        return person == null ? page(200, "<h1>Welcome</h1>" + BEGIN) : page(200, "<h1>Welcome</h1>" + about(person, csrf));
    }

    /** Security lets nobody in here whose ID token says less than level 2. */
    @GetMapping("/important")
    ResponseEntity<String> important(@AuthenticationPrincipal OidcUser person, CsrfToken csrf) {
        return page(200, "<h1>Something important</h1>" + about(person, csrf));
    }

    @GetMapping("/problem")
    ResponseEntity<String> problem(HttpSession session) {
        String code = String.valueOf(session.getAttribute("problem"));
        String words = switch (code) {
            case "access_denied" -> "You did not agree, so nobody was signed in.";
            case "level_too_low", "unmet_authentication_requirements" -> "This needs a higher level than you have shown.";
            default -> "The sign-in did not succeed. Please try again, later if need be.";
        };
        return page(400, "<h1>Not signed in</h1><p>" + words + " (" + HtmlUtils.htmlEscape(code) + ")</p>" + BEGIN);
    }

    private static String about(OidcUser person, CsrfToken csrf) {
        String name = person.getFullName() == null ? "" : person.getFullName();
        return "<p>" + HtmlUtils.htmlEscape(name) + "</p><p>" + HtmlUtils.htmlEscape(person.getSubject()) + "</p><p>"
                + HtmlUtils.htmlEscape(String.valueOf(person.getIdToken().getClaimAsString("acr"))) + "</p>"
                + "<p><a href=\"/important\">Something important</a></p>"
                + "<form method=\"post\" action=\"/logout\"><input type=\"hidden\" name=\"" + csrf.getParameterName()
                + "\" value=\"" + csrf.getToken() + "\"><button>Sign out</button></form>";
    }

    private static ResponseEntity<String> page(int status, String main) {
        return ResponseEntity.status(status).contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .body("<!doctype html><html lang=\"en\"><title>Quickstart</title><main>" + main + "</main></html>");
    }
}
