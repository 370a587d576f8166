package io.millrace.web;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/** How a service's connector takes what comes in any number: requests by turns, connections as memory allows. */
public final class Connections {
    /** Bytes; less than Tomcat's 8 KB, because idle connections are many. What is longer goes in pieces. */
    private static final String BUFFER = "2048";

    /** What an idle connection takes, with its two buffers, in bytes. */
    private static final int IDLE_BYTES = 8 * 1024;

    /** Percent of the heap's share for all of them. */
    private static final int SHARE = 25;

    private Connections() {}

    /**
     * Has the factory's connector give requests their turn, and take no more connections than fit a quarter of the
     * heap, be there fewer in {@code server.tomcat.max-connections}.
     *
     * @param processors how many requests may be under way, those included whose turn has ended
     */
    public static void bound(TomcatServletWebServerFactory factory, RequestTurns turns, int processors) {
        // Behind Spring Boot's own, which set its executor and server.tomcat.max-connections.
        factory.addConnectorCustomizers(connector -> bound(connector, turns, processors));
    }

    private static void bound(Connector connector, RequestTurns turns, int processors) {
        connector.setProperty("socket.appReadBufSize", BUFFER);
        connector.setProperty("socket.appWriteBufSize", BUFFER);
        var protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
        protocol.setExecutor(turns);
        protocol.setProcessorCache(processors);
        protocol.setMaxConnections(Math.min(protocol.getMaxConnections(), Heap.room(SHARE, IDLE_BYTES)));
    }
}
