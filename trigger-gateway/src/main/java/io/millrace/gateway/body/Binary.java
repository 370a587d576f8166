package io.millrace.gateway.body;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes as they are written in JSON: {@code {"$binary": {contentType, base64}}}. */
final class Binary {
    private Binary() {}

    static Map<String, Object> of(String contentType, byte[] bytes) {
        return of(contentType, null, bytes);
    }

    /** With the name of the file that they are of. */
    static Map<String, Object> of(String contentType, @Nullable String fileName, byte[] bytes) {
        var binary = new LinkedHashMap<String, String>();
        binary.put("contentType", contentType);
        if (fileName != null) {
            binary.put("fileName", fileName);
        }
        binary.put("base64", Base64.getEncoder().encodeToString(bytes));
        return Map.of("$binary", binary);
    }
}
