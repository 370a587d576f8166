package io.millrace.web;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the services with an HTTP interface are told alike.
 *
 * @param ownerClaim the token's claim that names whom things belong to
 * @param cors which browsers may call
 * @param publicUrls where the services are reached from outside; links are made from them
 * @param topics how the topics are created
 */
@ConfigurationProperties("millrace")
public record WebSettings(
        @DefaultValue("sub") String ownerClaim,
        @DefaultValue Cors cors,
        @DefaultValue PublicUrls publicUrls,
        @DefaultValue TopicSettings topics) {

    /**
     * Which browsers may call.
     *
     * @param allowedOrigins origins such as {@code https://console.example.com}; none by default
     */
    public record Cors(@DefaultValue List<String> allowedOrigins) {}

    /** Base URLs without a trailing slash; one origin may serve all three. */
    public record PublicUrls(
            @DefaultValue("http://localhost:8080") URI gateway,
            @DefaultValue("http://localhost:8082") URI recorder,
            @DefaultValue("http://localhost:8083") URI notifier) {}

    /**
     * How the topics are created.
     *
     * @param partitions of each {@code execution.*} topic, 1 to 4096; fixed once they exist
     */
    public record TopicSettings(@DefaultValue("16") int partitions) {}
}
