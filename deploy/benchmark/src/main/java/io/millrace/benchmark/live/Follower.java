package io.millrace.benchmark.live;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that wants to see everything of its user: comes back with its cursor whenever it is cut off. */
public final class Follower implements Runnable {
    private static final long LEAST_PATIENCE_MS = 300;
    private static final long MOST_PATIENCE_MS = 5_000;

    private final int port;
    private final String token;
    private final Journal journal;
    private final Verdict verdict;
    private volatile @Nullable Wire wire;
    private volatile boolean stopped;
    private volatile boolean caughtUp;
    private @Nullable String cursor;
    private long pauseMillis;
    private long patienceMillis = LEAST_PATIENCE_MS;

    /** Not connected yet; the port is a notifier's, the token the user's. */
    public Follower(int port, String token, Journal journal, Verdict verdict) {
        this.port = port;
        this.token = token;
        this.journal = journal;
        this.verdict = verdict;
    }

    Journal journal() {
        return journal;
    }

    /** Whether its subscription has been confirmed at least once. */
    boolean hasBegun() {
        return caughtUp;
    }

    /** As when the network goes. */
    void cut() throws IOException {
        Wire open = wire;
        if (open != null) {
            open.close();
        }
    }

    void stop() throws IOException {
        stopped = true;
        cut();
    }

    @Override
    public void run() {
        while (!stopped) {
            pauseMillis = ThreadLocalRandom.current().nextLong(patienceMillis);
            try (Wire open = Wire.open(port, token)) {
                wire = open;
                patienceMillis = LEAST_PATIENCE_MS;
                verdict.connects.increment();
                follow(open);
            } catch (SocketTimeoutException e) {
                verdict.blame(verdict.gaps, "silence for a minute, not even a heartbeat");
            } catch (Wire.RefusedException e) {
                verdict.failedConnects.increment();
                pauseMillis += TimeUnit.SECONDS.toMillis(e.retryAfterSeconds());
            } catch (IOException e) {
                if (wire == null) {
                    verdict.failedConnects.increment();
                    patienceMillis = Math.min(2 * patienceMillis, MOST_PATIENCE_MS);
                }
            }
            wire = null;
            pause();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(stopped ? 0 : pauseMillis);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private void follow(Wire open) throws IOException {
        open.send(
                cursor == null ? "{\"type\":\"subscribe\"}" : "{\"type\":\"subscribe\",\"cursor\":\"" + cursor + "\"}");
        long connected = System.nanoTime();
        for (Optional<String> message = open.read(); message.isPresent() && !stopped; message = open.read()) {
            take(message.get(), connected);
        }
    }

    private void take(String message, long connected) {
        long now = System.nanoTime();
        String type = field(message, "\"type\":\"");
        switch (type) {
            case "subscribed", "heartbeat" -> caughtUp = true;
            case "reload" -> journal.reload(now);
            case "error" -> pauseMillis = retryAfter(message);
            default -> {
                int sequence = Integer.parseInt(number(message, "\"sequence\":"));
                journal.told(UUID.fromString(field(message, "\"executionId\":\"")), type, sequence, connected, now);
            }
        }
        if (!type.equals("error")) {
            cursor = last(message);
        }
    }

    private static long retryAfter(String message) {
        String millis = number(message, "\"retryAfterMs\":");
        return millis.isEmpty() ? 1_000 : Long.parseLong(millis);
    }

    private static String field(String message, String before) {
        int at = message.indexOf(before) + before.length();
        return message.substring(at, message.indexOf('"', at));
    }

    private static String number(String message, String before) {
        int at = message.indexOf(before) + before.length();
        int end = at;
        while (Character.isDigit(message.charAt(end))) {
            end++;
        }
        return message.substring(at, end);
    }

    /** The cursor is the last field, so that it is not mistaken for something in an output. */
    private static String last(String message) {
        String before = "\"cursor\":\"";
        int at = message.lastIndexOf(before) + before.length();
        return message.substring(at, message.indexOf('"', at));
    }
}
