/** The whole system under load: webhooks in, finished rows out. */
@NullMarked
package io.millrace.benchmark.flow;

import org.jspecify.annotations.NullMarked;
