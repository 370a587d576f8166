/** What the services do once or more for each execution, measured by JMH without anything around it. */
@NullMarked
package io.millrace.benchmark.jmh;

import org.jspecify.annotations.NullMarked;
