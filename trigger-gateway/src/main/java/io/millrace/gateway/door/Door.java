package io.millrace.gateway.door;

import io.millrace.gateway.auth.Policy;
import io.millrace.schemas.address.AddressRange;
import io.millrace.schemas.workflow.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/**
 * What one webhook node says of its callers, read from its parameters.
 *
 * @param auth who may call
 * @param allowedIps from where; empty: from anywhere
 * @param contentTypes with what; empty: with anything
 * @param cors which pages may
 * @param rate how often; none: as often as they like
 * @param rawBody whether the workflow wants the body as it came
 */
public record Door(
        Policy auth,
        List<AddressRange> allowedIps,
        List<MediaType> contentTypes,
        Optional<Cors> cors,
        Optional<Rate> rate,
        boolean rawBody) {

    static Door of(Node webhook, Policy auth) {
        JsonNode parameters = webhook.parameters();
        return new Door(
                auth,
                texts(parameters.path("allowedIps")).stream()
                        .map(AddressRange::ofAddressOrRange)
                        .toList(),
                texts(parameters.path("contentTypes")).stream()
                        .map(MediaType::parseMediaType)
                        .toList(),
                Optional.of(parameters.path("cors")).filter(JsonNode::isObject).map(Cors::of),
                Optional.of(parameters.path("rateLimit"))
                        .filter(JsonNode::isObject)
                        .map(Rate::of),
                parameters.path("rawBody").booleanValue(false));
    }

    /** Headers of requests that are not stored, in lower case. */
    public Set<String> secretHeaders() {
        return auth.secretHeaders();
    }

    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }
}
