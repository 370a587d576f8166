package io.millrace.standalone;

import io.millrace.schemas.process.FatalErrors;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Starts the whole system in one JVM and stops it on SIGINT or SIGTERM: what {@code deploy/up} runs. */
public final class Standalone {

    private static final String USAGE =
            "usage: deploy/up [--data DIR] [--port-base N] [--kafka HOST:PORT] [--postgres JDBC_URL]";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(90);

    private Standalone() {}

    /** Ends with status 2 for a command line that makes no sense, 1 where something does not start. */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments).withoutOthers();
        } catch (UsageException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        try {
            DataFolder.make(options.data());
            logInto(options);
            FatalErrors.endTheProcess();
            start(options);
        } catch (Exception e) {
            LoggerFactory.getLogger(Standalone.class).warn("Millrace cannot start", e);
            System.err.println("Millrace cannot start: " + reason(e) + "\nDetails are in " + options.log());
            System.exit(1);
        }
    }

    private static void start(Options options) throws Exception {
        System.out.println("Millrace starts; its data is in " + options.data());
        Installation installation = new Installation(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(installation), "stop"));
        String ready = installation.start();
        System.out.println("Everything answers. deploy/token USER prints a token; Ctrl-C stops.");
        System.out.println(ready);
    }

    private static void stop(Installation installation) {
        System.out.println("Millrace stops");
        Thread.ofPlatform().daemon().name("stop-patience").start(Standalone::haltWhenOutOfPatience);
        try {
            installation.close();
            System.out.println("Millrace has stopped");
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(Standalone.class).error("Millrace did not stop cleanly", e);
        }
    }

    private static void haltWhenOutOfPatience() {
        try {
            Thread.sleep(STOP_PATIENCE);
            System.err.println("Millrace did not stop within " + STOP_PATIENCE.toSeconds() + " s and is halted");
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Boot would set logging up anew for each of the four applications; here it is this module's alone. */
    private static void logInto(Options options) {
        System.setProperty("millrace.log.folder", options.log().toString());
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
