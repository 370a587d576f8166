@NullMarked
package io.millrace.worker.loop;

import org.jspecify.annotations.NullMarked;
