package io.millrace.schemas.workflow;

/**
 * A way from one node's output to another node.
 *
 * @param from the id of the node that hands on
 * @param output the output it leaves by: {@code main}, {@code error}, {@code true}, a switch case…
 * @param to the id of the node that receives
 */
public record Connection(String from, String output, String to) {}
