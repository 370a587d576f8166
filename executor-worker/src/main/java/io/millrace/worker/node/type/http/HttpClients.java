package io.millrace.worker.node.type.http;

import io.millrace.schemas.address.OutgoingAddresses;
import io.millrace.schemas.address.OutgoingClients;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The client that all calls share: it keeps connections, and does nothing by itself that could send a request twice or
 * to another place.
 */
final class HttpClients {

    private static final int MAX_HEADER_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 200;
    /** A kept connection is tried before use after this pause: servers close them when they like. */
    private static final TimeValue VALIDATE_AFTER = TimeValue.ofMilliseconds(500);

    private static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(30);

    private HttpClients() {}

    static CloseableHttpClient of(HttpSettings settings) {
        return OutgoingClients.builder()
                .setConnectionManager(connections(settings))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionKeepAlive(KEEP_IDLE)
                        // The deadline of a call bounds both; these only have to be no shorter. Without a time of its
                        // own, whoever finds no free connection does not wait for one at all.
                        .setConnectionRequestTimeout(Timeout.ofDays(1))
                        .setResponseTimeout(Timeout.DISABLED)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .evictIdleConnections(KEEP_IDLE)
                .build();
    }

    private static HttpClientConnectionManager connections(HttpSettings settings) {
        Http1Config limits = Http1Config.custom()
                .setMaxLineLength(MAX_HEADER_LINE)
                .setMaxHeaderCount(MAX_HEADERS)
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new OutgoingAddresses(settings.allowedTargets()))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(limits)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .setValidateAfterInactivity(VALIDATE_AFTER)
                        .build())
                .setMaxConnTotal(settings.maxConnections())
                .setMaxConnPerRoute(settings.maxConnectionsPerHost())
                .build();
    }
}
