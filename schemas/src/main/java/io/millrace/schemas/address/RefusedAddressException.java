package io.millrace.schemas.address;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** None of a host's addresses may be called. */
public final class RefusedAddressException extends UnknownHostException {

    RefusedAddressException(String host, InetAddress address) {
        super(host + " is " + address.getHostAddress() + ", which is not a public address and not allowed here");
    }
}
