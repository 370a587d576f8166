package io.millrace.gateway.callback;

import io.millrace.schemas.callback.CallbackKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The keys that callbacks are checked with. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CallbackSettings.class)
class CallbackConfiguration {
    private static final Logger log = LoggerFactory.getLogger(CallbackConfiguration.class);

    /** Ends the start if one is malformed or too short. */
    @Bean
    CallbackKeys callbackKeys(CallbackSettings settings) {
        CallbackKeys keys = CallbackKeys.ofBase64(settings.keys());
        if (keys.isEmpty()) {
            log.warn("millrace.callbacks.keys is not set: there are no callbacks, each is answered 404");
        }
        return keys;
    }
}
