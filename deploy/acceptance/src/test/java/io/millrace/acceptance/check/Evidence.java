package io.millrace.acceptance.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import tools.jackson.databind.JsonNode;

/**
 * What was seen of a run, all of it from outside, by execution id.
 *
 * @param journal what the client sent and was answered
 * @param log the records of the called workflows' executions, in the order of the topics
 * @param rows the history's answers
 * @param told what a socket that was open during the whole run was told; empty where there was none
 */
public record Evidence(
        Journal journal,
        Map<String, List<SpecificRecord>> log,
        Map<String, JsonNode> rows,
        Optional<Map<String, List<JsonNode>>> told) {}
