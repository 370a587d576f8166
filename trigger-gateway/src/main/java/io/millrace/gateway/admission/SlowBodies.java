package io.millrace.gateway.admission;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Closes the connection of a body that comes too slowly, or whose rest does after the answer: Tomcat bounds how long
 * that rest is, and would read it however slowly it comes.
 */
final class SlowBodies extends ValveBase {
    private final Duration timeout;
    private final Semaphore rests;

    /**
     * With its bounds.
     *
     * @param timeout how long the rest may take, in which bodies that are read have to come too
     * @param rests of how many bodies the rest is read at the same time; other connections are closed
     */
    SlowBodies(Duration timeout, int rests) {
        super(true);
        this.timeout = timeout;
        this.rests = new Semaphore(rests);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.isAsync() || request.isFinished()) {
            return;
        }
        // Tomcat itself reads nothing of a body that waits to be asked for.
        boolean asked = !request.getCoyoteRequest().hasExpectation();
        if (response.getStatus() == HttpServletResponse.SC_REQUEST_TIMEOUT || (asked && !rest(request, response))) {
            response.getCoyoteResponse().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Whether the rest has come, once the caller has the answer. */
    private boolean rest(Request request, Response response) throws IOException {
        response.finishResponse();
        if (!rests.tryAcquire()) {
            return false;
        }
        try {
            return hasCome(request);
        } finally {
            rests.release();
        }
    }

    private boolean hasCome(Request request) {
        long deadline = System.nanoTime() + timeout.toNanos();
        int left = request.getConnector().getProtocolHandler() instanceof AbstractHttp11Protocol<?> http
                ? http.getMaxSwallowSize()
                : 0;
        var piece = new Piece();
        try {
            while (left > 0 && System.nanoTime() - deadline < 0) {
                int length = request.getCoyoteRequest().doRead(piece);
                if (length < 0) {
                    return true;
                }
                left -= length;
            }
        } catch (IOException | IllegalArgumentException e) {
            // The second is Tomcat's for a request that it refused amid the headers, which are as if too long then.
            container.getLogger().debug("the rest of a body did not come", e);
        }
        return false;
    }

    /** What nobody looks at. */
    private static final class Piece implements ApplicationBufferHandler {
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer next) {
            buffer = next;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // it is read in place
        }
    }
}
