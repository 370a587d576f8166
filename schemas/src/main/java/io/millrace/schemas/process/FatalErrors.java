package io.millrace.schemas.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when an {@link Error} ends one of its threads, of too little memory for one. Who waits for that
 * thread waits for ever, and nobody knows what else is missing; a new process takes over as after a crash.
 */
public final class FatalErrors {
    /** The process's exit status: it ended because it could do no more good. */
    public static final int STATUS = 3;

    private static final Logger log = LoggerFactory.getLogger(FatalErrors.class);
    private static final AtomicBoolean exiting = new AtomicBoolean();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private FatalErrors() {}

    /** From now on; for the main method of a service. What is no error is logged, and ends its thread alone. */
    public static void endTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler(FatalErrors::ended);
    }

    /**
     * Ends the process with {@link #STATUS}: in order, by its shutdown hooks, and within a minute in any case. Returns
     * at once, so that who is to be stopped may call it.
     */
    public static void exit() {
        if (exiting.compareAndSet(false, true)) {
            try {
                Thread.ofPlatform().daemon().name("exit-patience").start(FatalErrors::haltWhenOutOfPatience);
                Thread.ofPlatform().name("exit").start(() -> System.exit(STATUS));
            } catch (Error e) {
                Runtime.getRuntime().halt(STATUS); // there is not even memory to end in order
            }
        }
    }

    private static void ended(Thread thread, Throwable cause) {
        if (cause instanceof Error) {
            exit();
            log.error("{} has ended, and this process has to be replaced", thread, cause);
        } else {
            log.error("{} has ended", thread, cause);
        }
    }

    private static void haltWhenOutOfPatience() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(STATUS);
    }
}
