/** What is asked of executions that exist: it becomes a record on their partition. */
@NullMarked
package io.millrace.gateway.command;

import org.jspecify.annotations.NullMarked;
