package io.millrace.schemas.address;

import java.net.InetAddress;
import java.util.Arrays;

/** All addresses that begin with the same bits, written {@code 10.0.0.0/8}. */
public final class AddressRange {

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] first;
    private final int bits;

    private AddressRange(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if it is not a literal address, a slash and a number of bits
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] first = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > first.length * 8) {
                throw new IllegalArgumentException(text + " has " + bits + " bits");
            }
            return new AddressRange(first, bits);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not an address range such as 10.0.0.0/8: " + text, e);
        }
    }

    /**
     * Reads a range, or one address alone.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AddressRange ofAddressOrRange(String text) {
        if (text.contains("/")) {
            return parse(text);
        }
        byte[] address = InetAddress.ofLiteral(text).getAddress();
        return new AddressRange(address, address.length * 8);
    }

    /** Whether the address is in the range; an IPv4 address mapped into IPv6 counts as the IPv4 address that it is. */
    public boolean contains(InetAddress address) {
        byte[] other = plain(address);
        if (other.length != first.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((other[i / 8] & mask) != (first[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] plain(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean mapped = bytes.length == 16 && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Arrays.copyOfRange(bytes, MAPPED.length, bytes.length) : bytes;
    }
}
