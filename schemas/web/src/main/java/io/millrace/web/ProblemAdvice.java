package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Turns whatever ends a request into a problem: ours, Spring's own, and the unexpected. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> ours(ProblemException e, HttpServletResponse response) {
        if (response.isCommitted()) {
            throw e; // the server breaks the answer off, so that nobody takes it for whole
        }
        return ours(e);
    }

    private ResponseEntity<Object> ours(ProblemException e) {
        return answer(Problems.of(e), e.headers());
    }

    @ExceptionHandler
    ResponseEntity<Object> malformed(RequestRejectedException e) {
        return answer(Problems.of(e), new HttpHeaders());
    }

    /** A query with a malformed percent escape. */
    @ExceptionHandler
    ResponseEntity<Object> malformed(InvalidParameterException e) {
        return answer(Problem.of(ProblemType.INVALID_REQUEST, "the query cannot be read"), new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception e, HttpServletResponse response) throws Exception {
        if (e instanceof AccessDeniedException || e instanceof AuthenticationException) {
            throw e; // Spring Security answers these, with the right headers
        }
        if (response.isCommitted()) {
            throw e;
        }
        log.error("a request failed unexpectedly", e);
        return answer(Problem.of(ProblemType.INTERNAL, null), new HttpHeaders());
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (e instanceof MethodArgumentTypeMismatchException argument) {
            if (argument.getParameter().hasParameterAnnotation(PathVariable.class)) {
                // An id of the wrong form is the id of nothing.
                return answer(Problem.of(ProblemType.NOT_FOUND, null), headers);
            }
            String expected = argument.getParameter().getParameterType().getSimpleName();
            return answer(invalidQuery(argument.getName(), "it is not a valid " + expected), headers);
        }
        return answer(Problem.of(ProblemType.INVALID_REQUEST, null), headers);
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(invalidQuery(e.getParameterName(), "it is required"), headers);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException ours) {
                return ours(ours);
            }
            if (cause instanceof JacksonException json) {
                TokenStreamLocation at = json.getLocation();
                String place = at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
                return answer(Problem.of(ProblemType.INVALID_BODY, json.getOriginalMessage() + place), headers);
            }
        }
        return answer(Problem.of(ProblemType.INVALID_BODY, null), headers);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.value() >= 500) {
            log.error("a request failed unexpectedly", e);
        }
        ProblemType type = Problems.forStatus(status.value());
        String detail = e instanceof ErrorResponse response && status.is4xxClientError()
                ? response.getBody().getDetail()
                : null;
        return answer(Problem.of(type, detail), headers);
    }

    private static Problem invalidQuery(String parameter, String detail) {
        return ProblemException.invalidQuery(parameter, detail).body();
    }

    private static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
        // A type that is set here is not negotiated: a refusal has this form whatever the caller accepts.
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
