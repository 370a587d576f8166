package io.millrace.worker.node.type.code;

import io.millrace.schemas.event.LogLevel;
import io.millrace.worker.node.NodeLog;
import io.millrace.worker.node.type.code.child.Reply;
import io.millrace.worker.node.type.code.child.Request;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process, and the thread that talks to it: pipes can be read neither with a time-out nor by virtual threads
 * that must be interruptible. Used by one run at a time.
 */
final class Child {

    private static final Logger log = LoggerFactory.getLogger(Child.class);
    /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    /** What the thread hears. */
    private sealed interface Heard {
        record Replied(Reply reply) implements Heard {}

        record Gone(Ending ending) implements Heard {}
    }

    private final ProcessBuilder command;
    private final CodeSettings settings;
    private final Predicate<Child> retire;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(2 * Reply.MAX_LINES);
    private final Thread thread;
    private @Nullable Process process;
    private boolean killed;
    private int runs;

    /** @param retire asked when the child has had nothing to do for long; true if it is to end */
    Child(ProcessBuilder command, CodeSettings settings, Predicate<Child> retire) {
        this.command = command;
        this.settings = settings;
        this.retire = retire;
        this.thread = Thread.ofPlatform().daemon().name("code-child").start(this::talk);
    }

    /** Runs a script; whatever ends it other than the script leaves a child that is good for nothing more. */
    Ending run(Request request, Duration timeout, NodeLog nodeLog) throws InterruptedException {
        if (runs == 0) {
            Heard first = heard.poll(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return new Ending.Crashed("a process to run it in was not ready after " + settings.startTimeout());
            }
            if (first instanceof Heard.Gone(Ending ending)) {
                return ending;
            }
        }
        runs++;
        requests.put(request);
        Listening listening = new Listening(nodeLog);
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            Heard next = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            switch (next) {
                case null -> {
                    listening.brokenOff();
                    return new Ending.TimedOut(timeout);
                }
                case Heard.Gone(Ending ending) -> {
                    listening.brokenOff();
                    return ending instanceof Ending.Crashed && runs > 1 && listening.hasHeardNothing()
                            ? new Ending.NotBegun()
                            : ending;
                }
                case Heard.Replied(Reply reply) -> {
                    Optional<Ending> ending = listening.hear(reply);
                    if (ending.isPresent()) {
                        return ending.get();
                    }
                }
            }
        }
    }

    /** How many scripts it was given. */
    int runs() {
        return runs;
    }

    synchronized boolean isAlive() {
        return !killed && process != null && process.isAlive();
    }

    private synchronized boolean wasKilled() {
        return killed;
    }

    /** Ends it at once, whatever it does. */
    synchronized void kill() {
        killed = true;
        if (process != null) {
            process.destroyForcibly();
        }
        heard.offer(new Heard.Gone(new Ending.Crashed("its process was ended")));
        thread.interrupt();
    }

    private void talk() {
        try {
            Process started = start();
            if (started == null) {
                return;
            }
            try (var in = new DataInputStream(started.getInputStream());
                    var out = new DataOutputStream(new BufferedOutputStream(started.getOutputStream()))) {
                talk(in, out);
            } catch (IOException e) {
                heard.put(new Heard.Gone(ending(started, e)));
            } finally {
                started.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // Killed, and nobody listens any more.
        } catch (IOException e) {
            log.error("cannot start a process for code nodes: {}", String.join(" ", command.command()), e);
            heard.add(new Heard.Gone(new Ending.Crashed("no process to run it in could be started: " + e)));
        }
    }

    private synchronized @Nullable Process start() throws IOException {
        process = killed ? null : command.start();
        return process;
    }

    private void talk(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        int maxOutput = Math.toIntExact(settings.maxOutput().toBytes());
        heard.put(new Heard.Replied(Reply.read(in, maxOutput)));
        while (true) {
            Request request = requests.poll(settings.idleTime().toMillis(), TimeUnit.MILLISECONDS);
            if (request == null) {
                if (retire.test(this)) {
                    return;
                }
                continue;
            }
            request.write(out);
            out.flush();
            Reply reply;
            do {
                reply = Reply.read(in, maxOutput);
                heard.put(new Heard.Replied(reply));
            } while (reply instanceof Reply.Logged);
        }
    }

    private Ending ending(Process ended, IOException reason) throws InterruptedException {
        boolean hasEnded = ended.waitFor(1, TimeUnit.SECONDS);
        if (hasEnded && ended.exitValue() == OUT_OF_MEMORY) {
            return new Ending.OutOfMemory();
        }
        if (!wasKilled()) {
            log.warn("a process for code nodes ended: {}, {}", ended, reason.toString());
        }
        return new Ending.Crashed(
                hasEnded ? "its process ended with code " + ended.exitValue() : "its process said " + reason);
    }

    /** Hands on what one run of a script tells. */
    private static final class Listening {
        private final NodeLog nodeLog;
        private int lines;

        Listening(NodeLog nodeLog) {
            this.nodeLog = nodeLog;
        }

        Optional<Ending> hear(Reply reply) {
            return switch (reply) {
                case Reply.Ready() -> Optional.of(new Ending.Crashed("its process began anew"));
                case Reply.Logged(Reply.Level level, String text) -> {
                    if (++lines > Reply.MAX_LINES) {
                        yield Optional.of(new Ending.Crashed("its process said more than it may"));
                    }
                    nodeLog.add(level(level), text, Optional.empty());
                    yield Optional.empty();
                }
                case Reply.Returned(ByteBuffer json, int dropped) -> {
                    tellDropped(dropped);
                    yield Optional.of(new Ending.Returned(json));
                }
                case Reply.Failed failed -> {
                    tellDropped(failed.droppedLines());
                    yield Optional.of(new Ending.Failed(failed));
                }
            };
        }

        boolean hasHeardNothing() {
            return lines == 0;
        }

        /** There may have been more lines, and nobody is left who knows how many. */
        void brokenOff() {
            if (lines >= Reply.MAX_LINES) {
                nodeLog.add(LogLevel.WARN, "lines after the first " + lines + " were dropped", Optional.empty());
            }
        }

        private void tellDropped(int dropped) {
            if (dropped > 0) {
                nodeLog.add(LogLevel.WARN, "%,d more lines were dropped".formatted(dropped), Optional.empty());
            }
        }

        private static LogLevel level(Reply.Level level) {
            return switch (level) {
                case DEBUG -> LogLevel.DEBUG;
                case INFO -> LogLevel.INFO;
                case WARN -> LogLevel.WARN;
                case ERROR -> LogLevel.ERROR;
            };
        }
    }
}
