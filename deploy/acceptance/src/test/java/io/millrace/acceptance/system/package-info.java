/** Starts the built system in processes of its own, the ways in which users start it, and stops or kills them. */
@NullMarked
package io.millrace.acceptance.system;

import org.jspecify.annotations.NullMarked;
