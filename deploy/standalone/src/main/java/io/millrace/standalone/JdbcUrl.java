package io.millrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A database's address as people write it, often with user and password in it.
 *
 * @param text {@code jdbc:postgresql:…}
 */
record JdbcUrl(String text) {

    /**
     * The same, in Spring's words. Told apart, since the recorder also logs in as a second role, and derives that one's
     * password from the first's. What the URL does not name can come from the environment.
     */
    Map<String, String> datasource() {
        Map<String, String> settings = new HashMap<>();
        settings.put("spring.datasource.url", without("user", "password"));
        for (String parameter : query().split("&", -1)) {
            if (parameter.startsWith("user=")) {
                settings.put("spring.datasource.username", value(parameter));
            } else if (parameter.startsWith("password=")) {
                settings.put("spring.datasource.password", value(parameter));
            }
        }
        return settings;
    }

    /** For people and programs to see: without the password. */
    String shown() {
        return without("password");
    }

    private String query() {
        int start = text.indexOf('?');
        return start < 0 ? "" : text.substring(start + 1);
    }

    private String without(String... names) {
        String query = Arrays.stream(query().split("&", -1))
                .filter(parameter -> Arrays.stream(names).noneMatch(name -> parameter.startsWith(name + "=")))
                .collect(Collectors.joining("&"));
        String address = text.replaceFirst("\\?.*", "");
        return query.isEmpty() ? address : address + "?" + query;
    }

    private static String value(String parameter) {
        return URLDecoder.decode(parameter.substring(parameter.indexOf('=') + 1), UTF_8);
    }
}
