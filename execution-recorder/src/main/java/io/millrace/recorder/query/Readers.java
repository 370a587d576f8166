package io.millrace.recorder.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.Callers;
import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Finds out whose history a request may read: the caller's own, unless {@code ownerId} names somebody else or, by
 * {@code *}, everybody, which is for admins and is written down. The one place where it is decided.
 */
@Component
final class Readers implements HandlerMethodArgumentResolver, WebMvcConfigurer {
    static final String PARAMETER = "ownerId";

    private static final Logger audit = LoggerFactory.getLogger("audit");
    private static final String ADMIN = "SCOPE_admin";

    private final Callers callers;
    private final MeterRegistry metrics;

    Readers(Callers callers, MeterRegistry metrics) {
        this.callers = callers;
        this.metrics = metrics;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Reader.class;
    }

    @Override
    public Reader resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Caller caller = callers.resolveArgument(parameter, container, request, binders);
        String owner = request.getParameter(PARAMETER);
        if (owner == null || owner.equals(caller.owner())) {
            return Reader.of(caller.owner());
        }
        if (owner.isBlank()) {
            throw ProblemException.invalidQuery(PARAMETER, "it must name an owner, or be " + Reader.EVERYBODY);
        }
        boolean allowed = isAdmin();
        write(caller, owner, allowed, request.getNativeRequest(HttpServletRequest.class));
        if (!allowed) {
            throw new ProblemException(ProblemType.FORBIDDEN, "only the scope admin may read what is another's");
        }
        return owner.equals(Reader.EVERYBODY) ? new Reader(null) : Reader.of(owner);
    }

    private void write(Caller caller, String owner, boolean allowed, @Nullable HttpServletRequest request) {
        String what = request == null ? "" : request.getMethod() + " " + request.getRequestURI();
        audit.info(
                "{} {} {} of {}",
                quoted(caller.subject()),
                allowed ? "reads" : "is refused",
                quoted(what),
                quoted(owner));
        metrics.counter(
                        "millrace.audit.reads",
                        "whose",
                        owner.equals(Reader.EVERYBODY) ? "everybody" : "another",
                        "allowed",
                        String.valueOf(allowed))
                .increment();
    }

    private static boolean isAdmin() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null
                && authentication.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .anyMatch(ADMIN::equals);
    }

    /** Whatever is in it, it stays on its line and between its quotes. */
    private static String quoted(String text) {
        return '"' + text.replaceAll("[\\p{Cntrl}\"\\\\\\u2028\\u2029]", "_") + '"';
    }
}
