/** The tokens in the URLs that end a node's wait: made by whoever runs the node, checked by whoever takes the call. */
@NullMarked
package io.millrace.schemas.callback;

import org.jspecify.annotations.NullMarked;
