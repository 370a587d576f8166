/** How executions are counted, the same for whoever writes counts and whoever reads them: pure, without SQL. */
@NullMarked
package io.millrace.recorder.statistics;

import org.jspecify.annotations.NullMarked;
