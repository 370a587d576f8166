/** The live programs at a size that a build can take. */
@NullMarked
package io.millrace.benchmark.live;

import org.jspecify.annotations.NullMarked;
