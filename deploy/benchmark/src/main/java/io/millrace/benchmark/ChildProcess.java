package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process of its own that can be measured, stopped, killed and started again; what it has started goes with it. */
public class ChildProcess implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(60);

    private final String name;
    private final ProcessBuilder builder;
    private final Path output;
    private @Nullable Process process;
    /** Of the runs before this one. */
    private Duration cpuBefore = Duration.ZERO;

    /**
     * Not running yet.
     *
     * @param output the file that what it prints is appended to
     * @param environment changes what it would inherit
     */
    public ChildProcess(String name, List<String> command, Path output, Consumer<Map<String, String>> environment) {
        this.name = name;
        this.output = output;
        builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()));
        environment.accept(builder.environment());
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, name + "-end"));
    }

    /** Starts the process. */
    public synchronized ChildProcess start() throws IOException {
        process = builder.start();
        return this;
    }

    /** Waits for a condition; fails where the process ends before. */
    public void await(String what, Duration patience, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.call()) {
                if (!running().isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException(name + " failed " + what + ", see " + output);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("waiting for " + name + " " + what, e);
        }
    }

    /** Waits for its end by itself; fails where it is not one of success. */
    public void awaitSuccess(Duration patience) throws InterruptedException {
        int status = awaitEnd(patience);
        if (status != 0) {
            throw new IllegalStateException(name + " ended with status " + status + ", see " + output);
        }
    }

    /** Waits for its end by itself; returns its exit status. */
    public int awaitEnd(Duration patience) throws InterruptedException {
        Process ending = running();
        if (!ending.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(name + " did not end within " + patience + ", see " + output);
        }
        return ending.exitValue();
    }

    /** The processor time that all its runs have taken. */
    public synchronized Duration cpu() {
        return cpuBefore.plus(
                process == null
                        ? Duration.ZERO
                        : process.info().totalCpuDuration().orElse(Duration.ZERO));
    }

    /** The memory that it has resident, in bytes. */
    public long resident() {
        return memory("VmRSS");
    }

    /** The most memory that it ever had resident, in bytes. */
    public long peak() {
        return memory("VmHWM");
    }

    /** How many threads the kernel knows of it. */
    public long threads() {
        return status("Threads");
    }

    /** How many files and sockets it has open. */
    public long descriptors() {
        try (Stream<Path> open =
                Files.list(Path.of("/proc", Long.toString(running().pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long memory(String field) {
        return status(field) * 1024;
    }

    private long status(String field) {
        try {
            return ProcessTree.status(running().pid(), field);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id of the process. */
    public long pid() {
        return running().pid();
    }

    private synchronized Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    /** Ends it with SIGKILL and returns when it is gone. */
    public synchronized void kill() {
        stop(Process::destroyForcibly);
    }

    /** Ends it with SIGTERM and returns when it is gone. */
    @Override
    public synchronized void close() {
        stop(Process::destroy);
    }

    private void stop(Consumer<Process> how) {
        if (process != null) {
            cpuBefore = cpu();
            List<ProcessHandle> started = process.descendants().toList();
            try {
                how.accept(process);
                end(process);
            } finally {
                started.forEach(ProcessHandle::destroyForcibly);
                process = null;
            }
        }
    }

    private void end(Process ending) {
        try {
            if (!ending.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                ending.destroyForcibly();
                throw new IllegalStateException(name + " did not end within " + STOP + ", see " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending.destroyForcibly();
        }
    }
}
