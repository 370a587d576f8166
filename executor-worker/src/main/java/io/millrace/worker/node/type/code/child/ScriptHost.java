package io.millrace.worker.node.type.code.child;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/**
 * A process that runs scripts, one after the other: requests come in on standard input, replies go out on standard
 * output. It lives until its input ends, which it does with whoever started it, however that ends.
 */
public final class ScriptHost {

    private static final long STACK_BYTES = 4 * 1024 * 1024;

    private final DataOutputStream replies;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(1);
    private final Sandbox sandbox = new Sandbox();

    private ScriptHost(DataOutputStream replies) {
        this.replies = replies;
    }

    /** Runs until standard input ends. */
    public static void main(String[] args) {
        var replies = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        // Nothing but replies goes to standard output.
        System.setOut(System.err);
        // A signal that is meant for the worker may reach the whole group; the worker says when this ends.
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> await(never)));
        var host = new ScriptHost(replies);
        Thread.ofPlatform().name("scripts").stackSize(STACK_BYTES).daemon().start(host::serve);
        Runtime.getRuntime()
                .halt(host.readUntilEnd(
                        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)))));
    }

    private int readUntilEnd(DataInputStream in) {
        try {
            while (true) {
                requests.put(Request.read(in));
            }
        } catch (IOException | InterruptedException e) {
            return 0;
        }
    }

    private void serve() {
        try {
            warmUp();
            new Reply.Ready().write(replies);
            while (true) {
                sandbox.run(requests.take(), new Console(replies)).write(replies);
            }
        } catch (Throwable e) {
            // Whatever it is, the process may be in any state: it says so by ending.
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** Loading the engine takes longest; that must not count as a script's time. */
    private void warmUp() {
        ByteBuffer json = StandardCharsets.UTF_8.encode("{\"a\":[1]}");
        String source = "return [input.a.map(x => x + 1), trigger, nodes.n, /[0-9]+/.test(new Date().toISOString())]";
        Console silent = new Console(new DataOutputStream(DataOutputStream.nullOutputStream()));
        sandbox.run(new Request(source, 0, 0, Integer.MAX_VALUE, json, json, Map.of("n", json)), silent);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
