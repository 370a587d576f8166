package io.millrace.gateway.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.CredentialType;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.oauth.Token;
import io.millrace.schemas.oauth.TokenEndpoint;
import io.millrace.schemas.oauth.TokenRefusedException;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import io.millrace.web.WebSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The authorization code flow with PKCE (RFC 6749, 4.1; RFC 7636), from the first redirect to the stored token. */
@Component
final class Authorizations {
    static final Duration TIME_TO_AGREE = Duration.ofMinutes(10);

    private final Credentials credentials;
    private final CredentialChanges changes;
    private final CredentialKeys keys;
    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final URI redirect;

    Authorizations(
            Credentials credentials,
            CredentialChanges changes,
            CredentialKeys keys,
            TokenEndpoint endpoint,
            Clock clock,
            WebSettings settings) {
        this.credentials = credentials;
        this.changes = changes;
        this.keys = keys;
        this.endpoint = endpoint;
        this.clock = clock;
        this.redirect = URI.create(settings.publicUrls().gateway() + "/oauth/callback");
    }

    /**
     * Where a user goes to agree.
     *
     * @param browser the secret of the browser in which that is to be done
     */
    AuthorizationController.Begun begin(Caller caller, String id, String browser) {
        StoredCredential stored =
                credentials.catalog().find(caller.owner(), id).orElseThrow(() -> CredentialChanges.missing(id));
        if (!stored.type().equals(CredentialType.OAUTH2_AUTHORIZATION_CODE)) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "only a credential of type '" + CredentialType.OAUTH2_AUTHORIZATION_CODE + "' is authorized");
        }
        OpenCredential open = credentials.find(caller.owner(), id).orElseThrow(() -> CredentialChanges.missing(id));
        var authorization = new Authorization(
                caller.owner(),
                caller.subject(),
                id,
                stored.version(),
                Authorization.newSecret(),
                browser,
                clock.instant().plus(TIME_TO_AGREE));
        Map<String, String> query = new LinkedHashMap<>();
        open.data()
                .path("authorizeParameters")
                .properties()
                .forEach(entry -> query.put(entry.getKey(), entry.getValue().asString()));
        query.put("response_type", "code");
        query.put("client_id", open.text("clientId"));
        query.put("redirect_uri", redirect.toString());
        open.data().path("scope").stringValueOpt().ifPresent(scope -> query.put("scope", scope));
        query.put("state", authorization.state(keys));
        query.put("code_challenge", authorization.challenge());
        query.put("code_challenge_method", "S256");
        String url = open.text("authorizeUrl");
        return new AuthorizationController.Begun(
                URI.create(url + (url.contains("?") ? "&" : "?") + encoded(query)), authorization.until());
    }

    /**
     * Exchanges the code and stores the token; tells the credential's id.
     *
     * @param browser the secret of the browser that comes back, if it has one
     */
    String end(@Nullable String state, @Nullable String code, @Nullable String error, @Nullable String browser) {
        Authorization authorization = Optional.ofNullable(state)
                .flatMap(text -> Authorization.of(text, keys, clock.instant()))
                .orElseThrow(() -> failed("the state is none of ours, or its time is over; please begin again"));
        if (!authorization.wasBegunIn(browser)) {
            throw failed("it was begun in another browser; please begin again in this one");
        }
        if (code == null) {
            throw failed("the OAuth server gave no code"
                    + (error != null && error.matches("[a-z_]{1,60}") ? ": " + error : ""));
        }
        String id = authorization.credentialId();
        StoredCredential stored = credentials
                .catalog()
                .find(authorization.owner(), id)
                .filter(found -> found.version().equals(authorization.version()))
                .orElseThrow(Authorizations::changed);
        OpenCredential open = credentials.find(authorization.owner(), id).orElseThrow(Authorizations::changed);
        Token token;
        try {
            token = endpoint.exchange(open, code, authorization.verifier(), redirect);
        } catch (TokenRefusedException e) {
            throw failed("no token: " + e.getMessage());
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.AUTHORIZATION_FAILED, "the OAuth server was not reached; please begin again", e);
        }
        var caller = new Caller(authorization.owner(), authorization.subject());
        if (!changes.authorize(caller, stored, token)) {
            throw changed();
        }
        return id;
    }

    private static ProblemException changed() {
        return failed("the credential has changed meanwhile; please begin again");
    }

    private static ProblemException failed(String detail) {
        return new ProblemException(ProblemType.AUTHORIZATION_FAILED, detail);
    }

    private static String encoded(Map<String, String> query) {
        return query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
