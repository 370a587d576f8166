/** The built system as users meet it: the README's story, faults and load, played from outside. */
@NullMarked
package io.millrace.acceptance;

import org.jspecify.annotations.NullMarked;
