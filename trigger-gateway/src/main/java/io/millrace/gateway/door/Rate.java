package io.millrace.gateway.door;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** So many requests in so long: at once, and then one by one as the time goes. */
record Rate(int requests, Duration per) {
    static Rate of(JsonNode rateLimit) {
        return new Rate(
                rateLimit.path("requests").intValue(),
                Duration.parse(rateLimit.path("per").stringValue("PT1S")));
    }
}
