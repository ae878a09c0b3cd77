package songhua;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.authority.mapping.GrantedAuthoritiesMapper;
import org.springframework.security.oauth2.client.oidc.session.InMemoryOidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OidcBackChannelLogoutHandler;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.HttpSessionMutexListener;

/**
 * Who gets in. PKCE, state, nonce, signature, issuer and audience of the ID token, and a new session
 * name at each sign-in are Spring Security's; what is here is what it leaves to us.
 */
@Configuration
class Security {
    private static final Logger log = LoggerFactory.getLogger(Security.class);
    private static final String CALLBACK = "/login/oauth2/code/songhua";

    @Value("${ISSUER}")
    private String issuer;

    @Value("${BASE_URL}")
    private String baseUrl;

    @Value("${PORT}")
    private int port;

    @Bean
    SecurityFilterChain chain(HttpSecurity http, ClientRegistrationRepository registrations) throws Exception {
        // People come back from signing out to a page that opens for everybody.
        OidcClientInitiatedLogoutSuccessHandler toSonghua = new OidcClientInitiatedLogoutSuccessHandler(registrations);
        toSonghua.setPostLogoutRedirectUri(baseUrl + "/");

        http.authorizeHttpRequests(asked -> asked
                .requestMatchers("/", "/problem", "/error").permitAll()
                .requestMatchers("/important").hasAuthority(Level.AUTHORITY)
                .anyRequest().authenticated());
        // Back to the page that somebody wanted, at the address that it has.
        HttpSessionRequestCache wanted = new HttpSessionRequestCache();
        wanted.setMatchingRequestParameterName(null);
        http.requestCache(cache -> cache.requestCache(wanted));
        http.oauth2Login(login -> login
                .loginPage("/")
                .authorizationEndpoint(to -> to.authorizationRequestResolver(new AskForLevel(registrations)))
                .successHandler(new Welcome())
                .failureHandler(failure()));
        http.addFilterBefore(new IssuerOfTheAnswer(), OAuth2LoginAuthenticationFilter.class);
        // A stranger, and somebody whose level is too low, are sent to the gateway with the level that it takes.
        http.exceptionHandling(refused -> refused
                .defaultAuthenticationEntryPointFor(stepUp(), PathPatternRequestMatcher.pathPattern("/important"))
                .defaultDeniedHandlerForMissingAuthority(stepUp(), Level.AUTHORITY));
        http.logout(leaving -> leaving.logoutSuccessHandler(toSonghua));
        http.oidcLogout(told -> told.backChannel(Customizer.withDefaults()));
        http.headers(headers -> headers
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                // The form for signing out is answered by a redirect to the gateway.
                .contentSecurityPolicy(policy -> policy.policyDirectives("default-src 'none'; form-action 'self' "
                        + issuer + "; frame-ancestors 'none'; base-uri 'none'")));
        return http.build();
    }

    private AuthenticationEntryPoint stepUp() {
        return (request, response, why) ->
                response.sendRedirect(baseUrl + "/oauth2/authorization/songhua?level=" + Level.IMPORTANT);
    }

    /** The level of the ID token as an authority, so that a page can ask for it. */
    @Bean
    GrantedAuthoritiesMapper levels() {
        return (Collection<? extends GrantedAuthority> given) -> given.stream()
                .filter(OidcUserAuthority.class::isInstance)
                .map(OidcUserAuthority.class::cast)
                .filter(one -> Level.of(one.getIdToken().getClaim("acr")) >= Level.IMPORTANT)
                .map(one -> new SimpleGrantedAuthority(Level.AUTHORITY))
                .collect(Collectors.<GrantedAuthority>toSet());
    }

    /** Where a level was asked for, it is there, or the person is told: nobody is sent round in circles. */
    private final class Welcome extends SavedRequestAwareAuthenticationSuccessHandler {
        @Override
        public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
                Authentication authentication) throws IOException, ServletException {
            Object asked = request.getSession().getAttribute(AskForLevel.ASKED);
            request.getSession().removeAttribute(AskForLevel.ASKED);
            int level = Level.of(((OidcUser) authentication.getPrincipal()).getIdToken().getClaim("acr"));
            if (asked instanceof Integer wanted && level < wanted) tell(request, response, "level_too_low");
            else super.onAuthenticationSuccess(request, response, authentication);
        }
    }

    private AuthenticationFailureHandler failure() {
        return (HttpServletRequest request, HttpServletResponse response, AuthenticationException fault) -> {
            String code = fault instanceof OAuth2AuthenticationException said ? said.getError().getErrorCode() : "failed";
            log.warn("a sign-in was refused: {}", fault.getMessage());
            tell(request, response, code);
        };
    }

    /** At an address without the code that came with the answer. */
    private void tell(HttpServletRequest request, HttpServletResponse response, String problem) throws IOException {
        request.getSession().setAttribute("problem", problem);
        response.sendRedirect(baseUrl + "/problem");
    }

    /** RFC 9207: the answer says from which issuer it comes. Spring Security 7.0 does not look. */
    private final class IssuerOfTheAnswer extends OncePerRequestFilter {
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
                throws ServletException, IOException {
            if (!request.getRequestURI().equals(CALLBACK) || issuer.equals(request.getParameter("iss")))
                rest.doFilter(request, response);
            else failure().onAuthenticationFailure(request, response, new OAuth2AuthenticationException("invalid_iss"));
        }
    }

    /** Which of our sessions belongs to which `sid` of the gateway. With several nodes, keep it where all see it. */
    @Bean
    OidcSessionRegistry sessionsBySid() {
        return new InMemoryOidcSessionRegistry();
    }

    /** Told from behind that a session ended: Spring Security verifies it, and ends ours by asking itself. */
    @Bean
    OidcBackChannelLogoutHandler backChannel(OidcSessionRegistry sessions) {
        OidcBackChannelLogoutHandler handler = new OidcBackChannelLogoutHandler(sessions);
        handler.setLogoutUri("http://localhost:" + port + "/logout/connect/back-channel/{registrationId}");
        return handler;
    }

    /** Tokens live and end with the session, not with the person, who may have several. */
    @Bean
    OAuth2AuthorizedClientRepository tokens() {
        return new HttpSessionOAuth2AuthorizedClientRepository();
    }

    /** Tells the registry when a session got another name or ended. */
    @Bean
    HttpSessionEventPublisher sessionEvents() {
        return new HttpSessionEventPublisher();
    }

    /** Gives each session the lock that Refreshing holds. */
    @Bean
    HttpSessionMutexListener sessionLocks() {
        return new HttpSessionMutexListener();
    }
}
