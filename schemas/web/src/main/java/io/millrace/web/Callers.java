package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Finds out who calls from the token that was checked. */
public final class Callers implements HandlerMethodArgumentResolver {
    private final String ownerClaim;

    Callers(String ownerClaim) {
        this.ownerClaim = ownerClaim;
    }

    /**
     * The caller that a checked token names.
     *
     * @throws ProblemException if the token does not name an owner or a subject
     */
    public Caller of(Jwt token) {
        return new Caller(claim(token, ownerClaim), claim(token, "sub"));
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Caller resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Jwt token)) {
            throw new IllegalStateException("a method that wants a Caller is reachable without a token");
        }
        return of(token);
    }

    private static String claim(Jwt token, String name) {
        // Whatever else a claim may be (a list, a number, empty), it is nobody's name.
        if (token.getClaims().get(name) instanceof String value && !value.isBlank()) {
            return value;
        }
        throw new ProblemException(ProblemType.FORBIDDEN, "the token has no claim '" + name + "' that is a text");
    }
}
