/** The workflow definition: parsed, checked and answered about, the same way in every service. */
@NullMarked
package io.millrace.schemas.workflow;

import org.jspecify.annotations.NullMarked;
