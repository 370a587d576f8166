/**
 * The whole system in one JVM: real servers, the four services as they are in production, and a token for trying it.
 */
@NullMarked
package io.millrace.standalone;

import org.jspecify.annotations.NullMarked;
