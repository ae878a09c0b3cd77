package songhua;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** `/oauth2/authorization/songhua?level=2` asks the gateway for level 2, and notes that it did. */
final class AskForLevel implements OAuth2AuthorizationRequestResolver {
    static final String ASKED = "asked";
    private final OAuth2AuthorizationRequestResolver usual;

    AskForLevel(ClientRegistrationRepository registrations) {
        usual = new DefaultOAuth2AuthorizationRequestResolver(registrations, "/oauth2/authorization");
    }

    @Override
    public OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return asking(request, usual.resolve(request));
    }

    @Override
    public OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
        return asking(request, usual.resolve(request, registration));
    }

    private OAuth2AuthorizationRequest asking(HttpServletRequest request, OAuth2AuthorizationRequest plain) {
        if (plain == null) return null;
        if (!String.valueOf(Level.IMPORTANT).equals(request.getParameter("level"))) {
            request.getSession().removeAttribute(ASKED);
            return plain;
        }
        request.getSession().setAttribute(ASKED, Level.IMPORTANT);
        return OAuth2AuthorizationRequest.from(plain)
                .additionalParameters(more -> more.put("acr_values", Level.acr(Level.IMPORTANT)))
                .build();
    }
}
