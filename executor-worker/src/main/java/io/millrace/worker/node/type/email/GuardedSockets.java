package io.millrace.worker.node.type.email;

import io.millrace.schemas.address.OutgoingAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/** Makes connections only to addresses that nodes may call: the address that was checked is the one connected to. */
final class GuardedSockets extends SocketFactory {
    private final OutgoingAddresses addresses;

    GuardedSockets(OutgoingAddresses addresses) {
        this.addresses = addresses;
    }

    /** The one that the mail client uses: it connects by itself, and wraps what must be encrypted. */
    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeout) throws IOException {
                if (!(endpoint instanceof InetSocketAddress address)) {
                    throw new IOException("no address to connect to: " + endpoint);
                }
                super.connect(
                        addresses
                                .resolve(address.getHostString(), address.getPort())
                                .getFirst(),
                        timeout);
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(InetSocketAddress.createUnresolved(host, port), 0);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }
}
