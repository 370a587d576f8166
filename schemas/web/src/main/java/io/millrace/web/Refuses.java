package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The problems that a call may be answered with, for {@code /openapi.json}; on a controller, those of all its calls; on
 * an annotation, those of all calls that have it. What any call may be answered with is not named.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Refuses {
    /** The problems. */
    ProblemType[] value();
}
