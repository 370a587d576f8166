package io.millrace.gateway.trigger;

import io.millrace.gateway.GatewaySettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Headers as they are kept: what is secret is gone before anything is written, because events are immutable. */
@Component
final class StoredHeaders {
    static final String MASK = "***";

    private static final List<String> ALWAYS_MASKED = List.of("authorization", "cookie", "proxy-authorization");

    private final Set<String> masked;

    StoredHeaders(GatewaySettings settings) {
        this.masked = new HashSet<>(ALWAYS_MASKED);
        settings.maskedHeaders().forEach(name -> masked.add(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * By lower-case name; a repeated header's values joined by commas.
     *
     * @param secret further headers that are masked, in lower case
     */
    Map<String, String> of(HttpServletRequest request, Set<String> secret) {
        return of(request.getHeaderNames(), request::getHeaders, secret);
    }

    interface Values {
        Enumeration<String> of(String name);
    }

    Map<String, String> of(Enumeration<String> names, Values values, Set<String> secret) {
        var headers = new LinkedHashMap<String, String>();
        for (String name : new ArrayList<>(Collections.list(names))) {
            String key = name.toLowerCase(Locale.ROOT);
            boolean hidden = masked.contains(key) || secret.contains(key);
            headers.put(key, hidden ? MASK : String.join(", ", Collections.list(values.of(name))));
        }
        return headers;
    }
}
