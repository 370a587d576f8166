/** When workflows start by themselves: one reading of schedules for who keeps them and who shows them. */
@NullMarked
package io.millrace.schemas.schedule;

import org.jspecify.annotations.NullMarked;
