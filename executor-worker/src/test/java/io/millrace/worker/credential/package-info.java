@NullMarked
package io.millrace.worker.credential;

import org.jspecify.annotations.NullMarked;
