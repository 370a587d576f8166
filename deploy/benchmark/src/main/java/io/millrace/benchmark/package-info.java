/** Programs that put the built services under load from outside and print what they found. */
@NullMarked
package io.millrace.benchmark;

import org.jspecify.annotations.NullMarked;
