package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Looks at this machine's TCP ports. */
public final class Ports {
    /**
     * Below those that systems give to outgoing connections, of which one could take a port while its server restarts.
     */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;

    private Ports() {}

    /** A port that nothing listens on at this moment, and that no other process of this user was given here. */
    public static int free() {
        return free(1);
    }

    /** The first of so many such ports in a row. */
    public static int free(int inARow) {
        return ThreadLocalRandom.current()
                .ints(TRIES, LOWEST, HIGHEST - inARow)
                .filter(first -> IntStream.range(first, first + inARow).allMatch(port -> isFree(port)))
                .filter(first -> Given.LOCKS.take(first, inARow))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this machine has no " + inARow + " free ports in a row"));
    }

    /** Throws {@link PortTakenException}, naming {@code purpose}, where something listens on {@code port}. */
    public static void requireFree(int port, String purpose) {
        if (!isFree(port)) {
            throw new PortTakenException(port, purpose);
        }
    }

    private static boolean isFree(int port) {
        // Some systems let a wildcard and a loopback listener share a port, so both are tried.
        return binds(new InetSocketAddress(port))
                && binds(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean binds(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            // Without it, connections of a server that has just stopped would make its port look taken.
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * Which ports were given away: servers bind them seconds later, and builds run many JVMs beside each other. A byte
     * of a file stands for each, locked until this process ends.
     */
    private record Given(FileChannel file, Queue<FileLock> locks) {
        static final Given LOCKS = open();

        private static Given open() {
            Path path =
                    Path.of(System.getProperty("java.io.tmpdir"), "millrace-ports-" + System.getProperty("user.name"));
            try {
                return new Given(
                        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        new ConcurrentLinkedQueue<>());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean take(int first, int count) {
            try {
                FileLock lock = file.tryLock(first, count, false);
                // A lock that nobody refers to would be forgotten.
                return lock != null && locks.add(lock);
            } catch (OverlappingFileLockException givenByThisProcess) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
