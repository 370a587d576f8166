package io.millrace.schemas.address;

import java.net.InetAddress;
import java.util.Locale;

/** Something that an operator opened although its address is not public. */
sealed interface AllowedTarget {

    /** Whether this opens the address, which the host was resolved to. */
    boolean opens(String host, int port, InetAddress address);

    /** Every address of a range, at every port. */
    record Range(AddressRange range) implements AllowedTarget {
        @Override
        public boolean opens(String host, int port, InetAddress address) {
            return range.contains(address);
        }
    }

    /** A host by the name that it is called by, whatever it resolves to; port 0 stands for all. */
    record Host(String name, int openPort) implements AllowedTarget {
        @Override
        public boolean opens(String host, int port, InetAddress address) {
            return host.equals(name) && (openPort == 0 || openPort == port);
        }
    }

    /**
     * Reads {@code range/bits}, {@code host}, {@code host:port} or {@code [address]:port}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static AllowedTarget parse(String text) {
        if (text.contains("/")) {
            return new Range(AddressRange.parse(text));
        }
        int colon = text.lastIndexOf(':');
        boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        try {
            return new Host(
                    hostName(port ? text.substring(0, colon) : text),
                    port ? Integer.parseInt(text.substring(colon + 1)) : 0);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a target such as host:port: " + text, e);
        }
    }

    /** The host in the form in which hosts are compared. */
    static String hostName(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return bare.toLowerCase(Locale.ROOT);
    }
}
