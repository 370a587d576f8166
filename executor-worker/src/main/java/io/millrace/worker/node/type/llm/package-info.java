/** The {@code llm} node: a chat completion of an OpenAI-compatible server. */
@NullMarked
package io.millrace.worker.node.type.llm;

import org.jspecify.annotations.NullMarked;
