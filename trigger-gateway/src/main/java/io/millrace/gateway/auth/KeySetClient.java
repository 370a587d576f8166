package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.millrace.schemas.address.OutgoingAddresses;
import io.millrace.schemas.address.OutgoingClients;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;

/**
 * Fetches key sets from where owners of workflows say that they are: from public addresses only, without following
 * anything, bounded in time and size.
 */
final class KeySetClient implements ResourceRetriever, AutoCloseable {
    private static final int MAX_BYTES = 256 * 1024;

    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines;
    private final Duration timeout;

    KeySetClient(AuthSettings settings) {
        this.timeout = settings.keySetTimeout();
        Timeout bound = Timeout.of(timeout);
        this.client = OutgoingClients.builder()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new OutgoingAddresses(settings.allowedTargets()))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(bound)
                                .setSocketTimeout(bound)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(bound)
                        .setResponseTimeout(bound)
                        .build())
                .build();
        this.deadlines = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("key-set-deadlines").factory());
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        HttpGet request;
        try {
            request = new HttpGet(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("not an address: " + url, e);
        }
        // The client's own time-outs begin anew with each byte that comes.
        var deadline = deadlines.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return client.execute(request, response -> resource(url, response));
        } finally {
            deadline.cancel(false);
        }
    }

    private static Resource resource(URL url, ClassicHttpResponse response) throws IOException {
        if (response.getCode() != 200 || response.getEntity() == null) {
            throw new IOException(url + " answered " + response.getCode());
        }
        try (InputStream body = response.getEntity().getContent()) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(url + " answered more than " + MAX_BYTES + " bytes");
            }
            return new Resource(new String(bytes, UTF_8), "application/json");
        }
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
