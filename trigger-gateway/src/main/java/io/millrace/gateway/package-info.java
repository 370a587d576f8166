/** Takes definitions and triggers over HTTP and writes them to the event log. Begin with {@link GatewayApplication}. */
@NullMarked
package io.millrace.gateway;

import org.jspecify.annotations.NullMarked;
