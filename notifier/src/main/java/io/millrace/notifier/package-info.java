/**
 * The notifier: tells users on their sockets what happens to their executions. Begin at {@link NotifierApplication}.
 */
@NullMarked
package io.millrace.notifier;

import org.jspecify.annotations.NullMarked;
