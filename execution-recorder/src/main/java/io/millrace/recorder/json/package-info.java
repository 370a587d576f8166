/** The forms that stored and answered JSON share: timestamps and errors. */
@NullMarked
package io.millrace.recorder.json;

import org.jspecify.annotations.NullMarked;
