package io.millrace.gateway.callback;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What checks callbacks.
 *
 * @param keys the worker's, each at least 32 bytes in base64: one that verifies is enough; none by default, and then
 *     there are no callbacks
 */
@ConfigurationProperties("millrace.callbacks")
record CallbackSettings(@DefaultValue List<String> keys) {
    CallbackSettings {
        keys = List.copyOf(keys);
    }

    /** Without the keys: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "CallbackSettings[" + keys.size() + " keys]";
    }
}
