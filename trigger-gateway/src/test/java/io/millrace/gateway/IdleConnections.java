package io.millrace.gateway;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that opens connections and says nothing; two in one process would need twice its descriptors.
 */
final class IdleConnections {
    private IdleConnections() {}

    /** Port and number; prints how many there are, and holds them until its input ends. */
    public static void main(String[] args) throws Exception {
        var address = new InetSocketAddress("localhost", Integer.parseInt(args[0]));
        List<SocketChannel> open = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
            open.add(channel);
        }
        System.out.println(open.size());
        while (System.in.read() >= 0) {
            // until the test ends it
        }
    }
}
