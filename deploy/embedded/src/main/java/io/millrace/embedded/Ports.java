package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks at this machine's TCP ports. Nothing is reserved: a port seen free can be taken the moment after. */
public final class Ports {

    private Ports() {}

    /** A port that nothing listens on at this moment. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("this machine gives no free port", e);
        }
    }

    /** Throws {@link PortTakenException}, naming {@code purpose}, where something listens on {@code port}. */
    public static void requireFree(int port, String purpose) {
        // Some systems let a wildcard and a loopback listener share a port, so both are tried.
        if (!binds(new InetSocketAddress(port))
                || !binds(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            throw new PortTakenException(port, purpose);
        }
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
}
