/** Answers of workflows to callers that wait for them. */
@NullMarked
package io.millrace.gateway.answer;

import org.jspecify.annotations.NullMarked;
