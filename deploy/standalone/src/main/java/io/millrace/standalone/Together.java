package io.millrace.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks at the same time, each on a thread of its own. */
final class Together {

    private Together() {}

    /** Returns when all have ended; throws the first one's failure, the others' suppressed in it. */
    static void run(List<? extends Task> tasks) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            for (Task task : tasks) {
                running.add(threads.submit(() -> {
                    task.run();
                    return true;
                }));
            }
        }
        Exception failure = null;
        for (Future<?> task : running) {
            try {
                task.get();
            } catch (ExecutionException e) {
                Exception cause = e.getCause() instanceof Exception exception ? exception : e;
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    interface Task {
        void run() throws Exception;
    }
}
