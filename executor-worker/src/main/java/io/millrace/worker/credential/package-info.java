/** Gives nodes the credentials that they use, and lets nothing of them out. */
@NullMarked
package io.millrace.worker.credential;

import org.jspecify.annotations.NullMarked;
