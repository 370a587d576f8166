package io.millrace.web;

/**
 * What part of the heap may be given to what comes in any number: requests, connections, sockets, events that are kept
 * for those who come back. Each has its share, so that all of them together leave the service itself what it needs.
 */
public final class Heap {
    /** Bytes that a service has in use when nobody calls: after a load, 40 to 60 MB, and room to collect in. */
    private static final long OWN = 64L << 20;

    private Heap() {}

    /** So many percent, in bytes, of what this process's heap has besides what the service needs for itself. */
    public static long share(int percent) {
        return share(Runtime.getRuntime().maxMemory(), percent);
    }

    /** How many of something that takes so many bytes each such a share has room for. */
    public static int room(int percent, int bytes) {
        return Math.toIntExact(Math.min(share(percent) / bytes, Integer.MAX_VALUE));
    }

    /** The share of a heap of so many bytes; of a very small one the service itself gets half. */
    static long share(long heap, int percent) {
        return Math.max(heap - OWN, heap / 2) / 100 * percent;
    }
}
