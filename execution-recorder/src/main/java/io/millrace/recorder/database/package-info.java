/** The database as both sides need it: its schema, the two roles, and what its errors mean. */
@NullMarked
package io.millrace.recorder.database;

import org.jspecify.annotations.NullMarked;
