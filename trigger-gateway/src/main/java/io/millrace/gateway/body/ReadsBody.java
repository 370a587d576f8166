package io.millrace.gateway.body;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Refuses;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A call whose body comes through {@link RequestBodies}, with the problems that this has with any body. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Refuses({ProblemType.BODY_TOO_SLOW, ProblemType.BODY_TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE})
public @interface ReadsBody {}
