package songhua;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.WebUtils;

/**
 * Before each page: an access token that runs out is refreshed, and with it the gateway says whether
 * the person is still signed in. The manager stores the refresh token that comes back.
 */
@Configuration
class Refreshing implements WebMvcConfigurer, HandlerInterceptor {
    private static final Logger log = LoggerFactory.getLogger(Refreshing.class);
    /** The session there ended, or no longer bears its level; `client_authorization_required`: we have no tokens. */
    private static final Set<String> OVER = Set.of("invalid_grant", "client_authorization_required");
    private final OAuth2AuthorizedClientManager tokens;

    Refreshing(OAuth2AuthorizedClientManager tokens) {
        this.tokens = tokens;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/", "/important");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object page)
            throws IOException {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        HttpSession session = request.getSession(false);
        if (!(who instanceof OAuth2AuthenticationToken) || session == null) return true;
        // A refresh token works once: two requests of one browser take turns.
        synchronized (WebUtils.getSessionMutex(session)) {
            try {
                tokens.authorize(OAuth2AuthorizeRequest.withClientRegistrationId("songhua").principal(who)
                        .attribute(HttpServletRequest.class.getName(), request)
                        .attribute(HttpServletResponse.class.getName(), response)
                        .build());
                return true;
            } catch (OAuth2AuthorizationException fault) {
                log.warn("tokens were not refreshed: {}", fault.getMessage());
                if (OVER.contains(fault.getError().getErrorCode())) {
                    session.invalidate();
                    SecurityContextHolder.clearContext();
                    response.sendRedirect(request.getRequestURI());
                } else response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                return false;
            }
        }
    }
}
