package io.millrace.acceptance.system;

import io.millrace.embedded.PortTakenException;
import io.millrace.embedded.Ports;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports for services that start some seconds later: below the range that outgoing connections take theirs from. */
public final class FreePorts {

    private static final int LOWEST = 18_000;
    private static final int HIGHEST = 32_000;

    private FreePorts() {}

    /** The first of that many ports in a row on which nothing listens. */
    public static int inARow(int count) {
        return ThreadLocalRandom.current()
                .ints(LOWEST, HIGHEST)
                .limit(1_000)
                .filter(base -> IntStream.range(base, base + count).allMatch(FreePorts::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this machine has no " + count + " free ports in a row"));
    }

    private static boolean isFree(int port) {
        try {
            Ports.requireFree(port, "a test");
            return true;
        } catch (PortTakenException taken) {
            return false;
        }
    }
}
