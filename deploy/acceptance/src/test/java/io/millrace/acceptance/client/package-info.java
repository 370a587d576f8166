/** What users and programs outside use: HTTP, sockets, server-sent events, and a server that workflows call. */
@NullMarked
package io.millrace.acceptance.client;

import org.jspecify.annotations.NullMarked;
