package io.millrace.notifier.socket;

import io.millrace.notifier.NotifierSettings;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** How long clients are asked to wait before they come back: each another time, so that not all come at once. */
@Component
final class Spread {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Duration most;

    Spread(NotifierSettings settings) {
        this.most = settings.sockets().spread();
    }

    /** Milliseconds; empty where coming back does not help. */
    OptionalLong waitMillis(CloseReason reason) {
        return switch (reason.comeBack()) {
            case NO -> OptionalLong.empty();
            case AT_ONCE -> OptionalLong.of(0);
            case SPREAD -> OptionalLong.of(waitMillis());
            case LATER -> OptionalLong.of(LATER.toMillis() + waitMillis());
        };
    }

    /** Milliseconds, for whoever comes back without having been told anything. */
    long waitMillis() {
        return ThreadLocalRandom.current()
                .nextLong(LEAST.toMillis(), LEAST.plus(most).toMillis());
    }
}
