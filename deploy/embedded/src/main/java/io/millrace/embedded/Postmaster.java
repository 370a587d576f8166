package io.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server process that {@code postmaster.pid} in a data folder names, if there still is one. */
final class Postmaster {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Path pidFile;

    Postmaster(Path data) {
        this.pidFile = data.resolve("postmaster.pid");
    }

    /**
     * Ends a server that has lost its owner and removes a stale pid file. PostgreSQL itself would refuse to start when
     * the old number meanwhile belongs to some other process.
     */
    void stopOrphan() throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> running = process();
        if (running.isPresent()) {
            log.warn(
                    "Stopping the PostgreSQL server {} that an earlier process left running",
                    running.get().pid());
            end(running.get());
        }
        Files.deleteIfExists(pidFile);
    }

    /** Ends the server with SIGQUIT, which leaves it no time to finish anything; returns when it is gone. */
    void quit() throws IOException {
        ProcessHandle running = process().orElseThrow(() -> new IOException("no server runs on " + pidFile));
        log.info("SIGQUIT to PostgreSQL, process {}", running.pid());
        new ProcessBuilder("kill", "-QUIT", Long.toString(running.pid()))
                .inheritIO()
                .start();
        if (!ended(running)) {
            throw new IOException("the PostgreSQL server with pid " + running.pid() + " did not quit");
        }
    }

    private Optional<ProcessHandle> process() throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }

    private void end(ProcessHandle process) throws IOException {
        process.destroy();
        if (!ended(process)) {
            log.warn("PostgreSQL {} did not stop within {}; killing it", process.pid(), STOP_TIMEOUT);
            process.destroyForcibly();
            if (!ended(process)) {
                throw new IOException("the PostgreSQL server with pid " + process.pid() + " cannot be stopped");
            }
        }
    }

    private static boolean ended(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IOException("cannot wait for the PostgreSQL server with pid " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL stopped", e);
        }
    }
}
