package io.millrace.recorder.query;

import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.ResponseEntity;

/** What the answers and questions of the history have in common. */
final class Answers {
    /** The place in the log up to which an answer is complete. */
    static final String CURSOR = "Millrace-Cursor";

    private static final int MAX_LIMIT = 500;

    private Answers() {}

    /** An answer that will carry the snapshot's cursor. */
    static ResponseEntity.BodyBuilder ok(Snapshots.Snapshot<?> snapshot) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        snapshot.cursor().ifPresent(cursor -> answer.header(CURSOR, cursor));
        return answer;
    }

    /** A filter that is not there must not look as if it had matched everything. */
    static void refuseOthers(HttpServletRequest request, Set<String> known, Set<String> more) {
        for (String name : request.getParameterMap().keySet()) {
            if (!known.contains(name) && !more.contains(name) && !name.equals(Readers.PARAMETER)) {
                throw ProblemException.invalidQuery(name, "there is no such parameter");
            }
        }
    }

    static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.invalidQuery("limit", "it must be 1 to " + MAX_LIMIT);
        }
    }

    /** A cursor goes on with what it was made for. */
    static void requireSame(String what, Object here, Object ofCursor) {
        if (!here.equals(ofCursor)) {
            throw ProblemException.invalidQuery("cursor", "it is of another " + what);
        }
    }

    static void requireOneOf(Set<String> known, String parameter, String value) {
        if (!known.contains(value)) {
            throw ProblemException.invalidQuery(parameter, "there is no " + parameter + " '" + value + "'");
        }
    }

    /** The same for what is not there and for what is another owner's. */
    static ProblemException notFound() {
        return ProblemException.notFound("there is no such execution");
    }
}
