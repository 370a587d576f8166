package io.millrace.gateway.admission;

import io.millrace.web.PeriodicTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's own connector, which also cuts callers off that take too long over their headers. Tomcat bounds each wait
 * for more of them, so that a byte now and then would hold a connection for days.
 */
public final class HeaderDeadlineProtocol extends Http11NioProtocol {
    private static final Logger log = LoggerFactory.getLogger(HeaderDeadlineProtocol.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    private Duration headerTimeout = Duration.ofSeconds(10);
    private int maxUnfinished = Integer.MAX_VALUE;
    private final PeriodicTask watch = new PeriodicTask(Thread.ofVirtual().name("header-deadlines"), PERIOD) {
        @Override
        protected void runOnce() {
            cutOff();
        }
    };

    /** A request whose headers are still coming. */
    private record Unfinished(SocketWrapperBase<NioChannel> socket, long age) {}

    /**
     * Before it is started.
     *
     * @param timeout how long all headers of a request may take to come
     * @param unfinished how many requests may have begun whose headers are not complete, as these hold their buffers;
     *     beyond that the oldest are cut off
     */
    void setHeaderBounds(Duration timeout, int unfinished) {
        headerTimeout = timeout;
        maxUnfinished = unfinished;
    }

    @Override
    public void start() throws Exception {
        super.start();
        watch.start();
    }

    @Override
    public void destroy() throws Exception {
        watch.stop();
        super.destroy();
    }

    private void cutOff() {
        List<Unfinished> unfinished = new ArrayList<>();
        for (SocketWrapperBase<NioChannel> socket : getEndpoint().getConnections()) {
            // A socket has a processor between two reads of its headers; one that is served has its thread's.
            if (socket.getCurrentProcessor() instanceof AbstractProcessor processor && !processor.isAsync()) {
                long began = processor.getRequest().getStartTimeNanos();
                if (began > 0) {
                    unfinished.add(new Unfinished(socket, System.nanoTime() - began));
                }
            }
        }
        unfinished.sort(Comparator.comparingLong(Unfinished::age).reversed());
        for (int i = 0; i < unfinished.size(); i++) {
            boolean tooLong = unfinished.get(i).age() > headerTimeout.toNanos();
            if (tooLong || unfinished.size() - i > maxUnfinished) {
                log.debug(
                        "cut off {}: its headers do not end",
                        unfinished.get(i).socket().getRemoteAddr());
                unfinished.get(i).socket().close();
            }
        }
    }
}
