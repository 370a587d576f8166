/** Requests' bodies and queries, read with bounds and turned into JSON. */
@NullMarked
package io.millrace.gateway.body;

import org.jspecify.annotations.NullMarked;
