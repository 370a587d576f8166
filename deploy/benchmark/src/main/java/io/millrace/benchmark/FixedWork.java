package io.millrace.benchmark;

import java.security.MessageDigest;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A piece of work that is always the same, done on all processors at once: how long it takes tells one machine from
 * another, and an hour in which a virtual machine's neighbours are busy from one in which they are not, where no stolen
 * time is counted.
 */
final class FixedWork {
    private static final int BYTES = 1 << 20;
    private static final int WARM_UP = 100;
    private static final int DIGESTS = 400;

    private FixedWork() {}

    /** In milliseconds; to be called while nothing else runs. */
    static long millis() throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(processors)) {
            onAll(threads, processors, WARM_UP);
            long begin = System.nanoTime();
            onAll(threads, processors, DIGESTS);
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        }
    }

    private static void onAll(ExecutorService threads, int processors, int digests) throws InterruptedException {
        for (Future<byte[]> each : threads.invokeAll(Collections.nCopies(processors, work(digests)))) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Callable<byte[]> work(int digests) {
        return () -> {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] data = new byte[BYTES];
            for (int i = 0; i < digests; i++) {
                sha.update(data);
            }
            return sha.digest();
        };
    }
}
