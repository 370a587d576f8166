/** Tests of JSON values and expressions, rule by rule. */
@NullMarked
package io.millrace.expression;

import org.jspecify.annotations.NullMarked;
