/** What a webhook asks of a request before it starts anything. */
@NullMarked
package io.millrace.gateway.door;

import org.jspecify.annotations.NullMarked;
