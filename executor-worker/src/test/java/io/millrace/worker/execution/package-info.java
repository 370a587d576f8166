@NullMarked
package io.millrace.worker.execution;

import org.jspecify.annotations.NullMarked;
