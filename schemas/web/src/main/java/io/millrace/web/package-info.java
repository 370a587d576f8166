/** The HTTP side of the contract that gateway, recorder and notifier share: callers, problems, security, CORS. */
@NullMarked
package io.millrace.web;

import org.jspecify.annotations.NullMarked;
