package io.millrace.gateway.credential;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.Refuses;
import io.millrace.web.WebSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Has a user agree that a credential acts for them: sends them to the OAuth server, and takes them back. */
@RestController
@Tag(name = "credentials")
@Refuses({ProblemType.OVERLOADED, ProblemType.LOG_UNAVAILABLE, ProblemType.CREDENTIALS_UNAVAILABLE})
final class AuthorizationController {
    /** Tells the browser that begins from others; it gives no rights. */
    static final String BROWSER = "millrace-authorization";

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Authorizations authorizations;
    private final boolean secure;

    AuthorizationController(Authorizations authorizations, WebSettings settings) {
        this.authorizations = authorizations;
        this.secure = "https".equals(settings.publicUrls().gateway().getScheme());
    }

    /**
     * Where the user goes.
     *
     * @param expiresAt until when they may come back
     */
    record Begun(URI authorizeUrl, Instant expiresAt) {}

    @PostMapping("/credentials/{id}/authorize")
    @Operation(
            summary = "Begin to authorize a credential",
            operationId = "authorizeCredential",
            description = "For `oauth2AuthorizationCode`: whoever opens `authorizeUrl` in a browser and agrees there"
                    + " comes back to `/oauth/callback`, and the credential has its token. That must be the browser"
                    + " that has this answer's cookie.")
    @Refuses(ProblemType.NOT_FOUND)
    ResponseEntity<Begun> begin(
            Caller caller,
            @PathVariable String id,
            @CookieValue(name = BROWSER, required = false) @Nullable String known) {
        // One that authorizes several credentials at a time comes back from all of them with one cookie.
        String browser = known != null && SECRET.matcher(known).matches() ? known : Authorization.newSecret();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.SET_COOKIE, cookie(browser).toString())
                .body(authorizations.begin(caller, id, browser));
    }

    @GetMapping(path = "/oauth/callback", produces = MediaType.TEXT_PLAIN_VALUE)
    @Operation(
            summary = "Take a user back from the OAuth server",
            operationId = "endAuthorization",
            description = "Called by browsers, without a token: `state` says whose agreement it is.")
    @Refuses(ProblemType.AUTHORIZATION_FAILED)
    ResponseEntity<String> end(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String error,
            @CookieValue(name = BROWSER, required = false) @Nullable String browser) {
        String id = authorizations.end(state, code, error, browser);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .contentType(MediaType.TEXT_PLAIN)
                .body("The credential '" + id + "' is authorized. You can close this page.");
    }

    /** Lax: the OAuth server's page sends the browser here, and that is another site. */
    private ResponseCookie cookie(String browser) {
        return ResponseCookie.from(BROWSER, browser)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .path("/")
                .maxAge(Authorizations.TIME_TO_AGREE)
                .build();
    }
}
