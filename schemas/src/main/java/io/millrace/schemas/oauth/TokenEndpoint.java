package io.millrace.schemas.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.address.OutgoingAddresses;
import io.millrace.schemas.address.OutgoingClients;
import io.millrace.schemas.credential.CredentialHeader;
import io.millrace.schemas.credential.OpenCredential;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks OAuth servers for tokens: at public addresses only, without following anything, bounded in time and size.
 * Thread-safe.
 */
public final class TokenEndpoint implements AutoCloseable {
    /** How long a server may take in all. */
    public static final int TIMEOUT_SECONDS = 10;

    private static final int MAX_BYTES = 64 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines;

    /** @param allowedTargets what may be called although its address is not public, see {@link OutgoingAddresses} */
    public TokenEndpoint(List<String> allowedTargets) {
        this.client = OutgoingClients.builder()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new OutgoingAddresses(allowedTargets))
                        .build())
                .build();
        this.deadlines = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("token-deadlines").factory());
    }

    /** A token for the client itself. */
    public Token clientCredentials(OpenCredential credential) throws IOException, TokenRefusedException {
        return request(credential, "client_credentials", scope(credential));
    }

    /** A new token for one that has a refresh token; that one may be used up then. */
    public Token refresh(OpenCredential credential, String refreshToken) throws IOException, TokenRefusedException {
        return request(credential, "refresh_token", Map.of("refresh_token", refreshToken))
                .withRefreshToken(refreshToken);
    }

    /** The token that a user's agreement gives. */
    public Token exchange(OpenCredential credential, String code, String verifier, URI redirect)
            throws IOException, TokenRefusedException {
        return request(
                credential,
                "authorization_code",
                Map.of("code", code, "code_verifier", verifier, "redirect_uri", redirect.toString()));
    }

    private static Map<String, String> scope(OpenCredential credential) {
        return credential
                .data()
                .path("scope")
                .stringValueOpt()
                .map(scope -> Map.of("scope", scope))
                .orElse(Map.of());
    }

    private Token request(OpenCredential credential, String grant, Map<String, String> more)
            throws IOException, TokenRefusedException {
        Map<String, String> form = new LinkedHashMap<>();
        credential
                .data()
                .path("tokenParameters")
                .properties()
                .forEach(entry -> form.put(entry.getKey(), entry.getValue().asString()));
        form.put("grant_type", grant);
        form.putAll(more);
        var post = new HttpPost(URI.create(credential.text("tokenUrl")));
        post.setHeader("Accept", "application/json");
        authenticate(credential, post, form);
        post.setEntity(new StringEntity(encoded(form), ContentType.APPLICATION_FORM_URLENCODED));
        var deadline = deadlines.schedule(post::cancel, TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Answer answer;
        try {
            answer = client.execute(post, TokenEndpoint::read);
        } finally {
            deadline.cancel(false);
        }
        return token(answer);
    }

    private static void authenticate(OpenCredential credential, HttpPost post, Map<String, String> form) {
        String id = credential.text("clientId");
        Optional<String> secret = credential.data().path("clientSecret").stringValueOpt();
        boolean inBody = credential
                .data()
                .path("clientAuthentication")
                .stringValue("basic")
                .equals("body");
        if (secret.isPresent() && !inBody) {
            CredentialHeader header = CredentialHeader.basic(encoded(id), encoded(secret.get()));
            post.setHeader(header.name(), header.value());
        } else {
            form.put("client_id", id);
            secret.ifPresent(text -> form.put("client_secret", text));
        }
    }

    private record Answer(int status, String body) {}

    private static Answer read(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return new Answer(response.getCode(), "");
        }
        try (InputStream body = response.getEntity().getContent()) {
            return new Answer(response.getCode(), new String(body.readNBytes(MAX_BYTES), UTF_8));
        }
    }

    private static Token token(Answer answer) throws IOException, TokenRefusedException {
        if (answer.status() >= 500 || answer.status() == 429) {
            throw new IOException("the OAuth server answered " + answer.status());
        }
        JsonNode response;
        try {
            response = JSON.readTree(answer.body());
        } catch (JacksonException e) {
            // Its message could repeat a piece of a token.
            throw new TokenRefusedException("the OAuth server answered " + answer.status() + " and no JSON");
        }
        if (answer.status() != 200) {
            // Only the error's code: what else the server says may repeat what it was sent.
            String error = response.path("error").stringValue("");
            throw new TokenRefusedException(
                    "the OAuth server answered " + answer.status()
                            + (error.matches("[a-z_]{1,60}") ? ": " + error : ""),
                    error);
        }
        return Token.read(response)
                .orElseThrow(() -> new TokenRefusedException("the OAuth server answered without a token"));
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
