package io.millrace.notifier.socket;

import io.millrace.web.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * Who is at the other end of a socket.
 *
 * @param caller whose executions it may see, and which user it is
 * @param expires when its token expires and the socket is closed; never if empty
 */
record Client(Caller caller, Optional<Instant> expires) {}
