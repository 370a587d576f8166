package io.millrace.schemas.address;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Begins the HTTP clients that call what users name. */
public final class OutgoingClients {
    private OutgoingClients() {}

    /**
     * One that does nothing by itself which could send a request twice, to another place, or with another's cookies.
     */
    public static HttpClientBuilder builder() {
        return HttpClientBuilder.create()
                .setUserAgent("Millrace")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching();
    }
}
