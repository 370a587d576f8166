package io.millrace.gateway.trigger;

import io.millrace.gateway.definition.Definitions;
import io.millrace.gateway.door.Doors;
import io.millrace.web.ProblemException;
import io.millrace.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers browsers that ask whether a page may call a webhook, by which nothing starts. A filter, because Spring
 * answers such questions before any controller sees them.
 */
@Component
final class PreflightFilter extends OncePerRequestFilter {
    private final Definitions definitions;
    private final Doors doors;
    private final Problems problems;

    PreflightFilter(Definitions definitions, Doors doors, Problems problems) {
        this.definitions = definitions;
        this.doors = doors;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith(WebhookHandler.PREFIX) || !Doors.isPreflight(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        String method = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        String path = WebhookHandler.behindPrefix(request.getRequestURI());
        try {
            if (WebhookTargets.find(definitions.catalog(), method, path) instanceof WebhookTarget.Found found) {
                doors.answerPreflight(doors.of(found.version(), found.nodeId()), request, response, found.methods());
            }
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (ProblemException e) {
            problems.write(response, e);
        }
    }
}
