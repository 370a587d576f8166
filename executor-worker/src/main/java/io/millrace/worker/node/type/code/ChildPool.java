package io.millrace.worker.node.type.code;

import io.millrace.worker.node.NodeLog;
import io.millrace.worker.node.type.code.child.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * The child processes: started when they are needed, used again while they are sound, ended when they are idle. Runs
 * beyond their number wait in order, and waiting is no part of a run's time.
 */
final class ChildPool implements AutoCloseable {

    private final CodeSettings settings;
    private final ChildCommand command;
    private final Semaphore permits;
    /** The last one used is used next, so that those which are too many become idle. */
    private final Deque<Child> idle = new ConcurrentLinkedDeque<>();

    private final Set<Child> children = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ChildPool(CodeSettings settings) {
        this.settings = settings;
        this.command = new ChildCommand(settings);
        this.permits = new Semaphore(settings.limit(), true);
    }

    /** Runs a script; its child is killed when the time has passed or the thread is interrupted. */
    Ending run(Request request, Duration timeout, NodeLog log) throws InterruptedException {
        permits.acquire();
        try {
            Ending ending;
            do {
                // A script only computes, so it can be run again; a new child never says that it had ended.
                ending = runIn(take(), request, timeout, log);
            } while (ending instanceof Ending.NotBegun);
            return ending;
        } catch (IOException e) {
            return new Ending.Crashed("no process to run it in could be started: " + e);
        } finally {
            permits.release();
        }
    }

    private Ending runIn(Child child, Request request, Duration timeout, NodeLog log) throws InterruptedException {
        boolean reusable = false;
        try {
            Ending ending = child.run(request, timeout, log);
            reusable = ending.leavesChildClean() && child.runs() < settings.maxRuns() && !closed;
            return ending;
        } finally {
            if (reusable) {
                idle.addFirst(child);
            } else {
                end(child);
            }
        }
    }

    private Child take() throws IOException {
        for (Child child = idle.pollFirst(); child != null; child = idle.pollFirst()) {
            if (child.isAlive()) {
                return child;
            }
            end(child);
        }
        Child started = new Child(command.builder(), settings, this::retire);
        children.add(started);
        if (closed) {
            end(started);
        }
        return started;
    }

    /** True if the child was idle, and now belongs to nobody. */
    private boolean retire(Child child) {
        return idle.remove(child) && children.remove(child);
    }

    private void end(Child child) {
        children.remove(child);
        child.kill();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        children.forEach(this::end);
        command.close();
    }
}
