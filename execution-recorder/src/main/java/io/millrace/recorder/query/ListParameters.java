package io.millrace.recorder.query;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents what {@link ListRequest} reads. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            in = ParameterIn.QUERY,
            name = "workflowId",
            description = "Only of this workflow.",
            schema = @Schema(type = "string")),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "status",
            description = "Only with this status; repeated, or with commas: with any of them.",
            explode = Explode.TRUE,
            array =
                    @ArraySchema(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {
                                                "queued",
                                                "running",
                                                "waiting",
                                                "success",
                                                "failed",
                                                "partial",
                                                "cancelled",
                                                "timed_out"
                                            }))),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "kind",
            description = "Only those that were started so.",
            schema =
                    @Schema(
                            type = "string",
                            allowableValues = {"webhook", "manual", "schedule", "subWorkflow", "rerun", "failure"})),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "test",
            description = "Only test runs, or only others.",
            schema = @Schema(type = "boolean")),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "startedBy",
            description = "Only those that this user started.",
            schema = @Schema(type = "string")),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "label",
            description = "`name:value`: only with this label; repeated (up to 8 times): with all of them.",
            explode = Explode.TRUE,
            array = @ArraySchema(schema = @Schema(type = "string"))),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "q",
            description = "Words of the error's type and message, all of them; `\"…\"` for words in a row, `or`, and"
                    + " `-` before what must not be there.",
            schema = @Schema(type = "string", maxLength = 500)),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "from",
            description = "Only those created then or later.",
            schema = @Schema(type = "string", format = "date-time")),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "to",
            description = "Only those created before.",
            schema = @Schema(type = "string", format = "date-time")),
    @Parameter(
            in = ParameterIn.QUERY,
            name = "fields",
            description = "Names of fields, separated by commas: only these are answered.",
            schema = @Schema(type = "string"))
})
@interface ListParameters {}
